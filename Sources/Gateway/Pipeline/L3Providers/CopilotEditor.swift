// SPDX-License-Identifier: Apache-2.0

/// The editor that Copilot's service takes the gateway for; it answers to none that it does not know.
public enum CopilotEditor {
    /// The header lines of every request, be it for a session or for an answer.
    public static let fields = [
        FixedField("user-agent", "GitHubCopilotChat/0.29.1"),
        FixedField("editor-version", "vscode/1.99.0"),
        FixedField("editor-plugin-version", "copilot-chat/0.29.1"),
        FixedField("copilot-integration-id", "vscode-chat"),
        FixedField("x-github-api-version", "2025-04-01"),
    ]
}
