// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Parts that only their own format knows, as far as their meaning can be told in words.
enum OpaquePart {
    /// The words that say the same; nil if there are none.
    static func text(_ type: String, _ json: [UInt8]) -> String? {
        guard ["tool_reference", "search_result", "document"].contains(type) else { return nil }
        var tape = JSONTape()
        let body = json.span
        guard (try? tape.scan(body)) != nil else { return nil }
        if type == "tool_reference" {
            return tape.text("tool_name", of: tape.root, in: body).map { "The tool \($0) can be used now." }
        }
        var lines: [String] = []
        if let title = tape.text("title", of: tape.root, in: body) { lines.append(title) }
        var holder = tape.root
        if let source = tape.member("source", of: tape.root, in: body) {
            if let address = tape.string(at: source, in: body) { lines.append(address) } else { holder = source }
        }
        guard let content = tape.member("content", of: holder, in: body) else { return nil }
        if let text = tape.string(at: content, in: body) { return (lines + [text]).joined(separator: "\n") }
        guard tape.nodes[content].kind == .array else { return nil }
        var isText = true
        tape.forEachElement(of: content) { block in
            if let text = tape.text("text", of: block, in: body) { lines.append(text) } else { isText = false }
        }
        return isText ? lines.joined(separator: "\n") : nil
    }

    /// Whether the part tells of a search that the provider itself made for an earlier answer, whose words hold
    /// what it found.
    static func isOwnSearch(_ type: String) -> Bool {
        ["server_tool_use", "web_search_tool_result", "web_fetch_tool_result", "web_search_call"].contains(type)
    }
}
