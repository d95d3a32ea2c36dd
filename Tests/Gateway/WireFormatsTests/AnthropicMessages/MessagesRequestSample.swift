// SPDX-License-Identifier: Apache-2.0

import Conversation
import SeededNumbers

@testable import WireFormats

/// Random conversations that requests for messages can express.
struct MessagesRequestSample {
    var pieces: RequestSample

    init(seed: UInt64) { pieces = RequestSample(seed: seed) }

    private mutating func userPart() -> Part {
        switch pieces.random.below(8) {
        case 0:
            return Part(
                .media(Media(.image, .url("https://example.org/a.png"))), extras: pieces.extras(["source.x", "y"]))
        case 1: return Part(.media(Media(.image, mimeType: "image/png", .base64("iVBORw=="))))
        case 2:
            let name = pieces.some(50) { $0.text() }
            return Part(
                .media(Media(.document, mimeType: "application/pdf", .base64("JVBE"), name: name)),
                extras: pieces.extras(["citations.enabled", "context"], 30))
        case 3: return Part(.media(Media(.document, mimeType: "text/plain", .text(pieces.text()))))
        case 4: return Part(.media(Media(pieces.random.one(of: [.image, .document]), .file("file_1"))))
        case 5:
            return Part(
                .opaque(type: "container_upload", json: Array(#"{"type":"container_upload","file_id":"f"}"#.utf8)))
        default: return text()
        }
    }

    private mutating func text() -> Part { Part(.text(pieces.text()), extras: pieces.extras(["citations"])) }

    private mutating func assistantParts(_ calls: inout [ToolCall]) -> [Part] {
        var parts: [Part] = []
        for _ in 0...pieces.random.below(4) {
            switch pieces.random.below(6) {
            case 0:
                let thought = Reasoning(text: pieces.text(), signature: pieces.some(70) { _ in "c2ln" })
                parts.append(Part(.reasoning(thought)))
            case 1: parts.append(Part(.reasoning(Reasoning(text: "", signature: "ZGF0YQ==", isRedacted: true))))
            case 2:
                let call = pieces.call()
                calls.append(call)
                parts.append(Part(.toolCall(call), extras: pieces.extras(["caller"])))
            case 3:
                let json = #"{"type":"server_tool_use","id":"s","name":"web_search","input":{}}"#
                parts.append(Part(.opaque(type: "server_tool_use", json: Array(json.utf8))))
            default: parts.append(text())
            }
        }
        return parts
    }

    mutating func conversation() -> Conversation {
        var conversation = Conversation(origin: .anthropicMessages, model: "m")
        if pieces.random.chance(50) { conversation.add(.system, [text()] + pieces.list(2) { .text($0.text()) }) }
        for _ in 0...pieces.random.below(5) {
            switch pieces.random.below(5) {
            case 0: conversation.add(.system, [text()], extras: pieces.extras(["output_config.effort", "x"], 30))
            case 1, 2:
                var calls: [ToolCall] = []
                conversation.add(.assistant, assistantParts(&calls), extras: pieces.extras(["x"], 5))
                for call in calls where pieces.random.chance(80) {
                    var parts: [Part] = []
                    for _ in 0..<pieces.random.below(3) { parts.append(userPart()) }
                    let result = ToolResult(callID: call.id, parts: parts, isError: pieces.random.chance(20))
                    conversation.add(.user, [Part(.toolResult(result), extras: pieces.extras(["x"]))])
                }
            default: conversation.add(.user, [userPart(), userPart()])
            }
        }
        conversation.tools = pieces.list(4) { pieces in
            switch pieces.random.below(6) {
            case 0:
                return Tool(.webSearch, name: "web_search", extras: pieces.extras(["max_uses", "user_location"], 40))
            case 1:
                let json = Array(#"{"type":"bash_20250124","name":"bash"}"#.utf8)
                return Tool(.opaque(type: "bash_20250124", json: json), name: "bash")
            default: return pieces.function(["defer_loading", "input_examples"])
            }
        }
        conversation.toolChoice = pieces.choice(conversation.tools)
        if conversation.toolChoice != nil {
            conversation.allowsParallelCalls = pieces.some(30) { $0.random.chance(50) }
        }
        conversation.options = options()
        var names = ["context_management", "service_tier", "zeta"]
        if conversation.options.reasoning?.mode != nil { names.append("thinking.x") }
        if conversation.toolChoice != nil { names.append("tool_choice.x") }
        conversation.extras = pieces.extras(names + ["output_config.x"])
        return conversation
    }

    private mutating func options() -> GenerationOptions {
        var options = GenerationOptions()
        options.maxTokens = pieces.some(90) { $0.random.below(9000) }
        options.temperature = pieces.some(40) { $0.number() }
        options.topP = pieces.some(20) { $0.number() }
        options.topK = pieces.some(10) { $0.random.below(99) }
        options.stop = pieces.list(3) { $0.text() }
        switch pieces.random.below(5) {
        case 0:
            options.reasoning = ReasoningOptions(mode: .enabled, budget: 2000, showsThoughts: pieces.random.chance(50))
        case 1: options.reasoning = ReasoningOptions(mode: .adaptive, effort: pieces.some(50) { _ in "max" })
        case 2: options.reasoning = ReasoningOptions(mode: .disabled)
        case 3: options.reasoning = ReasoningOptions(effort: "low")
        default: break
        }
        if pieces.random.chance(30) {
            options.format = .jsonSchema(name: "", description: nil, schema: pieces.object(), isStrict: nil)
        }
        return options
    }
}
