// SPDX-License-Identifier: Apache-2.0

public import CEncoderKernels

/// The sentence encoder all-MiniLM-L6-v2: makes a vector of a text, so that texts of like meaning lie close together.
///
/// Immutable, and safe to share between threads; each thread brings its own ``EncoderScratch``. A text is read whole: what
/// does not fit one window of 254 word pieces is read in windows that overlap, and the vectors of all windows count.
public final class Encoder: Sendable {
    /// A text of more bytes is not read.
    public static let textLimit = 64 * 1024
    /// Nor is one of more windows, which is about as long.
    public static let windowLimit = 64
    /// Word pieces of a text that are read at once.
    static let windowPieces = Int(encoder_window) - 2
    /// Word pieces that two neighbouring windows share.
    static let overlap = 32

    /// Which instructions of the processor are used.
    public let level: cpu_level
    /// The level's name, as `avx512-vnni`.
    public var instructions: String { String(cString: cpu_level_name(level)) }
    private let tokenizer: WordPieceTokenizer
    private let store: WeightStore

    /// What one run of the kernels needs.
    struct Pass {
        let base: WeightImage
        let weights: WeightImage
        let level: cpu_level
        var calibration: UnsafeMutablePointer<encoder_calibration>?
    }

    /// Loads the encoder; the first time, this packs its weights (about a second).
    ///
    /// - Parameters:
    ///   - files: where its files are.
    ///   - level: the instructions to use; one that this machine has.
    public init(_ files: EncoderFiles, level: cpu_level = cpu_level_best()) throws(EncoderFailure) {
        self.level = level
        let bytes = try SystemFile.contents(of: files.vocabulary, limit: 1 << 22)
        let vocabulary = try Vocabulary(file: bytes)
        guard vocabulary.count == Int(encoder_vocabulary) else {
            throw EncoderFailure.vocabulary("it has \(vocabulary.count) pieces")
        }
        tokenizer = WordPieceTokenizer(vocabulary: vocabulary)
        store = try WeightStore(files, tokenizer: tokenizer)
    }

    /// Why the packed weights could not be kept for next time; nil if they were, which is as it should be.
    public var keepingFailure: EncoderFailure? { store.keepingFailure }

    /// Encodes a text.
    ///
    /// - Parameters:
    ///   - text: UTF-8; what is not is left out.
    ///   - precision: how exactly. The first text of a precision loads its weights.
    ///   - tokenLayers: layers, 1 to 6, whose vectors of each word piece are wanted too.
    ///   - scratch: the thread's own.
    public func encode(
        _ text: Span<UInt8>, precision: EncoderPrecision = .int8, tokenLayers: [Int] = [], scratch: EncoderScratch
    ) throws(EncoderMiss) -> TextEncoding {
        try encode(text, precision: precision, tokenLayers: tokenLayers, scratch: scratch) {}
    }

    /// The same; calls `between` before each window but the first.
    func encode(
        _ text: Span<UInt8>, precision: EncoderPrecision, tokenLayers: [Int], scratch: EncoderScratch,
        between: () -> Void
    ) throws(EncoderMiss) -> TextEncoding {
        guard text.count <= Self.textLimit else { throw .textTooLong }
        scratch.cut(text, with: tokenizer)
        let count = scratch.pieces.count
        guard count > 0 else { throw .noText }
        let windows = Self.windows(count)
        guard windows.count <= Self.windowLimit else { throw .textTooLong }
        let weights: WeightImage
        do throws(EncoderFailure) { weights = try store.image(precision) } catch { throw .weights(error) }
        let pass = Pass(base: store.base, weights: weights, level: level)
        let layers = windows.count == 1 ? tokenLayers.filter { (1...Int(encoder_layers)).contains($0) } : []
        var chunks: [[Float]] = []
        var tokens: TokenVectors?
        var sum = [Float](repeating: 0, count: TextEncoding.dimension)
        for (number, window) in windows.enumerated() {
            if number > 0 { between() }
            guard let outputs = scratch.run(window, tokenizer.vocabulary, pass, layers: layers) else {
                throw .unsupported
            }
            if windows.count > 1 {
                for place in sum.indices { sum[place] += scratch.mean[place] * Float(window.count) }
            }
            chunks.append(Self.unit(scratch.mean))
            if !layers.isEmpty { tokens = Self.tokens(scratch.pieces, layers, outputs) }
        }
        return TextEncoding(
            pooled: windows.count == 1 ? chunks[0] : Self.unit(sum), chunks: chunks, tokens: tokens, pieceCount: count)
    }

    /// The word pieces of a text: their numbers in the vocabulary and where they stand, in bytes.
    public func pieces(of text: Span<UInt8>, scratch: EncoderScratch) -> (numbers: [Int32], ranges: [Range<Int>]) {
        scratch.cut(text, with: tokenizer)
        return (scratch.pieces.numbers, scratch.pieces.ranges)
    }

    /// Windows over `count` pieces: as few as do, evenly laid, neighbours sharing ``overlap`` pieces or more.
    static func windows(_ count: Int) -> [Range<Int>] {
        guard count > windowPieces else { return [0..<count] }
        let step = windowPieces - overlap
        let steps = (count - windowPieces + step - 1) / step
        return (0...steps).map { number in
            let start = (count - windowPieces) * number / steps
            return start..<start + windowPieces
        }
    }

    private static func tokens(_ pieces: PieceList, _ layers: [Int], _ outputs: [[Float]]) -> TokenVectors {
        let dimension = TextEncoding.dimension
        return TokenVectors(
            pieces: pieces.numbers, ranges: pieces.ranges, dimension: dimension, layers: layers,
            values: outputs.map { Array($0[dimension..<$0.count - dimension]) })
    }

    /// The vector of length 1 in the same direction.
    private static func unit(_ vector: [Float]) -> [Float] {
        let square = vector.reduce(0) { $0 + $1 * $1 }
        guard square > 0 else { return vector }
        let factor = 1 / square.squareRoot()
        return vector.map { $0 * factor }
    }
}
