// SPDX-License-Identifier: Apache-2.0

import Conversation
import SeededNumbers

@testable import WireFormats

/// Random conversations that the responses format can express, in normal form.
struct ResponsesRequestSamples {
    private var random: SplitMix64
    private var calls: [ToolCall] = []
    /// Whether the conversations use what only this format has.
    private let isNative: Bool

    init(seed: UInt64, isNative: Bool) {
        random = SplitMix64(seed: seed)
        self.isNative = isNative
    }

    mutating func conversation() -> Conversation {
        calls = []
        var conversation = Conversation(origin: isNative ? .openAIResponses : .openAIChat, model: "gpt-4o")
        for _ in 0...random.below(5) { addTurn(to: &conversation) }
        if random.chance(50) { conversation.tools = (0...random.below(4)).map { tool($0) } }
        if let name = conversation.tools.first(where: { $0.kind == .function })?.name, random.chance(40) {
            conversation.toolChoice = random.one(of: [
                ToolChoice.auto, ToolChoice.none, .required, .tool(name: name), .anyOf([name, "other"]),
            ])
        }
        if random.chance(30) { conversation.allowsParallelCalls = random.chance(50) }
        conversation.options = options()
        if isNative {
            let names = [
                "include", "reasoning.context", "reasoning.summary", "service_tier", "stream_options.new",
                "text.verbosity",
                "truncation",
            ]
            for name in names where random.chance(15) {
                let value = name == "include" ? "[\"file_search_call.results\"]" : "\"word\""
                conversation.extras.append(ExtraField(name: name, json: Array(value.utf8)))
                if name == "reasoning.summary" {
                    conversation.options.reasoning = conversation.options.reasoning ?? ReasoningOptions()
                    conversation.options.reasoning?.showsThoughts = true
                }
            }
            if conversation.options.format != nil, random.chance(10) {
                if case .jsonSchema = conversation.options.format {
                    conversation.extras.append(ExtraField(name: "text.format.new", json: Array("1".utf8)))
                }
            }
            conversation.extras.sort { $0.name < $1.name }
        }
        return conversation
    }

    private mutating func text(from least: Int = 1) -> String {
        let pieces = ["a", "Tell me", " ", "\n", "\"", "\\", "é", "😀", "\u{1}", "{\"x\":1}", "error", "input"]
        return (0..<(least + random.below(4))).map { _ in random.one(of: pieces) }.joined()
    }

    private mutating func object() -> [UInt8] { SampleJSON.object(&random, depth: 2).bytes }

    private mutating func addTurn(to conversation: inout Conversation) {
        var parts: [Part] = []
        switch random.below(4) {
        case 0:
            for _ in 0...random.below(2) { parts.append(.text(text())) }
            conversation.add(.system, parts)
        case 1:
            let answered = calls.filter { _ in random.chance(70) }
            for call in answered {
                let result = ToolResult(
                    callID: call.id, name: call.name, isCustom: call.isCustom,
                    parts: (0..<random.below(3)).map { _ in said(media: true) })
                parts.append(Part(.toolResult(result)))
            }
            calls = []
            for _ in 0...random.below(2) { parts.append(said(media: true)) }
            if isNative, random.chance(10) { parts.append(opaque(random.one(of: ["input_new", "new_call_output"]))) }
            // A message's own fields set it apart from the items around it.
            let isMessage = parts.allSatisfy { part in
                switch part.content {
                case .text, .media: true
                default: false
                }
            }
            let hasNote = isNative && isMessage && random.chance(10)
            conversation.add(.user, parts, extras: hasNote ? [ExtraField(name: "note", json: Array("1".utf8))] : [])
        default:
            for _ in 0...random.below(3) { parts.append(modelPart()) }
            conversation.add(.assistant, parts)
        }
    }

