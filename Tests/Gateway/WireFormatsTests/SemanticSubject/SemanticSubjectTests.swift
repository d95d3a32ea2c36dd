// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@Suite("What of a request may be compared by meaning")
struct SemanticSubjectTests {
    private static func digest(_ bytes: [UInt8]) -> Fingerprint {
        var words = SIMD4<UInt64>(1, 2, 3, 4)
        for byte in bytes { words = (words ^ SIMD4(repeating: UInt64(byte))) &* 0x100_0000_01B3 }
        return Fingerprint(words: words)
    }

    private func subject(
        _ json: String, _ surface: Surface = .chatCompletions, _ limits: SemanticSubject.Limits = .init(),
        _ change: (inout RequestContext) -> Void = { _ in }
    ) throws -> SemanticSubject {
        try SemanticSubject(try Reading.read(json, surface, change).reading, limits: limits, digest: Self.digest)
    }

    private func skip(_ json: String, _ surface: Surface = .chatCompletions) throws -> SemanticSkip? {
        let reading = try Reading.read(json, surface) { if surface == .gemini { $0.pathModel = "m" } }.reading
        do {
            _ = try SemanticSubject(reading, digest: Self.digest)
            return nil
        } catch { return error }
    }

    private static let plain = #"{"model":"m","messages":[{"role":"user","content":"How do I pay?"}]}"#

