// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@Suite("Tools of the responses format at other providers")
struct ToolNameTests {
    /// What a client gets for a chat provider's call of a tool, after a request of `feature`.
    private func item(_ feature: String, calling name: String, _ arguments: String, stream: Bool) throws -> JSONTree {
        let pair = DialectPair(client: .responses, provider: .chat)
        guard case .translated(let request, _) = try RequestTrip(pair, feature).outcome else {
            throw JSONTree.Unreadable()
        }
        let context = AnswerContext(now: 1_763_000_100, seed: "5eed", tools: request.tools)
        var translation = AnswerTranslation(from: .openAIChat, to: .openAIResponses, context: context)
        let call = JSONTree.object([
            .init(key: "id", value: .string("call_1")), .init(key: "type", value: .string("function")),
            .init(
                key: "function",
                value: .object([
                    .init(key: "name", value: .string(name)), .init(key: "arguments", value: .string(arguments)),
                ])),
        ])
        let text = String(decoding: call.bytes, as: UTF8.self)
        let answer = """
            {"id":"c-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":\
            "tool_calls","message":{"role":"assistant","content":null,"tool_calls":[\(text)]}}]}
            """
        let bytes = Array(answer.utf8)
        var tape = JSONTape()
        if stream {
            let events = try StreamForm(try #require(translation.stream(bytes.span, tape: &tape)))
            #expect(events.mistakes(.responses, isWhole: true).isEmpty)
            return try #require(events.events.last?.data["response"]?["output"]?[0])
        }
        let body = try JSONTree(try #require(translation.json(bytes.span, tape: &tape)))
        return try #require(body["output"]?[0])
    }

    @Test("a call of a tool with free text comes back as one", arguments: [false, true])
    func custom(_ stream: Bool) throws {
        let arguments = #"{"input":"*** Begin\n+é \"quoted\"\n"}"#
        let item = try item("custom-tools", calling: "apply_patch", arguments, stream: stream)
        #expect(item["type"]?.text == "custom_tool_call")
        #expect(item["name"]?.text == "apply_patch")
        #expect(item["input"]?.text == "*** Begin\n+é \"quoted\"\n")
        #expect(item["call_id"]?.text == "call_1")
    }

    @Test("a call of a tool in a namespace names both", arguments: [false, true])
    func namespace(_ stream: Bool) throws {
        let inside = try item("namespaces", calling: "mcp__harbour__boats", "{}", stream: stream)
        #expect(inside["type"]?.text == "function_call")
        #expect(inside["namespace"]?.text == "mcp__harbour")
        #expect(inside["name"]?.text == "boats")
        let outside = try item("namespaces", calling: "boats", "{}", stream: stream)
        #expect(outside["name"]?.text == "boats" && outside["namespace"] == nil)
    }
}
