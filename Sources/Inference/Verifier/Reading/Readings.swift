// SPDX-License-Identifier: Apache-2.0

/// What kinds of question a text asks, as a set.
struct QuestionKinds: OptionSet, Sendable, Hashable {
    let rawValue: UInt32

    init(rawValue: UInt32) { self.rawValue = rawValue }
    init(_ kind: Frames.Kind) { rawValue = 1 << UInt32(kind.rawValue) }

    static let whether = QuestionKinds(.whether)
    static let imperative = QuestionKinds(rawValue: 1 << 20)
    static let statement = QuestionKinds(rawValue: 1 << 21)
}

/// A place that something has in a sentence: after which word of direction it stands.
struct Role: Sendable, Hashable {
    enum Marker: UInt8, Sendable {
        case source, destination, before, after, than, instead, with, without, by, against, over
    }

    let marker: Marker
    let stem: String
}

/// Two things in order around a word that makes the order count: X before Y, X than Y, X into Y.
struct OrderedPair: Sendable, Hashable {
    let marker: Role.Marker
    let first: String
    let second: String
}

/// What a text says apart from its words: numbers, names, negations, roles, what form of answer it wants.
struct Readings: Sendable, Equatable {
    var kinds: QuestionKinds = []
    var firstKind: Frames.Kind?
    var numbers: Set<String> = []
    /// Numbers that are only written as one word.
    var numberWords: Set<String> = []
    /// Whether steps are asked for by "I want to" alone.
    var isMildHow = false
    var calendar: Set<String> = []
    var codes: Set<String> = []
    /// Identifiers as written, where case is mixed.
    var exactCodes: [String: String] = [:]
    var quotes: [[String]] = []
    var names: Set<String> = []
    var nameKinds: [String: UInt8] = [:]
    var negations = 0
    var weakNegations = 0
    var modals: Set<String> = []
    var scopes: Set<String> = []
    var superlatives: Set<String> = []
    var conditions: Set<String> = []
    var formats: Set<String> = []
    /// Forms of answer that are asked for with "as", "in" or "using".
    var anchoredFormats: Set<String> = []
    var tones: Set<String> = []
    var languages: Set<String> = []
    var anchoredLanguages: Set<String> = []
    var roles: Set<Role> = []
    var orders: Set<OrderedPair> = []
    var symbols: Set<String> = []
    /// Number of frames and further parts of the question.
    var parts = 0
    /// The language that the text is written in, by its words of grammar; "" if too short to tell.
    var language = ""
    var script: Script = .none
    /// The word that points outside the prompt.
    var deictic: String?
}

/// The writing system of most letters of a text.
enum Script: UInt8, Sendable {
    case none, latin, greek, cyrillic, hebrew, arabic, devanagari, thai, han, kana, hangul, other

    static func of(_ words: [Word]) -> Script {
        var counts: [Int] = Array(repeating: 0, count: 12)
        for word in words where !word.classes.contains(.code) {
            if word.spelled.utf8.allSatisfy({ $0 < 0x80 }) {
                for byte in word.spelled.utf8 where byte.isASCIILetter { counts[Int(Script.latin.rawValue)] += 1 }
            } else {
                for scalar in word.spelled.unicodeScalars { counts[Int(of(scalar).rawValue)] += 1 }
            }
        }
        counts[0] = 0
        // Japanese mixes kana and Han: kana decide.
        if counts[Int(Script.kana.rawValue)] > 0 {
            counts[Int(Script.kana.rawValue)] += counts[Int(Script.han.rawValue)]
        }
        guard let most = counts.max(), most > 0, let index = counts.firstIndex(of: most) else { return .none }
        return Script(rawValue: UInt8(index)) ?? .none
    }

    private static func of(_ scalar: Unicode.Scalar) -> Script {
        switch scalar.value {
        case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F, 0x1E00...0x1EFF: .latin
        case 0...0xBF: .none
        case 0x370...0x3FF, 0x1F00...0x1FFF: .greek
        case 0x400...0x52F: .cyrillic
        case 0x590...0x5FF: .hebrew
        case 0x600...0x6FF, 0x750...0x77F: .arabic
        case 0x900...0x97F: .devanagari
        case 0xE00...0xE7F: .thai
        case 0x3040...0x30FF: .kana
        case 0x3400...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: .han
        case 0xAC00...0xD7AF, 0x1100...0x11FF: .hangul
        case 0x2000...0x2BFF, 0x1F000...0x1FAFF: .none
        default: .other
        }
    }
}
