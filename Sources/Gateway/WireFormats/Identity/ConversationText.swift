// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes a conversation into a canonical text: what is asked, in no format's words.
///
/// Equal conversations give equal bytes whatever format they came in. Fields that only one format knows are written
/// with that format's number, so they can never be taken for another's.
extension CanonicalText {
    /// The largest version of this layout; raise it when the layout changes.
    private static var layout: UInt8 { 1 }

    mutating func conversation(_ conversation: Conversation) {
        tag(.conversation)
        text(CollectionOfOne(Self.layout))
        let origin = conversation.origin
        for turn in conversation.turns {
            tag(.message)
            number(Int(turn.role.rawValue))
            for part in turn.parts { self.part(part, origin) }
            extras(turn.extras, origin)
            tag(.end)
        }
        for tool in conversation.tools { self.tool(tool, origin) }
        options(conversation)
        extras(conversation.extras, origin)
    }

    // MARK: Turns

    private mutating func part(_ part: Part, _ origin: WireFormat) {
        switch part.content {
        case .text(let text) where part.extras.isEmpty:
            tag(.text)
            self.text(text.utf8)
            return
        case .text(let text): named("text", text)
        case .media(let media): self.media(media)
        case .toolCall(let call):
            named("call", call.id)
            text(call.name.utf8)
            optional(call.namespace)
            flag(call.isCustom)
            if call.isCustom { text(call.input.utf8) } else { value(Array(call.input.utf8)) }
        case .toolResult(let result):
            named("result", result.callID)
            text(result.name.utf8)
            flag(result.isCustom)
            flag(result.isError)
            for part in result.parts { self.part(part, origin) }
        case .reasoning(let reasoning):
            named("reasoning", reasoning.text)
            optional(reasoning.signature)
            flag(reasoning.isRedacted)
        case .refusal(let text): named("refusal", text)
        case .opaque(let type, let json):
            named("opaque", type)
            number(Int(origin.rawValue))
            value(json)
        }
        extras(part.extras, origin)
        tag(.end)
    }

    private mutating func media(_ media: Media) {
        named("media", media.mimeType)
        number(Int(media.kind.rawValue))
        switch media.source {
        case .base64(let data): named("base64", data)
        case .url(let url): named("url", url)
        case .file(let id): named("file", id)
        case .text(let text): named("plain", text)
        }
        optional(media.name)
    }

    // MARK: Tools and options

    private mutating func tool(_ tool: Tool, _ origin: WireFormat) {
        switch tool.kind {
        case .function: named("function", tool.name)
        case .custom: named("custom", tool.name)
        case .webSearch: named("web search", tool.name)
        case .opaque(let type, let json):
            named("opaque", type)
            number(Int(origin.rawValue))
            value(json)
        }
        optional(tool.namespace)
        optional(tool.namespaceDescription)
        optional(tool.description)
        if let schema = tool.schema { value(schema) } else { tag(.null) }
        // What a format means by silence: only responses are strict then.
        flag(tool.isStrict ?? (origin == .openAIResponses))
        extras(tool.extras, origin)
        tag(.end)
    }

    private mutating func options(_ conversation: Conversation) {
        let options = conversation.options
        tag(.options)
        if let choice = conversation.toolChoice { toolChoice(choice, conversation.origin) }
        if let parallel = conversation.allowsParallelCalls {
            named("parallel calls", "")
            flag(parallel)
        }
        count("max tokens", options.maxTokens)
        count("top k", options.topK)
        count("seed", options.seed)
        count("choices", options.choices)
        count("top logprobs", options.topLogprobs)
        if let wanted = options.wantsLogprobs {
            named("logprobs", "")
            flag(wanted)
        }
        word("temperature", options.temperature)
        word("top p", options.topP)
        word("frequency penalty", options.frequencyPenalty)
        word("presence penalty", options.presencePenalty)
        for stop in options.stop { named("stop", stop) }
        if let format = options.format { self.format(format) }
        if let reasoning = options.reasoning {
            named("reasoning", "")
            number(Int(reasoning.mode?.rawValue ?? 0xFF))
            optional(reasoning.effort)
            number(reasoning.budget ?? -1)
            if let shows = reasoning.showsThoughts { flag(shows) } else { tag(.null) }
        }
        tag(.end)
    }

    private mutating func toolChoice(_ choice: ToolChoice, _ origin: WireFormat) {
        switch choice {
        case .auto: named("choice", "auto")
        case .none: named("choice", "none")
        case .required: named("choice", "required")
        case .tool(let name): named("chosen", name)
        case .anyOf(let names):
            named("choice", "any")
            for name in names { text(name.utf8) }
            tag(.end)
        case .opaque(let json):
            named("choice", "opaque")
            number(Int(origin.rawValue))
            value(json)
        }
    }

    private mutating func format(_ format: ResponseFormat) {
        switch format {
        case .jsonObject: named("format", "json")
        case .jsonSchema(let name, let description, let schema, let isStrict):
            named("schema", name)
            optional(description)
            value(schema)
            if let isStrict { flag(isStrict) } else { tag(.null) }
        }
    }

    // MARK: Pieces

    private mutating func extras(_ extras: [ExtraField], _ origin: WireFormat) {
        guard !extras.isEmpty else { return }
        for extra in extras.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            named("extra", extra.name)
            number(Int(origin.rawValue))
            value(extra.json)
        }
    }

    /// A piece's kind and its first text.
    private mutating func named(_ kind: StaticString, _ text: String) {
        tag(.piece)
        self.text(UnsafeBufferPointer(start: kind.utf8Start, count: kind.utf8CodeUnitCount))
        self.text(text.utf8)
    }

    private mutating func word(_ kind: StaticString, _ text: String?) {
        if let text { named(kind, text) }
    }

    private mutating func count(_ kind: StaticString, _ count: Int?) {
        guard let count else { return }
        named(kind, "")
        number(count)
    }

    private mutating func optional(_ text: String?) {
        guard let text else { return tag(.null) }
        tag(.string)
        self.text(text.utf8)
    }

    private mutating func flag(_ flag: Bool) { tag(flag ? .true : .false) }
}
