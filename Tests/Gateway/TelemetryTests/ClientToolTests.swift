// SPDX-License-Identifier: Apache-2.0

import Telemetry
import Testing

@Suite("Client tools")
struct ClientToolTests {
    @Test(
        "tools are known by how they call themselves",
        arguments: [
            ("claude-cli/2.1.0 (external, cli)", ClientTool.claudeCode), ("claude-code/1.0", .claudeCode),
            ("Claude-CLI/2.0", .claudeCode), ("GitHubCopilotChat/0.26.7", .copilot), ("copilot/1.0", .copilot),
            ("github-copilot/2", .copilot), ("Cursor/0.48.1", .cursor), ("codex_cli_rs/0.40.0 (Linux; x86_64)", .codex),
            ("codex-tui/1", .codex), ("GeminiCLI/0.5.0 (linux; x64)", .geminiCLI), ("gemini-cli/1", .geminiCLI),
            ("OpenClaw/3", .openclaw), ("Windsurf/1.2", .windsurf), ("Zed/0.190.0", .zed), ("Cline/3.14", .cline),
            ("Roo-Code/3.1", .rooCode), ("RooCode/3.1", .rooCode), ("aider/0.86", .aider), ("Continue/1.0", .continue),
            ("curl/8.5.0", .curl), ("HTTPie/3.2", .httpie),
        ])
    func known(userAgent: String, tool: ClientTool) {
        #expect(ClientTool(userAgent: userAgent) == tool)
    }

    @Test(
        "names count only where they stand by themselves",
        arguments: [
            "", "organized/1.0", "Mozilla/5.0 (X11; Linux x86_64)", "OpenAI/Python 1.99", "Anthropic/JS 0.60",
            "python-httpx/0.28",
            "zedd/1", "incline/2", "continued/1", "inclined", "libcurl/8", "precursor/1", "node", "///",
        ])
    func unknown(userAgent: String) {
        #expect(ClientTool(userAgent: userAgent) == .unknown)
    }

    @Test("of several products the first that is known counts")
    func first() {
        #expect(ClientTool(userAgent: "Mozilla/5.0 Cursor/1.0 Zed/2") == .cursor)
    }

    @Test("each tool has a label of its own, in the words that metrics may use")
    func labels() {
        let labels = ClientTool.allCases.map(\.label)
        #expect(Set(labels).count == labels.count)
        for label in labels { #expect(!label.isEmpty && label.allSatisfy { $0.isLowercase || $0 == "-" }) }
    }
}
