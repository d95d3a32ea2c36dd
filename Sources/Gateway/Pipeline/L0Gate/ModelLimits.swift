// SPDX-License-Identifier: Apache-2.0

/// How much a model reads and writes at most, as its maker documents it.
///
/// A small table of what is asked for most, as of November 2026. A name counts as one of the table's only if nothing
/// but a date, a version number or `latest` follows it, so that a new variant is unknown instead of mistaken.
public struct ModelLimits: Sendable, Hashable {
    /// Tokens of prompt and answer together.
    public let window: Int64
    /// Tokens of an answer.
    public let output: Int64

    /// The limits of a model; nil where they are not known.
    public static func of(_ model: String) -> ModelLimits? {
        // Marketplaces put the maker in front of the name.
        let name = model.lowercased().split(separator: "/").last.map(String.init) ?? model
        if let exact = table[name] { return exact }
        let parts = name.split(whereSeparator: { $0 == "-" || $0 == "@" || $0 == ":" })
        for count in parts.indices.reversed() where count > 0 {
            guard isVersion(parts[count]) else { return nil }
            let stem = String(name[..<parts[count - 1].endIndex])
            if let limits = table[stem] { return limits }
        }
        return nil
    }

    private static func isVersion(_ part: Substring) -> Bool {
        part == "latest" || part.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }

    private static let table: [String: ModelLimits] = {
        var table: [String: ModelLimits] = [:]
        func add(_ names: [String], window: Int64, output: Int64) {
            for name in names { table[name] = ModelLimits(window: window, output: output) }
        }
        add(["gpt-4o", "gpt-4o-mini", "chatgpt-4o"], window: 128_000, output: 16_384)
        add(["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"], window: 1_047_576, output: 32_768)
        add(["gpt-4-turbo"], window: 128_000, output: 4_096)
        add(["gpt-3.5-turbo"], window: 16_385, output: 4_096)
        add(
            ["gpt-5", "gpt-5-mini", "gpt-5-nano", "gpt-5.1", "gpt-5-codex", "gpt-5.1-codex"], window: 400_000,
            output: 128_000)
        add(["gpt-5-chat", "gpt-5.1-chat"], window: 128_000, output: 16_384)
        add(["o1", "o3", "o3-mini", "o4-mini"], window: 200_000, output: 100_000)
        add(["text-embedding-3-small", "text-embedding-3-large", "text-embedding-ada-002"], window: 8_192, output: 0)
        add(["claude-3-opus", "claude-3-sonnet", "claude-3-haiku"], window: 200_000, output: 4_096)
        add(["claude-3-5-sonnet", "claude-3-5-haiku"], window: 200_000, output: 8_192)
        // With the beta of longer answers.
        add(["claude-3-7-sonnet"], window: 200_000, output: 128_000)
        add(["claude-opus-4", "claude-opus-4-1"], window: 200_000, output: 32_000)
        // With the beta of longer prompts.
        add(["claude-sonnet-4", "claude-sonnet-4-5"], window: 1_000_000, output: 64_000)
        add(["claude-haiku-4-5", "claude-opus-4-5"], window: 200_000, output: 64_000)
        add(["gemini-2.5-pro", "gemini-2.5-flash", "gemini-2.5-flash-lite"], window: 1_048_576, output: 65_536)
        add(["gemini-2.0-flash", "gemini-2.0-flash-lite"], window: 1_048_576, output: 8_192)
        add(["deepseek-chat"], window: 131_072, output: 8_192)
        add(["deepseek-reasoner"], window: 131_072, output: 65_536)
        return table
    }()
}