    @Test("two questions of one conversation have one partition")
    func question() throws {
        let one = try subject(Self.plain)
        let other = try subject(#"{"model":"m","messages":[{"role":"user","content":"What does it cost?"}]}"#)
        #expect(one.question == "How do I pay?")
        #expect(other.question == "What does it cost?")
        #expect(one.partition == other.partition)
        #expect(one.fields == other.fields)
        #expect(one.evidenceClass == other.evidenceClass)
    }

    @Test("equal conversations of all formats have one partition")
    func formats() throws {
        let chat = try subject(Self.plain)
        let messages = try subject(
            #"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"How do I pay?"}]}]}"#, .messages
        )
        let responses = try subject(#"{"model":"m","input":"How do I pay?"}"#, .responses)
        let gemini = try subject(#"{"contents":[{"parts":[{"text":"How do I pay?"}]}]}"#, .gemini) {
            $0.pathModel = "m"
        }
        let native = try subject(#"{"model":"m","prompt":"How do I pay?"}"#, .native)
        for other in [messages, responses, gemini, native] { #expect(other == chat) }
    }

    struct Change: Sendable, CustomTestStringConvertible {
        let field: PartitionFields.Field
        let json: String
        var testDescription: String { field.rawValue }
    }

    private static let changes: [Change] = [
        .init(field: .model, json: #"{"model":"n","messages":[{"role":"user","content":"q"}]}"#),
        .init(field: .session, json: #"{"model":"m","session_id":"s","messages":[{"role":"user","content":"q"}]}"#),
        .init(
            field: .system,
            json: #"{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"q"}]}"#),
        .init(
            field: .system,
            json: #"{"model":"m","messages":[{"role":"user","content":"q"},{"role":"system","content":"s"}]}"#),
        .init(
            field: .history,
            json:
                #"{"model":"m","messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"q"}]}"#
        ),
        .init(
            field: .context,
            json:
                #"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"<system-reminder>a</system-reminder>"},{"type":"text","text":"q"}]}]}"#
        ),
        .init(field: .context, json: #"{"model":"m","messages":[{"role":"user","content":"q","name":"n"}]}"#),
        .init(field: .options, json: #"{"model":"m","temperature":0.5,"messages":[{"role":"user","content":"q"}]}"#),
        .init(field: .options, json: #"{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"q"}]}"#),
        .init(field: .options, json: #"{"model":"m","newest":5,"messages":[{"role":"user","content":"q"}]}"#),
        .init(
            field: .options,
            json: #"{"model":"m","response_format":{"type":"json_object"},"messages":[{"role":"user","content":"q"}]}"#),
    ]

    @Test("whatever else differs makes another partition, and the field is named", arguments: changes)
    func partition(_ change: Change) throws {
        let base = try subject(Self.plain)
        let other = try subject(change.json)
        #expect(other.question == "q")
        #expect(base.partition != other.partition)
        #expect(base.fields.differences(from: other.fields) == [change.field])
    }

    @Test("principals, headers and header sessions make partitions")
    func around() throws {
        let base = try subject(Self.plain)
        let key = Fingerprint(words: [1, 2, 3, 4])
        let cases: [(PartitionFields.Field, (inout RequestContext) -> Void)] = [
            (.principal, { $0.principal = .key(key) }), (.headers, { $0.betas = ["new-thing"] }),
            (.headers, { $0.accounts = ["project p"] }), (.headers, { $0.query = "a=b" }),
            (.session, { $0.sessions = ["s"] }), (.model, { $0.aliases = ["m": "other"] }),
        ]
        for (field, change) in cases {
            let other = try subject(Self.plain, .chatCompletions, .init(), change)
            #expect(base.partition != other.partition)
            #expect(base.fields.differences(from: other.fields) == [field])
        }
        let foreign = try subject(Self.plain, .chatCompletions, .init()) { $0.principal = .key(key) }
        #expect(foreign.evidenceClass != base.evidenceClass)
    }

    @Test("a text that stands where the gap is cannot be taken for it")
    func gap() throws {
        func reminded(_ first: String, _ second: String) -> String {
            #"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"\#(first)"},{"type":"text","text":"\#(second)"}]}]}"#
        }
        let wrapped = "<system-reminder>a</system-reminder>"
        let before = try subject(reminded(wrapped, "q"))
        let behind = try subject(reminded("q", wrapped))
        #expect(before.question == behind.question)
        #expect(before.partition != behind.partition)
    }

    @Test("evidence is pooled over instructions and options, not over models or kinds of request")
    func classes() throws {
        let base = try subject(Self.plain)
        for change in Self.changes {
            let other = try subject(change.json)
            let isApart =
                change.field == .model || change.field == .history || change.json.contains("response_format")
            #expect((other.evidenceClass != base.evidenceClass) == isApart, "\(change.json)")
        }
    }

    struct Skipped: Sendable, CustomTestStringConvertible {
        let reason: SemanticSkip?
        let surface: Surface
        let json: String
        init(_ reason: SemanticSkip?, _ json: String, _ surface: Surface = .chatCompletions) {
            (self.reason, self.json, self.surface) = (reason, json, surface)
        }
        var testDescription: String { "\(reason?.rawValue ?? "none"): \(json.prefix(80))" }
    }

    private static func chat(_ members: String, _ turn: String = #"{"role":"user","content":"q"}"#) -> String {
        #"{"model":"m",\#(members)"messages":[\#(turn)]}"#
    }

    private static let skipped: [Skipped] = [
        .init(.tools, chat(#""tools":[{"type":"function","function":{"name":"f"}}],"#)),
        .init(.tools, chat(#""functions":[{"name":"f"}],"#)),
        .init(.tools, chat(#""web_search_options":{},"#)),
        .init(.tools, #"{"tools":[{"googleSearch":{}}],"contents":[{"parts":[{"text":"q"}]}]}"#, .gemini),
        .init(
            .toolResult,
            chat(
                "",
                #"{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"1","content":"r"}"#
            )),
        .init(
            .attachment,
            chat("", #"{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://a"}}]}"#)),
        .init(
            .attachment,
            chat(
                "",
                #"{"role":"user","content":[{"type":"file","file":{"file_id":"f"}},{"type":"text","text":"q"}]}"#)),
        .init(.attachment, chat(#""modalities":["audio"],"#)),
        .init(
            .textualTools,
            chat(
                "",
                #"{"role":"user","content":"q"},{"role":"system","content":"Use *SEARCH/REPLACE* blocks for changes."}"#
            )),
        .init(
            .textualTools,
            chat("", #"{"role":"system","content":"Tools: <execute_command>"},{"role":"user","content":"q"}"#)),
        // What the user or the model says of such things asks for nothing.
        .init(
            nil,
            chat(
                "",
                #"{"role":"user","content":"*** Begin Patch"},{"role":"assistant","content":"S"},{"role":"user","content":"SEARCH/REPLACE?"}"#
            )),
        .init(nil, chat("", #"{"role":"system","content":"SEARCH * ` <"},{"role":"user","content":"q"}"#)),
        .init(.noQuestion, chat("", #"{"role":"user","content":"q"},{"role":"assistant","content":"The answer"}"#)),
        .init(.noQuestion, chat("", #"{"role":"system","content":"s"}"#)),
        .init(
            .severalTexts,
            chat("", #"{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}"#)),
        .init(.severalTexts, chat("", #"{"role":"user","content":"a"},{"role":"user","content":"b"}"#)),
        .init(.empty, chat("", #"{"role":"user","content":"<system-reminder>a</system-reminder>"}"#)),
        .init(.tooLong, chat("", #"{"role":"user","content":"\#(String(repeating: "long ", count: 500))"}"#)),
        .init(.temperature, chat(#""temperature":1.5,"#)),
        .init(nil, chat(#""temperature":1,"#)),
        .init(nil, chat(#""temperature":0,"#)),
        .init(.choices, chat(#""n":2,"#)),
        .init(nil, chat(#""n":1,"#)),
        .init(nil, chat(#""response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{}}},"#)),
        .init(.unknownShape, #"{"model":"m","messages":5}"#),
        .init(.unknownShape, chat("", #"{"role":"user","content":"\ud800"}"#)),
        .init(.providerState, chat(#""store":true,"#)),
        .init(.providerState, #"{"model":"m","input":"q","previous_response_id":"r"}"#, .responses),
        .init(.unusableSession, chat(#""session_id":"","#)),
    ]

    @Test("what is not compared says why", arguments: skipped)
    func reasons(_ skipped: Skipped) throws {
        #expect(try skip(skipped.json, skipped.surface) == skipped.reason)
    }

    @Test("the question of an agent is the user's words, not what the agent put around them")
    func agents() throws {
        let reminder = "<system-reminder>\\n<total_tokens>15000 tokens left</total_tokens>\\n</system-reminder>"
        let claude = try subject(
            #"{"model":"m","system":[{"type":"text","text":"s"}],"messages":[{"role":"user","content":[{"type":"text","text":"\#(reminder)"},{"type":"text","text":"Explain closures"}]},{"role":"system","content":"More."}]}"#,
            .messages)
        #expect(claude.question == "Explain closures")
        let aider = try subject(
            #"{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"files"},{"role":"assistant","content":"Ok."},{"role":"user","content":"Explain closures"},{"role":"system","content":"Rules"}]}"#
        )
        #expect(aider.question == "Explain closures")
        #expect(aider.kind.isFollowUp)
        // A reminder that moves on with every turn keeps requests apart, since it may say anything.
        let later = try subject(
            #"{"model":"m","system":[{"type":"text","text":"s"}],"messages":[{"role":"user","content":[{"type":"text","text":"<system-reminder>14000</system-reminder>"},{"type":"text","text":"Explain closures"}]},{"role":"system","content":"More."}]}"#,
            .messages)
        #expect(later.partition != claude.partition)
    }
}
