// SPDX-License-Identifier: Apache-2.0

public import Embedder

/// All that the verifier needs of one text, made once and kept with the text's cache entry.
///
/// White space, case and punctuation of prose leave no trace in it, so they change no decision.
public struct PreparedText: Sendable, Equatable {
    /// Most words that are compared; longer texts are the same only if they are equal.
    public static let wordLimit = 160

    /// The encoder's layers whose word vectors ``attach(_:)`` wants.
    public static let layers = [WordVectors.early, WordVectors.late]

    /// The text to encode: politeness, punctuation and case are gone.
    public let canonical: String
    let words: [Word]
    /// Keys of the words' spellings and stems, for quick comparison.
    let textKeys: [UInt64]
    let stemKeys: [UInt64]
    /// Places of the words that are no frame, and the keys of their stems.
    let asked: [Int]
    let askedKeys: [UInt64]
    let readings: Readings
    let digest: TextDigest
    /// Vectors of the words, once the encoder has run.
    private(set) var vectors: WordVectors?
    private(set) var pooled: [Float] = []
    private(set) var chunks: [[Float]] = []

    /// The words by which the prompt points outside itself, as written; such a prompt has no answer that fits twice.
    public var deicticWords: String? { readings.deictic }
    public var isDeictic: Bool { readings.deictic != nil }
    /// Whether all words could be kept; otherwise only equal texts are the same.
    public var isWhole: Bool { digest.count <= Self.wordLimit }

    /// The memory that it takes, in bytes, nearly.
    public var size: Int {
        512 + canonical.utf8.count + words.reduce(0) { $0 + $1.size } + (vectors?.size ?? 0)
            + (pooled.count + chunks.reduce(0) { $0 + $1.count }) * MemoryLayout<Float>.stride
    }

    init(_ text: String, lexicon: Lexicon) {
        let (tokens, digest) = TextScanner.scan(TextFolding.fold(text), limit: Self.wordLimit)
        self.init(tokens, digest: digest, lexicon: lexicon)
    }

    /// - Parameter digest: of all tokens of the text, also of those that are not among `tokens`.
    init(_ tokens: [ScannedToken], digest: TextDigest, lexicon: Lexicon) {
        var (words, frames) = WordReader.read(tokens, lexicon: lexicon)
        canonical = Self.write(&words)
        self.words = words
        self.digest = digest
        textKeys = words.map { TextDigest.key($0.text) }
        let stemKeys = words.map { TextDigest.key($0.stem) }
        asked = words.indices.filter { !words[$0].isFrame }
        askedKeys = asked.map { stemKeys[$0] }
        self.stemKeys = stemKeys
        readings = TextReadings.of(words, frames: frames)
    }

    /// Writes the words down with single spaces, and notes where each stands.
    private static func write(_ words: inout [Word]) -> String {
        var canonical = ""
        canonical.reserveCapacity(words.count * 8)
        var length = 0
        for index in words.indices {
            let spelled = words[index].spelled
            if length > 0, !spelled.isEmpty {
                canonical += " "
                length += 1
            }
            let size = spelled.utf8.count
            canonical += spelled
            words[index].range = length..<length + size
            length += size
        }
        return canonical
    }

    /// Takes over what the encoder made of ``canonical``.
    public mutating func attach(_ encoding: TextEncoding) {
        pooled = encoding.pooled
        chunks = encoding.chunks.count > 1 ? encoding.chunks : []
        vectors = encoding.tokens.flatMap { WordVectors($0, words: words) }
    }
}
