// SPDX-License-Identifier: Apache-2.0

/// The tool that sent a request, as its `User-Agent` tells.
public enum ClientTool: UInt8, Sendable, CaseIterable {
    case unknown, claudeCode, copilot, cursor, codex, geminiCLI, openclaw, windsurf, zed, cline, rooCode, aider
    case `continue`, curl, httpie

    /// The value of the `tool` metric label.
    public var label: String {
        switch self {
        case .unknown: "unknown"
        case .claudeCode: "claude-code"
        case .copilot: "copilot"
        case .cursor: "cursor"
        case .codex: "codex"
        case .geminiCLI: "gemini-cli"
        case .openclaw: "openclaw"
        case .windsurf: "windsurf"
        case .zed: "zed"
        case .cline: "cline"
        case .rooCode: "roo-code"
        case .aider: "aider"
        case .continue: "continue"
        case .curl: "curl"
        case .httpie: "httpie"
        }
    }

    /// Reads a `User-Agent`; the first product whose name begins with a known tool's wins.
    ///
    /// Names count only where a product token begins, so `organized/1.0` is not Zed.
    public init(userAgent: String) {
        let tokens = userAgent.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "_" }
        for token in tokens {
            for (prefix, tool) in Self.names where token.hasPrefix(prefix) {
                if token.count == prefix.count || !tool.isShortName { self = tool; return }
            }
        }
        self = .unknown
    }

    /// Names that other words begin with count only as a whole token.
    private var isShortName: Bool { self == .zed || self == .continue || self == .cline }

    private static let names: [(String, ClientTool)] = [
        ("claude-code", .claudeCode), ("claude-cli", .claudeCode), ("claudecode", .claudeCode),
        ("copilot", .copilot), ("github-copilot", .copilot), ("githubcopilot", .copilot), ("cursor", .cursor),
        ("codex", .codex), ("openai-codex", .codex), ("gemini-cli", .geminiCLI), ("gemini_cli", .geminiCLI),
        ("geminicli", .geminiCLI), ("openclaw", .openclaw), ("windsurf", .windsurf), ("zed", .zed),
        ("cline", .cline), ("roo-code", .rooCode), ("roocode", .rooCode), ("aider", .aider),
        ("continue", .continue), ("curl", .curl), ("httpie", .httpie),
    ]
}