    /// Something that users say, or tools; now and then nothing.
    private mutating func said(media: Bool) -> Part {
        if !media || random.chance(70) {
            return random.chance(5) && isNative ? .text("") : .text(text())
        }
        let detail = ExtraField(name: "detail", json: Array("\"low\"".utf8))
        switch random.below(4) {
        case 0: return Part(.media(Media(.image, mimeType: "image/jpeg", .base64("AAAA"))))
        case 1: return Part(.media(Media(.image, .url("https://x.test/" + String(random.below(9))))), extras: [detail])
        case 2: return Part(.media(Media(.document, mimeType: "application/pdf", .base64("AA"), name: text())))
        default: return Part(.media(Media(.document, .file("file_1"))))
        }
    }

    private func opaque(_ type: String) -> Part {
        Part(.opaque(type: type, json: Array(#"{"type":"\#(type)","a":[1, 2]}"#.utf8)))
    }

    private mutating func modelPart() -> Part {
        switch random.below(isNative ? 7 : 4) {
        case 0, 1: return .text(text())
        case 2:
            let isCustom = random.chance(30)
            let call = ToolCall(
                id: "call_\(random.below(1_000_000))", name: (isCustom ? "c" : "f") + String(random.below(5)),
                namespace: isNative && random.chance(20) ? "space" : nil, isCustom: isCustom, input: text(from: 0))
            calls.append(call)
            return Part(.toolCall(call))
        case 3: return Part(.refusal(text()))
        case 4:
            let text = random.chance(70) ? text() : ""
            let signature = text.isEmpty || random.chance(50) ? "sig" : nil
            return Part(.reasoning(Reasoning(text: text, signature: signature, isRedacted: text.isEmpty)))
        case 5: return opaque("web_search_call")
        default:
            let note = ExtraField(name: "annotations", json: Array(#"[{"type":"url_citation"}]"#.utf8))
            let phase = ExtraField(name: "phase", json: Array("\"final_answer\"".utf8))
            return Part(.text(text()), extras: random.one(of: [[phase], [note], [note, phase]]))
        }
    }

    private mutating func tool(_ number: Int) -> Tool {
        let description = random.chance(50) ? text() : nil
        switch random.below(isNative ? 6 : 3) {
        case 0, 1:
            return Tool(
                .function, name: "f\(number)", description: description, schema: object(),
                isStrict: isNative && random.chance(50) ? nil : random.chance(50))
        case 2:
            let grammar = ExtraField(name: "format", json: Array(#"{"type":"text"}"#.utf8))
            return Tool(
                .custom, name: "c\(number)", description: description, extras: random.chance(50) ? [grammar] : [])
        case 3:
            return Tool(
                random.chance(50) ? .function : .custom, name: "n\(number)", namespace: "space\(number)",
                namespaceDescription: text(), extras: [ExtraField(name: "namespace.x", json: Array("{}".utf8))])
        case 4:
            let size = ExtraField(name: "search_context_size", json: Array("\"low\"".utf8))
            return Tool(.webSearch, name: "web_search", extras: random.chance(50) ? [size] : [])
        default:
            return Tool(.opaque(type: "mcp", json: Array(#"{"type":"mcp"}"#.utf8)), name: "mcp")
        }
    }

    private mutating func options() -> GenerationOptions {
        var options = GenerationOptions()
        if random.chance(50) { options.maxTokens = 16 + random.below(10_000) }
        if random.chance(30) { options.temperature = random.one(of: ["0", "0.7", "1.0", "2"]) }
        if random.chance(30) { options.topP = "0.9" }
        if isNative, random.chance(10) { (options.wantsLogprobs, options.topLogprobs) = (true, 2) }
        switch random.below(4) {
        case 0: options.format = .jsonObject
        case 1:
            options.format = .jsonSchema(
                name: "shape", description: random.chance(50) ? text() : nil, schema: object(),
                isStrict: random.chance(50) ? true : nil)
        default: break
        }
        if isNative, random.chance(30) {
            options.reasoning = ReasoningOptions(
                effort: random.one(of: ["none", "low", "high"]), showsThoughts: random.chance(50) ? true : nil)
        }
        return options
    }
}
