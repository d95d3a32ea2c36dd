// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Requests of chat completions and messages: reading")
struct RequestShapeTests {
    @Test("equal conversations are equal in both formats but for the origin")
    func equal() throws {
        let chat = try RequestCoding.read(
            #"{"model":"m","max_tokens":9,"stop":"E","temperature":0.5,"messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"q"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}]},{"role":"assistant","content":"a","refusal":null,"tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}}]},{"role":"tool","tool_call_id":"t","content":"r"},{"role":"user","content":"go on"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"tool_choice":"required","parallel_tool_calls":false,"user":"u","stream":true}"#,
            .openAIChat)
        var messages = try RequestCoding.read(
            #"{"stop_sequences":["E"],"tools":[{"type":"custom","name":"f","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}],"tool_choice":{"type":"any","disable_parallel_tool_use":true},"system":[{"type":"text","text":"s","cache_control":null}],"messages":[{"role":"user","content":[{"type":"text","text":"q"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA"}}]},{"role":"assistant","content":[{"type":"text","text":"a"},{"type":"tool_use","id":"t","name":"f","input":{"x":1}}]},{"role":"user","content":[{"type":"text","text":"go on"},{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"r"}]}]}],"max_tokens":9,"temperature":0.5,"model":"m","metadata":{"user_id":"v"}}"#,
            .anthropicMessages)
        #expect(messages.origin == .anthropicMessages)
        messages.origin = .openAIChat
        #expect(chat == messages)
    }

    @Test("the order of members and markers for caches make no difference")
    func order() throws {
        let one = try RequestCoding.read(
            #"{"messages":[{"role":"user","content":[{"type":"document","source":{"type":"content","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]},"cache_control":{"type":"ephemeral"}}]}],"b":1,"a":2}"#,
            .anthropicMessages)
        let other = try RequestCoding.read(
            #"{"a":2,"messages":[{"content":[{"type":"document","source":{"type":"content","content":[{"type":"text","text":"a"}]}}],"role":"user"}],"b":1}"#,
            .anthropicMessages)
        #expect(one == other)
        #expect(one.extras.map(\.name) == ["a", "b"])
    }

    @Test("one result after another with words between them: results first, in order, whatever the number")
    func manyResults() throws {
        let calls = (0..<50).map { #"{"type":"tool_use","id":"t\#($0)","name":"f\#($0)","input":{}}"# }
        let results = (0..<50).map {
            #"{"role":"user","content":[{"type":"text","text":"w\#($0)"},{"type":"tool_result","tool_use_id":"t\#($0)"}]}"#
        }
        let conversation = try RequestCoding.read(
            #"{"messages":[{"role":"assistant","content":["# + calls.joined(separator: ",") + "]},"
                + results.joined(separator: ",") + "]}", .anthropicMessages)
        #expect(conversation.turns.count == 2)
        let parts = conversation.turns[1].parts
        for index in 0..<50 {
            #expect(parts[index].content == .toolResult(ToolResult(callID: "t\(index)", name: "f\(index)", parts: [])))
            #expect(parts[50 + index] == .text("w\(index)"))
        }
    }

    @Test(
        "a chat completion's request that is not of the shape is refused with the field's path",
        arguments: [
            ("{}", "messages"), (#"{"messages":{}}"#, "messages"), (#"{"messages":[1]}"#, "messages[0]"),
            (#"{"messages":[{"content":"a"}]}"#, "messages[0].role"),
            (#"{"messages":[{"role":"robot"}]}"#, "messages[0].role"),
            (#"{"messages":[{"role":"user","content":"a"},{"role":"user","content":3}]}"#, "messages[1].content"),
            (
                #"{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"text":"b"}]}]}"#,
                "messages[0].content[1].type"
            ),
            (#"{"messages":[{"role":"user","content":[{"type":"text"}]}]}"#, "messages[0].content[0].text"),
            (#"{"messages":[{"role":"tool","content":"a"}]}"#, "messages[0].tool_call_id"),
            (
                #"{"messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{}}]}]}"#,
                "messages[0].tool_calls[0].function.name"
            ),
            (
                #"{"messages":[],"tools":[{"type":"function","function":{"description":"d"}}]}"#,
                "tools[0].function.name"
            ),
            (#"{"messages":[],"tools":3}"#, "tools"), (#"{"messages":[],"tool_choice":"some"}"#, "tool_choice"),
            (#"{"messages":[],"temperature":"hot"}"#, "temperature"),
            (#"{"messages":[],"max_tokens":1.5}"#, "max_tokens"),
            (#"{"messages":[],"stop":[1]}"#, "stop[0]"), (#"{"messages":[],"n":true}"#, "n"),
            (#"{"messages":[],"response_format":"json"}"#, "response_format"),
        ])
    func chatShape(body: String, field: String) {
        let problem = RequestCoding.problem(reading: body, .openAIChat)
        #expect(problem?.kind == .malformed && problem?.field == field)
    }

    @Test(
        "a message's request that is not of the shape is refused with the field's path",
        arguments: [
            ("{}", "messages"), (#"{"messages":"a"}"#, "messages"),
            (#"{"messages":[{"role":"tool"}]}"#, "messages[0].role"),
            (#"{"system":1,"messages":[]}"#, "system"),
            (#"{"system":[{"type":"text"}],"messages":[]}"#, "system[0].text"),
            (
                #"{"messages":[{"role":"user","content":[{"type":"tool_result"}]}]}"#,
                "messages[0].content[0].tool_use_id"
            ),
            (
                #"{"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"text"}]}]}]}"#,
                "messages[0].content[0].content[0].text"
            ),
            (
                #"{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a"}]}]}"#,
                "messages[0].content[0].name"
            ),
            (#"{"messages":[],"tools":[{"type":"custom"}]}"#, "tools[0].name"),
            (#"{"messages":[],"tool_choice":"auto"}"#, "tool_choice"),
            (#"{"messages":[],"tool_choice":{"type":"tool"}}"#, "tool_choice.name"),
            (#"{"messages":[],"thinking":{"budget_tokens":1}}"#, "thinking.type"),
            (#"{"messages":[],"thinking":{"type":"enabled","budget_tokens":"a"}}"#, "thinking.budget_tokens"),
            (#"{"messages":[],"output_config":{"effort":1}}"#, "output_config.effort"),
            (#"{"messages":[],"stop_sequences":["a",2]}"#, "stop_sequences[1]"),
        ])
    func messagesShape(body: String, field: String) {
        let problem = RequestCoding.problem(reading: body, .anthropicMessages)
        #expect(problem?.kind == .malformed && problem?.field == field)
    }
}
