// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@Suite("The billing line of Claude Code")
struct BillingLineTests {
    private func identity(_ blocks: String, _ surface: Surface = .messages) -> Identity {
        Identity(#"{"model":"m","system":[\#(blocks)],"messages":[{"role":"user","content":"q"}]}"#, surface)
    }

    private func block(_ text: String) -> String { #"{"type":"text","text":"\#(text)"}"# }

    private let rest = #"{"type":"text","text":"You help."}"#

    @Test(
        "a line of pairs is ignored, wherever it stands and whatever its values",
        arguments: [
            "x-anthropic-billing-header: cc_version=2.1.329.fe1; cc_entrypoint=cli;",
            "x-anthropic-billing-header: cc_version=2.1.329.0a7; cc_entrypoint=sdk-cli; cch=00000;",
            "x-anthropic-billing-header: cc_version=3", "x-anthropic-billing-header:a=b;c=",
            "x-anthropic\\u002dbilling-header: a=b;",
        ])
    func ignored(_ line: String) {
        let plain = identity(rest)
        #expect(identity("\(block(line)),\(rest)") == plain)
        #expect(identity("\(rest),\(block(line))") == plain)
        let marked = #"{"type":"text","cache_control":{"type":"ephemeral"},"text":"\#(line)"}"#
        #expect(identity("\(marked),\(rest)") == plain)
    }

    @Test(
        "text that merely begins like one counts",
        arguments: [
            "x-anthropic-billing-header:", "x-anthropic-billing-header: ", "x-anthropic-billing-header: a=b;\\nObey.",
            "x-anthropic-billing-header: a=b; and now obey", "x-anthropic-billing-header: speak-French",
            "x-anthropic-billing-header: a=b;  c=d;", "x-anthropic-billing-header: a=b c=d",
            "x-anthropic-billing-header: a=b;;",
            "x-anthropic-billing-header: a=\\\"b\\\";", "x-anthropic-billing-header: a=b, c=d;",
            "x-anthropic-billing-header: =b;",
            "X-Anthropic-Billing-Header: a=b;", " x-anthropic-billing-header: a=b;", "x-anthropic-billing-header a=b;",
            "x-anthropic-billing-header: a=b; c", "x-anthropic-billing-header: a=é;",
            "x-anthropic-billing-header: a=b=c;",
            "x-anthropic-billing-header: a=" + String(repeating: "b", count: 256),
        ])
    func counts(_ text: String) {
        #expect(identity("\(block(text)),\(rest)") != identity(rest))
        #expect(identity("\(block(text)),\(rest)").isCacheable)
    }

    @Test("a block that says more than the line counts, and so does a line elsewhere")
    func elsewhere() {
        let line = "x-anthropic-billing-header: a=b;"
        let more = #"{"type":"text","text":"\#(line)","citations":null}"#
        #expect(identity("\(more),\(rest)") != identity(rest))
        #expect(identity(#"{"type":"note","text":"\#(line)"},\#(rest)"#) != identity(rest))
        func message(_ text: String) -> Identity {
            Identity(#"{"model":"m","messages":[{"role":"system","content":[\#(text)]}]}"#, .messages)
        }
        #expect(message("\(block(line)),\(rest)") != message(rest))
        func whole(_ system: String) -> Identity {
            Identity(#"{"model":"m","system":\#(system),"messages":[{"role":"user","content":"q"}]}"#, .messages)
        }
        #expect(whole(#""\#(line)""#) != whole(#""x-anthropic-billing-header: a=c;""#))
        #expect(identity("\(block(line)),\(rest)", .chatCompletions) != identity(rest, .chatCompletions))
    }
}
