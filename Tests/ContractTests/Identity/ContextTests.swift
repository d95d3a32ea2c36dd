// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Testing
import WireFormats

@Suite("What stands around a body")
struct ContextTests {
    private static let question = #"{"model":"m","messages":[{"role":"user","content":"q"}]}"#

    private func identity(
        _ body: String = question, _ surface: Surface = .chatCompletions,
        principal: Principal = .local, sessions: [String] = [], adjusting: (inout RequestContext) -> Void = { _ in }
    ) -> Identity {
        var context = RequestContext(surface: surface, principal: principal, sessions: sessions)
        adjusting(&context)
        return Identity(body, surface, in: context)
    }

    @Test("two principals never share, and none shares with everybody")
    func principals() {
        let keys = ["sk-alice", "sk-bob", ""].map { Principal.key(Digest.of($0)) }
        let identities = ([.local] + keys).map { identity(principal: $0) }
        for (place, one) in identities.enumerated() {
            #expect(one == identity(principal: place == 0 ? .local : keys[place - 1]))
            for other in identities[..<place] { #expect(one != other) }
        }
    }

    @Test("two models never share, also when only their case differs")
    func models() {
        let bodies = ["m", "M", "m ", "m2", ""].map {
            #"{"model":"\#($0)","messages":[{"role":"user","content":"q"}]}"#
        }
        let identities = bodies.map { identity($0) }
        for (place, one) in identities.enumerated() {
            for other in identities[..<place] { #expect(one != other) }
        }
    }

    @Test("an alias shares with its target, and a request without a model with the default")
    func aliases() {
        func ask(_ model: String) -> Identity {
            identity(#"{\#(model)"messages":[{"role":"user","content":"q"}]}"#) {
                $0.aliases = ["fast": "gpt-small", "smart": "gpt-large"]
                $0.defaultModel = "gpt-large"
            }
        }
        #expect(ask(#""model":"fast","#) == ask(#""model":"gpt-small","#))
        #expect(ask(#""model":"smart","#) == ask(#""model":"gpt-large","#))
        #expect(ask("") == ask(#""model":"gpt-large","#))
        #expect(ask(#""model":"fast","#) != ask(#""model":"smart","#))
        #expect(ask(#""model":null,"#) == .uncacheable)
        #expect(ask("").isCacheable)
        #expect(Identity(#"{"messages":[{"role":"user","content":"q"}]}"#, .messages) == .uncacheable)
    }

    private static let sessionBodies = ["session_id", "thread_id", "conversation_id"].flatMap { name in
        [
            #"{"model":"m","\#(name)":"%","messages":[{"role":"user","content":"q"}]}"#,
            #"{"model":"m","messages":[{"role":"user","content":"q"}],"metadata":{"a":1,"\#(name)":"%"}}"#,
        ]
    }

    private static func body(_ template: String, _ id: String) -> String {
        template.split(separator: "%", omittingEmptySubsequences: false).joined(separator: id)
    }

    @Test("two sessions never share, whichever name they come by", arguments: sessionBodies)
    func sessions(_ template: String) {
        for surface in [Surface.chatCompletions, .messages] {
            let one = identity(Self.body(template, "s-1"), surface)
            #expect(one == identity(Self.body(template, " s-1\\n"), surface))
            #expect(one != identity(Self.body(template, "s-2"), surface))
            #expect(one != identity(Self.question, surface))
            // The same id by a header is the same session.
            #expect(one == identity(Self.question, surface, sessions: ["s-1"]))
            #expect(one == identity(Self.body(template, "s-1"), surface, sessions: ["s-1"]))
            #expect(one != identity(Self.body(template, "s-1"), surface, sessions: ["s-2"]))
        }
    }

    @Test("a blank or over-long session id makes a request uncacheable", arguments: sessionBodies)
    func unusableSessions(_ template: String) {
        for id in ["", " ", "\\t\\n", String(repeating: "x", count: 513)] {
            #expect(identity(Self.body(template, id)) == .uncacheable)
            let plain = id.hasPrefix("\\") ? "\t" : id
            #expect(identity(sessions: [plain]) == .uncacheable)
            #expect(identity(Self.body(template, "fine"), sessions: [plain]) == .uncacheable)
        }
        #expect(identity(Self.body(template, String(repeating: "x", count: 512))).isCacheable)
        #expect(identity(sessions: [String(repeating: "x", count: 512)]).isCacheable)
    }

    @Test("two ids in one request: which name has which counts, the order of keys does not")
    func severalSessions() {
        func ask(_ members: String) -> Identity {
            identity(#"{\#(members),"model":"m","messages":[{"role":"user","content":"q"}]}"#)
        }
        let one = ask(#""session_id":"a","thread_id":"b""#)
        #expect(one == ask(#""thread_id":"b","session_id":"a""#))
        for other in [
            #""session_id":"b","thread_id":"a""#, #""thread_id":"a","conversation_id":"b""#, #""session_id":"a""#,
            #""session_id":"ab""#, #""session_id":"a","metadata":{"thread_id":"b"}"#,
        ] { #expect(one != ask(other)) }
        #expect(ask(#""session_id":"a","thread_id":"a""#) == ask(#""conversation_id":"a""#))
    }

    @Test("no text of a message imitates a session, a model or a principal")
    func imitation() {
        let texts = ["s-1", "session_id: s-1", #"\",\"session_id\":\"s-1"#, #"\u0006\u0000\u0000\u0000\u0001m"#]
        var seen = [identity(sessions: ["s-1"])]
        for text in texts {
            let one = identity(#"{"model":"m","messages":[{"role":"user","content":"\#(text)"}]}"#)
            #expect(!seen.contains(one))
            seen.append(one)
        }
    }

    @Test("equal plain conversations share an entry across chat, messages and native")
    func surfaces() {
        let turn = #""messages":[{"role":"user","content":"q"}]"#
        let chat = identity(#"{"model":"m",\#(turn),"temperature":0.5,"max_tokens":9}"#, .chatCompletions)
        let parts =
            #""messages":[{"content":[{"text":"q","type":"text","cache_control":{"type":"ephemeral"}}],"role":"user"}]"#
        #expect(
            chat
                == identity(#"{"max_tokens":9,"model":"m",\#(parts),"temperature":0.5,"stream":true}"#, .messages) {
                    $0.anthropicVersion = "2023-06-01"
                    $0.betas = ["claude-code-20250219"]
                    $0.query = "beta=true"
                })
        #expect(chat == identity(#"{"prompt":"q","model":"m","temperature":0.5,"max_tokens":9}"#, .native))
        #expect(chat != identity(#"{"prompt":"q","model":"m","temperature":0.5}"#, .native))
        let system = #"{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"q"}]}"#
        for text in [#""s""#, #"[{"type":"text","text":"s"}]"#] {
            let messages = identity(#"{"model":"m","system":\#(text),\#(turn)}"#, .messages)
            #expect(messages == identity(system, .chatCompletions))
            #expect(messages != identity(#"{"model":"m","system":\#(text),\#(turn)}"#, .chatCompletions))
        }
    }

    @Test("a version counts unless it is the one that clients without the header mean")
    func versions() {
        func ask(_ version: String?) -> Identity {
            identity(Self.question, .messages) { $0.anthropicVersion = version }
        }
        #expect(ask(nil) == ask("2023-06-01"))
        #expect(ask(nil) != ask("2026-10-21"))
        #expect(ask("2026-10-21") != ask("2027-01-01"))
    }

    @Test("beta names count, their order, repeats and spaces do not, nor those that change no answer")
    func betas() {
        func ask(_ betas: String...) -> Identity { identity(Self.question, .messages) { $0.betas = betas } }
        #expect(ask("a-1,b-2") == ask("b-2 , a-1,a-1"))
        #expect(ask("a-1,b-2") == ask("a-1", "b-2"))
        #expect(ask("a-1") != ask("b-2"))
        #expect(ask("a-1") != ask("a-1,b-2"))
        #expect(ask("a-1") != ask("a-1b-2"))
        #expect(ask() == ask("claude-code-20250219, oauth-2025-04-20,prompt-caching-2024-07-31"))
        #expect(ask() == ask("extended-cache-ttl-2025-04-11", "token-counting-2024-11-01", ""))
        // Tool input that comes in fine grains is not checked to be JSON: another answer than without.
        #expect(ask() != ask("fine-grained-tool-streaming-2025-05-14"))
        #expect(ask() != ask("interleaved-thinking-2025-05-14"))
    }

    @Test("headers of different names never stand for each other")
    func headerNames() {
        let identities = [
            identity(), identity { $0.accounts = ["organization x"] }, identity { $0.accounts = ["project x"] },
            identity { $0.accounts = ["beta x"] }, identity { $0.anthropicVersion = "organization x" },
            identity { $0.betas = ["x"] }, identity { $0.query = "x" }, identity { $0.query = "x=1&y=2" },
            identity { $0.query = "x=2&y=1" }, identity { $0.query = "beta=true" },
        ]
        for (place, one) in identities.enumerated() {
            for other in identities[..<place] { #expect(one != other) }
        }
    }
}
