// SPDX-License-Identifier: Apache-2.0

/// What the words for an effort of thinking are worth in tokens, for formats that count where others have words.
enum ReasoningTable {
    /// The most tokens of thinking that a word stands for; nil for a word that is not known.
    ///
    /// `none` is no thinking at all, which is 0.
    static func budget(_ effort: String) -> Int? {
        switch effort {
        case "none": 0
        case "minimal": 1024
        case "low": 2048
        case "medium": 8192
        case "high": 16_384
        case "xhigh", "max": 32_768
        default: nil
        }
    }

    /// The word that comes nearest to a budget; only words that every OpenAI model that thinks knows.
    static func effort(_ budget: Int) -> String {
        switch budget {
        case ..<5120: "low"
        case ..<12_288: "medium"
        default: "high"
        }
    }
}
