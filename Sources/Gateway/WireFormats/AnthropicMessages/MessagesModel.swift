// SPDX-License-Identifier: Apache-2.0

/// What a Claude model takes, as far as its name tells; providers refuse whole requests over the rest.
struct MessagesModel {
    /// How a model is told to think.
    enum Thinking {
        case never
        /// With a budget in tokens.
        case budget
        /// As much as it finds right, after a word for the effort.
        case adaptive
    }

    private let name: String
    /// Major and minor number times ten and one; nil for a model that is not Claude.
    private let version: Int?

    init(_ model: String) {
        name = model.lowercased()
        version = Self.version(name)
    }

    var thinking: Thinking {
        guard let version else { return .budget }
        return version < 37 ? .never : version < 46 ? .budget : .adaptive
    }

    /// Whether temperature and the like may differ from the defaults.
    var takesSampling: Bool { version.map { $0 < 47 } ?? true }

    /// Whether temperature and top_p may be set both.
    var takesBothSamplings: Bool { version.map { $0 <= 40 } ?? true }

    /// Whether the model goes on with an answer that the client has begun.
    var takesBegunAnswers: Bool { version.map { $0 < 46 } ?? true }

    /// Whether a tool's schema can be enforced.
    var enforcesSchemas: Bool { version.map { $0 >= 45 } ?? false }

    /// Whether there is a word for efforts between `high` and `max`.
    var knowsExtraHigh: Bool { version.map { $0 >= 47 } ?? false }

    /// The answer's limit for clients that do not set one, which this format demands.
    var defaultMaxTokens: Int { name.hasPrefix("claude-3-") ? 4096 : 8192 }

    /// The most tokens of thinking that leave room for an answer.
    var longestBudget: Int {
        name.contains("opus-4") && version.map { $0 < 45 } ?? false ? 16_384 : 32_768
    }

    /// Such as 45 for `claude-sonnet-4-5-20250929` and 37 for `claude-3-7-sonnet-latest`.
    private static func version(_ name: String) -> Int? {
        let words = name.split { $0 == "-" || $0 == "." || $0 == "/" || $0 == ":" || $0 == "@" }
        guard let claude = words.firstIndex(of: "claude") else { return nil }
        var numbers: [Int] = []
        for word in words[(claude + 1)...] {
            if let number = Int(word), word.utf8.count <= 2 {
                numbers.append(number)
            } else if !numbers.isEmpty {
                break
            }
        }
        guard let major = numbers.first else { return nil }
        return major * 10 + min(numbers.count > 1 ? numbers[1] : 0, 9)
    }
}
