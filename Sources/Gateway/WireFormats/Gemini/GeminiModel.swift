// SPDX-License-Identifier: Apache-2.0

/// What a Gemini model is known to take, by its name.
struct GeminiModel: Sendable {
    private let name: String
    /// The first number of the version; nil for names such as `gemini-flash-latest`.
    private let version: Int?

    init(_ model: String) {
        name = (model.split(separator: "/").last.map(String.init) ?? model).lowercased()
        let prefix = "gemini-"
        version = name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count).prefix { $0.isASCII && $0.isNumber }) : nil
    }

    /// Whether it is of the third generation or later: it wants signatures with calls, counts thinking in levels, takes
    /// media in the results of functions, and a schema for its answer beside functions.
    var isThird: Bool { (version ?? 0) >= 3 }

    /// Whether it may be told how much to think. Models that cannot think refuse a request that says it.
    var thinks: Bool {
        if name.hasPrefix("gemma") || name.hasPrefix("gemini-2.0") || name.contains("embedding") { return false }
        return version != 1
    }

    /// The level that comes nearest to a word for effort.
    func level(effort: String) -> String {
        switch effort {
        case "none", "minimal": name.contains("flash") ? "minimal" : "low"
        case "low": "low"
        case "medium": name.hasPrefix("gemini-3-pro") ? "high" : "medium"
        default: "high"
        }
    }

    /// The level that comes nearest to a budget in tokens.
    func level(budget: Int) -> String { level(effort: ReasoningTable.effort(budget)) }

    /// The budget that the model takes and that comes nearest to the wanted one; 0 switches thinking off.
    func budget(_ wanted: Int) -> Int {
        if name.contains("2.5-pro") { return min(max(wanted, 128), 32768) }
        guard name.contains("2.5-flash"), wanted > 0 else { return wanted }
        return min(max(wanted, name.contains("lite") ? 512 : 1), 24576)
    }

    /// The budget that a word for effort stands for; for a word that nobody knows, much.
    func budget(effort: String) -> Int { budget(ReasoningTable.budget(effort) ?? 16_384) }
}
