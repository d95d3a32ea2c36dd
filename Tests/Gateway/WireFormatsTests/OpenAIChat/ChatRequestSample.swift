// SPDX-License-Identifier: Apache-2.0

import Conversation
import SeededNumbers

@testable import WireFormats

/// Random conversations that requests for chat completions can express.
struct ChatRequestSample {
    var pieces: RequestSample

    init(seed: UInt64) { pieces = RequestSample(seed: seed) }

    private mutating func userPart() -> Part {
        let random = pieces.random.below(8)
        switch random {
        case 0:
            return Part(
                .media(Media(.image, .url("https://example.org/a.png"))),
                extras: pieces.extras(["image_url.detail", "more"]))
        case 1: return Part(.media(Media(.image, mimeType: "image/png", .base64("iVBORw=="))))
        case 2:
            return Part(
                .media(Media(.audio, mimeType: "audio/wav", .base64("UklG"))), extras: pieces.extras(["input_audio.x"]))
        case 3:
            let name = pieces.some(50) { $0.text() }
            return Part(.media(Media(.document, mimeType: "application/pdf", .base64("JVBE"), name: name)))
        case 4: return Part(.media(Media(.document, .file("file-1"))), extras: pieces.extras(["file.x", "y"]))
        case 5:
            return Part(.opaque(type: "video_url", json: Array(#"{"type":"video_url","video_url":{"url":"u"}}"#.utf8)))
        default: return Part(.text(pieces.text()), extras: pieces.extras(["annotations"]))
        }
    }

    private mutating func assistant(_ conversation: inout Conversation) -> [ToolCall] {
        var parts: [Part] = []
        if pieces.random.chance(20) { parts.append(Part(.reasoning(Reasoning(text: pieces.text())))) }
        parts += pieces.list(3) { Part(.text($0.text()), extras: $0.extras(["annotations"])) }
        if pieces.random.chance(10) { parts.append(Part(.refusal(pieces.text()))) }
        let calls = pieces.list(4) { $0.call(isCustom: $0.random.chance(20)) }
        for call in calls {
            let group = call.isCustom ? "custom" : "function"
            parts.append(Part(.toolCall(call), extras: pieces.extras(["\(group).x", "index"])))
        }
        conversation.add(.assistant, parts, extras: pieces.extras(["annotations", "name"], 5))
        return calls
    }

    private mutating func tools() -> [Tool] {
        var tools: [Tool] = pieces.list(4) { pieces in
            switch pieces.random.below(5) {
            case 0:
                return Tool(
                    .custom, name: "c\(pieces.random.below(1000))", description: pieces.some(50) { $0.text() },
                    extras: pieces.extras(["format", "tool.x"], 40))
            case 1: return Tool(.opaque(type: "mcp", json: Array(#"{"type":"mcp","name":"m"}"#.utf8)), name: "m")
            default: return pieces.function(["function.x", "y"])
            }
        }
        if pieces.random.chance(10) {
            tools.append(
                Tool(
                    .webSearch, name: "web_search", extras: pieces.extras(["search_context_size", "user_location"], 50))
            )
        }
        return tools
    }

    mutating func conversation() -> Conversation {
        var conversation = Conversation(origin: .openAIChat, model: "m")
        for _ in 0...pieces.random.below(5) {
            switch pieces.random.below(4) {
            case 0:
                let parts = pieces.list(3) { Part(.text($0.text()), extras: $0.extras(["more"])) }
                conversation.add(.system, parts, extras: pieces.extras(["name"]))
            // Of two answers in a row the calls would come last, as they do in one message.
            case 1 where conversation.turns.last?.role != .assistant:
                for call in assistant(&conversation) where pieces.random.chance(80) {
                    var parts = pieces.list(3) { Part.text($0.text()) }
                    if pieces.random.chance(10) { parts.append(userPart()) }
                    let result = ToolResult(callID: call.id, parts: parts)
                    conversation.add(.user, [Part(.toolResult(result), extras: pieces.extras(["x"]))])
                }
            default:
                var parts: [Part] = []
                for _ in 0..<pieces.random.below(4) { parts.append(userPart()) }
                conversation.add(.user, parts, extras: pieces.extras(["name"]))
            }
        }
        conversation.tools = tools()
        conversation.toolChoice = pieces.choice(conversation.tools)
        if pieces.random.chance(10) { conversation.toolChoice = .anyOf(["f1", "f2"]) }
        conversation.allowsParallelCalls = pieces.some(30) { $0.random.chance(50) }
        conversation.options = options()
        conversation.extras = pieces.extras(["logit_bias", "service_tier", "verbosity", "zeta"])
        if case .jsonSchema = conversation.options.format {
            conversation.extras += pieces.extras(["response_format.json_schema.x"])
        }
        conversation.extras = conversation.extras.inOrder
        return conversation
    }

    private mutating func options() -> GenerationOptions {
        var options = GenerationOptions()
        options.maxTokens = pieces.some(50) { $0.random.below(9000) }
        options.temperature = pieces.some(40) { $0.number() }
        options.topP = pieces.some(20) { $0.number() }
        options.topK = pieces.some(10) { $0.random.below(99) }
        options.seed = pieces.some(20) { $0.random.below(99) - 50 }
        options.frequencyPenalty = pieces.some(20) { $0.number() }
        options.presencePenalty = pieces.some(20) { $0.number() }
        options.stop = pieces.list(3) { $0.text() }
        options.choices = pieces.some(20) { $0.random.below(4) }
        options.wantsLogprobs = pieces.some(20) { $0.random.chance(50) }
        options.topLogprobs = pieces.some(20) { $0.random.below(5) }
        options.reasoning = pieces.some(30) { ReasoningOptions(effort: $0.random.one(of: ["none", "low", "high"])) }
        switch pieces.random.below(4) {
        case 0: options.format = .jsonObject
        case 1:
            options.format = .jsonSchema(
                name: pieces.text(), description: pieces.some(50) { $0.text() }, schema: pieces.object(),
                isStrict: pieces.some(50) { $0.random.chance(50) })
        default: break
        }
        return options
    }
}
