// SPDX-License-Identifier: Apache-2.0

import Conversation

extension Lines {
    /// All that a conversation says but the name of its model, one thing a line.
    static func of(_ conversation: Conversation) -> [String] {
        conversation.turns.flatMap(turn) + conversation.tools.flatMap { tool($0, conversation.origin) }
            + choice(conversation)
            + options(conversation.options) + extras("request", conversation.extras)
    }

    private static func turn(_ turn: Turn) -> [String] {
        ["turn \(turn.role)"] + extras("turn", turn.extras) + turn.parts.flatMap { part("", $0) }
    }

    private static func part(_ place: String, _ part: Part) -> [String] {
        let lines: [String] =
            switch part.content {
            case .text(let text): ["\(place)text: \(self.text(text))"]
            case .media(let media): self.media(media).map { place + $0 }
            case .toolCall(let call): self.call(call)
            case .toolResult(let result): self.result(result)
            case .reasoning(let reasoning): self.reasoning(reasoning)
            case .refusal(let text): ["\(place)refusal: \(self.text(text))"]
            case .opaque(let type, let json): ["\(place)opaque \(type): \(self.json(json))"]
            }
        return lines + extras("\(place)part", part.extras)
    }

    private static func media(_ media: Media) -> [String] {
        let source =
            switch media.source {
            case .base64(let data): "base64 \(data)"
            case .url(let url): "url \(url)"
            case .file(let id): "file \(id)"
            case .text(let text): "text \(self.text(text))"
            }
        return ["\(media.kind): \(source)", "\(media.kind) type: \(media.mimeType)"]
            + (media.name.map { ["\(media.kind) name: \($0)"] } ?? [])
    }

    static func call(_ call: ToolCall) -> [String] {
        let input = call.isCustom ? text(call.input) : json(call.input.isEmpty ? "{}" : call.input)
        return ["call \(call.name): \(input)", "call id: \(call.id)"]
            + (call.namespace.map { ["call namespace: \($0)"] } ?? []) + (call.isCustom ? ["call is custom"] : [])
    }

    private static func result(_ result: ToolResult) -> [String] {
        ["result of \(result.name)", "result id: \(result.callID)"]
            + (result.isCustom ? ["result is custom"] : []) + (result.isError ? ["result is an error"] : [])
            + result.parts.flatMap { part("result ", $0) }
    }

    static func reasoning(_ reasoning: Reasoning) -> [String] {
        ["thought: \(text(reasoning.text))"] + (reasoning.signature.map { ["thought signature: \($0)"] } ?? [])
            + (reasoning.isRedacted ? ["thought is hidden"] : [])
    }

    private static func tool(_ tool: Tool, _ origin: WireFormat) -> [String] {
        var lines: [String]
        switch tool.kind {
        case .function: lines = ["tool \(tool.name)"]
        case .custom: lines = ["tool \(tool.name)", "tool is custom"]
        case .webSearch: lines = ["tool for the web: \(tool.name)"]
        case .opaque(let type, let json): lines = ["tool of type \(type): \(self.json(json))"]
        }
        if let namespace = tool.namespace { lines.append("tool namespace: \(namespace)") }
        if let description = tool.description { lines.append("tool description: \(text(description))") }
        if let schema = tool.schema { lines.append("tool schema: \(json(schema))") }
        // OpenAI's responses are strict unless told otherwise, the others are not.
        let isStrict = tool.isStrict ?? (origin == .openAIResponses && tool.kind == .function)
        if isStrict { lines.append("tool is strict") }
        return lines + extras("tool", tool.extras)
    }

    private static func choice(_ conversation: Conversation) -> [String] {
        var lines: [String] = []
        switch conversation.toolChoice {
        case nil: break
        case .tool(let name): lines.append("choice: tool \(name)")
        case .anyOf(let names): lines.append("choice: any of \(names.joined(separator: ", "))")
        case .opaque(let json): lines.append("choice: \(self.json(json))")
        case .some(let choice): lines.append("choice: \(choice)")
        }
        if let parallel = conversation.allowsParallelCalls { lines.append("parallel calls: \(parallel)") }
        return lines
    }

    private static func options(_ options: GenerationOptions) -> [String] {
        func line(_ name: String, _ value: (some CustomStringConvertible)?) -> [String] {
            value.map { ["\(name): \($0.description)"] } ?? []
        }
        var lines =
            line("max tokens", options.maxTokens) + line("temperature", options.temperature)
            + line("top p", options.topP) + line("top k", options.topK) + line("seed", options.seed)
            + line("frequency penalty", options.frequencyPenalty) + line("presence penalty", options.presencePenalty)
            + options.stop.map { "stop: \(text($0))" } + line("choices", options.choices)
            + line("logprobs", options.wantsLogprobs) + line("top logprobs", options.topLogprobs)
        switch options.format {
        case nil: break
        case .jsonObject: lines.append("format: JSON")
        case .jsonSchema(let name, let description, let schema, let isStrict):
            lines += ["format schema: \(json(schema))"] + (name.isEmpty ? [] : ["format name: \(name)"])
            lines += line("format description", description) + line("format is strict", isStrict)
        }
        if let reasoning = options.reasoning {
            lines += reasoning.mode.map { ["thinking: \($0)"] } ?? []
            lines += line("thinking effort", reasoning.effort) + line("thinking budget", reasoning.budget)
            lines += line("thinking is shown", reasoning.showsThoughts)
        }
        return lines
    }

    private static func extras(_ place: String, _ extras: [ExtraField]) -> [String] {
        extras.map { "\(place) extra \($0.name): \(json($0.json))" }.sorted()
    }
}
