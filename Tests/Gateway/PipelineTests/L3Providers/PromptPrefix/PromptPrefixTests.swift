// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Testing
import WireFormats

@Suite("Prompt prefixes")
struct PromptPrefixTests {
    private static let long = String(repeating: "The watchman counts the lanterns. ", count: 40)

    private static func sketch(_ body: String, _ format: WireFormat = .openAIChat) throws -> PromptSketch {
        var tape = JSONTape()
        return try #require(PromptSketch(Array(body.utf8).span, format, tape: &tape))
    }

    /// A chat: turns take turns, tools come behind the messages as SDKs write them.
    private static func chat(_ turns: [String], tools: [String] = ["read", "write"], stream: String = "") -> String {
        let messages = turns.enumerated().map { number, text in
            #"{"role":"\#(number % 2 == 0 ? "user" : "assistant")","content":"\#(text)"}"#
        }
        let functions = tools.map { #"{"type":"function","function":{"name":"\#($0)"}}"# }
        return #"{\#(stream)"model":"m","messages":[\#(messages.joined(separator: ","))],"tools":["#
            + functions.joined(separator: ",") + "]}"
    }

    private static func findings(_ bodies: [String]) throws -> [PrefixWatch.Finding] {
        var watch = PrefixWatch(limit: 1 << 20)
        return try bodies.map { watch.take(1, sent: try sketch($0), asked: nil) }
    }

    private static func found(_ finding: PrefixWatch.Finding?) throws -> PrefixBreak {
        guard case .broken(let found)? = finding else {
            Issue.record("no break: \(String(describing: finding))")
            throw CancellationError()
        }
        return found
    }

    @Test("a conversation that grows, is asked again or goes back to an earlier turn breaks nothing")
    func grows() throws {
        let turns = ["one " + Self.long, "two", "three", "four", "five"]
        let bodies = [1, 3, 5, 5, 3].map { Self.chat(Array(turns.prefix($0))) }
        #expect(try Self.findings(bodies) == [.new, .kept, .kept, .kept, .kept])
    }

    @Test("an early message that changes is found, to its block, with all that lies before it unchanged")
    func earlyEdit() throws {
        let old = ["one", "two", Self.long + "old end " + Self.long, "four", "five"]
        var new = old
        new[2] = Self.long + "new end " + Self.long
        let body = Self.chat(new)
        let found = try Self.found(Self.findings([Self.chat(old), body]).last)
        #expect(found.author == .client)
        #expect(found.part == .message && found.index == 2 && found.role == "user")
        let place = try #require(body.firstRange(of: "new end")?.lowerBound)
        #expect(found.bytes.contains(body.utf8.distance(from: body.startIndex, to: place)))
        #expect(found.bytes.count <= 256)
        #expect(found.bodyBytes == body.utf8.count)
    }

    @Test("tools in another order, another tool and changed instructions break at their place")
    func toolsAndInstructions() throws {
        let turns = ["one", "two", "three"]
        let order = try Self.found(
            Self.findings([Self.chat(turns), Self.chat(turns, tools: ["write", "read"])]).last)
        #expect(order.part == .tool && order.index == 0)
        let more = try Self.found(
            Self.findings([Self.chat(turns), Self.chat(turns, tools: ["read", "write", "run"])]).last)
        #expect(more.part == .tool && more.index == 2)
        func messages(_ system: String) -> String {
            #"{"model":"m","system":"\#(system)","messages":[{"role":"user","content":"one"}]}"#
        }
        var watch = PrefixWatch(limit: 1 << 20)
        _ = watch.take(1, sent: try Self.sketch(messages("It is Monday."), .anthropicMessages), asked: nil)
        let changed = watch.take(1, sent: try Self.sketch(messages("It is Tuesday."), .anthropicMessages), asked: nil)
        #expect(try Self.found(changed).part == .instructions)
    }

    @Test("markers for the prompt cache that move, a model and a stream that is asked for are no part of the prompt")
    func markers() throws {
        func body(_ texts: [(String, Bool)], _ more: String = "") -> String {
            let messages = texts.map { text, isMarked in
                let marker = isMarked ? #","cache_control":{"type":"ephemeral"}"# : ""
                return #"{"role":"user","content":[{"type":"text","text":"\#(text)"\#(marker)}]}"#
            }
            return #"{\#(more)"messages":[\#(messages.joined(separator: ","))]}"#
        }
        var watch = PrefixWatch(limit: 1 << 20)
        let bodies = [
            body([("one", true)]), body([("one", false), ("two", true)], #""stream":true,"model":"x","#),
            body([("one", false), ("two", false), ("three", true)]),
        ]
        let findings = try bodies.map { watch.take(1, sent: try Self.sketch($0, .anthropicMessages), asked: nil) }
        #expect(findings == [.new, .kept, .kept])
        // A place behind a marker is told where it lies in the body.
        let edited = body([("one", true), ("too", false), ("three", true)])
        let found = try Self.found(watch.take(1, sent: try Self.sketch(edited, .anthropicMessages), asked: nil))
        let place = try #require(edited.firstRange(of: "too")?.lowerBound)
        #expect(found.index == 1 && found.bytes.contains(edited.utf8.distance(from: edited.startIndex, to: place)))
    }

    @Test("conversations side by side in one session are told apart, and others know nothing of each other")
    func sideBySide() throws {
        let first = ["one", "two", "three"], second = ["un", "deux", "trois"]
        let bodies = [first.prefix(1), second.prefix(1), first.prefix(3), second.prefix(3)].map { Self.chat(Array($0)) }
        #expect(try Self.findings(bodies) == [.new, .new, .kept, .kept])
        var watch = PrefixWatch(limit: 1 << 20)
        let body = try Self.sketch(Self.chat(first))
        #expect(watch.take(1, sent: body, asked: nil) == .new)
        #expect(watch.take(2, sent: body, asked: nil) == .new)
    }

    @Test("who made the difference: the client where its own request differs, else the gateway")
    func author() throws {
        var watch = PrefixWatch(limit: 1 << 20)
        let turns = ["one", "two", "three"]
        let asked = try Self.sketch(Self.chat(turns))
        let next = try Self.sketch(Self.chat(turns + ["four", "five"]))
        // What is sent has another first message each time.
        let sent = try ["a", "b", "c"].map { try Self.sketch(Self.chat([$0] + turns)) }
        _ = watch.take(1, sent: sent[0], asked: asked)
        #expect(try Self.found(watch.take(1, sent: sent[1], asked: next)).author == .gateway)
        let edited = try Self.sketch(Self.chat(["uno"] + turns.dropFirst()))
        #expect(try Self.found(watch.take(1, sent: sent[2], asked: edited)).author == .client)
    }

    @Test("what is remembered stays within its bound, and the latest sessions are known")
    func bound() throws {
        var watch = PrefixWatch(limit: 64 << 10)
        let body = try Self.sketch(Self.chat(["one " + Self.long, "two", "three"]))
        for session in 0..<2000 {
            _ = watch.take(UInt64(session), sent: body, asked: nil)
            #expect(watch.footprint <= 64 << 10)
        }
        #expect(watch.take(1999, sent: body, asked: nil) == .kept)
        #expect(watch.take(0, sent: body, asked: nil) == .new)
    }

    @Test("formats name their parts differently; what is none of a format's is not compared")
    func formats() throws {
        let responses = #"{"instructions":"i","input":[{"role":"user","content":"a"}]}"#
        let gemini =
            #"{"systemInstruction":{"parts":[{"text":"i"}]},"contents":[{"role":"user","parts":[{"text":"a"}]}]}"#
        for (body, format) in [(responses, WireFormat.openAIResponses), (gemini, .gemini)] {
            var watch = PrefixWatch(limit: 1 << 20)
            let changed = body.replacing(#""i""#, with: #""j""#)
            _ = watch.take(1, sent: try Self.sketch(body, format), asked: nil)
            #expect(
                try Self.found(watch.take(1, sent: try Self.sketch(changed, format), asked: nil)).part == .instructions)
        }
        var tape = JSONTape()
        for body in ["[]", "{}", #"{"messages":[]}"#, "{", #"{"prompt":"a"}"#] {
            #expect(PromptSketch(Array(body.utf8).span, .openAIChat, tape: &tape) == nil)
        }
    }
}
