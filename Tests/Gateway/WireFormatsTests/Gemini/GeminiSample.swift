// SPDX-License-Identifier: Apache-2.0

import Conversation
import SeededNumbers

@testable import WireFormats

/// Random conversations that Gemini's format can express, in the normal form.
struct GeminiSample {
    private static let schemas = [
        #"{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"#, "{}", "true",
        ##"{"$ref":"#/$defs/a","$defs":{"a":{"type":["string","null"]}}}"##,
    ]

    /// Outputs that look like what the format wraps outputs in.
    private static let outputs = [#"{"output":"x"}"#, #"{"error":{"a":1}}"#, #"{"output":1,"b":2}"#, "{}", " {}"]

    var random: SplitMix64
    private var calls = 0

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func text() -> String {
        let words = [
            "river", " ", "sea\n", "\"quote\"", "\\", "é", "漢字", "😀", "\t", "{}", "{\"a\":1}", "\u{0}", "\r\n",
        ]
        return "w" + (0..<random.below(6)).map { _ in random.one(of: words) }.joined()
    }

    private mutating func object() -> String {
        String(decoding: SampleJSON.object(&random, depth: 2).bytes, as: UTF8.self)
    }

    private mutating func extra(_ name: String) -> ExtraField {
        var json = SampleJSON.random(&random, depth: 2).bytes
        if json.elementsEqual("null".utf8) { json = Array("1".utf8) }
        return ExtraField(name: name, json: json)
    }

    private mutating func extras(_ names: [String], _ percent: Int) -> [ExtraField] {
        var extras: [ExtraField] = []
        for name in names where random.chance(percent) { extras.append(extra(name)) }
        return extras
    }

    private mutating func media(_ field: inout String) -> Media {
        let types = ["image/png", "audio/wav", "video/mp4", "application/pdf", ""]
        let type = random.one(of: types)
        let source: Media.Source
        switch random.below(3) {
        case 0:
            field = "inlineData"
            source = .base64("iVBORw==")
        case 1:
            field = "fileData"
            source = .url("https://example.org/a.png")
        default:
            field = "fileData"
            source = .file("https://generativelanguage.googleapis.com/v1beta/files/abc")
        }
        return Media(
            GeminiMedia.kind(type), mimeType: type, source, name: random.chance(20) ? text() : nil)
    }

    private mutating func signature() -> [ExtraField] {
        random.chance(30) ? [ExtraField(name: "thoughtSignature", json: Array(#""c2lnbmVk""#.utf8))] : []
    }

    private mutating func userPart() -> Part {
        switch random.below(4) {
        case 0:
            var field = ""
            let media = media(&field)
            return Part(.media(media), extras: extras(["\(field).fresh", "videoMetadata"], 15))
        case 1: return opaque()
        default: return Part(.text(text()))
        }
    }

    private mutating func opaque() -> Part {
        let type = random.one(of: ["executableCode", "codeExecutionResult", "somethingNew"])
        return Part(.opaque(type: type, json: Array("{\"\(type)\":\(object())}".utf8)))
    }

    private mutating func result(_ call: ToolCall) -> Part {
        let names = ["functionResponse.scheduling", "functionResponse.willContinue"]
        var parts: [Part] = []
        switch random.below(6) {
        case 0: break
        case 1: parts = [.text(object())]
        case 2: parts = [.text(random.one(of: Self.outputs))]
        default: parts = [.text(text())]
        }
        if random.chance(20) {
            var field = ""
            parts.append(Part(.media(media(&field))))
        }
        return Part(
            .toolResult(ToolResult(callID: call.id, name: call.name, parts: parts, isError: random.chance(20))),
            extras: extras(names, 10))
    }

    private mutating func modelsParts(_ open: inout [ToolCall]) -> [Part] {
        var parts: [Part] = []
        for _ in 0...random.below(3) {
            switch random.below(5) {
            case 0:
                calls += 1
                let call = ToolCall(id: "id_\(calls)", name: "f\(random.below(3))", input: object())
                open.append(call)
                parts.append(Part(.toolCall(call), extras: extras(["functionCall.fresh"], 10) + signature()))
            case 1:
                parts.append(Part(.reasoning(Reasoning(text: text(), signature: random.chance(50) ? "c2ln" : nil))))
            case 2: parts.append(opaque())
            default: parts.append(Part(.text(random.chance(10) ? "" : text()), extras: signature()))
            }
        }
        return parts
    }

    private mutating func tools() -> [Tool] {
        var tools: [Tool] = []
        for index in 0..<random.below(4) {
            tools.append(
                Tool(
                    name: "f\(index)", description: random.chance(70) ? text() : nil,
                    schema: random.chance(80) ? Array(random.one(of: Self.schemas).utf8) : nil,
                    extras: extras(["behavior", "response"], 15)))
        }
        if random.chance(20) {
            tools.append(Tool(.webSearch, name: "web_search", extras: extras(["timeRangeFilter"], 30)))
        }
        if random.chance(20) {
            let json = Array("{\"codeExecution\":\(object())}".utf8)
            tools.append(Tool(.opaque(type: "codeExecution", json: json), name: "codeExecution"))
        }
        return tools
    }

    private mutating func options() -> GenerationOptions {
        var options = GenerationOptions()
        func maybe<Value>(_ value: Value) -> Value? { random.chance(30) ? value : nil }
        options.maxTokens = maybe(64)
        options.temperature = maybe(random.one(of: ["0", "0.70", "1e0", "2"]))
        options.topP = maybe("0.9")
        options.topK = maybe(40)
        options.seed = maybe(-7)
        options.frequencyPenalty = maybe("0.5")
        options.presencePenalty = maybe("-0.5")
        if random.chance(20) { options.stop = [text(), text()] }
        options.choices = maybe(1 + random.below(3))
        options.wantsLogprobs = maybe(random.chance(50))
        options.topLogprobs = maybe(random.below(3))
        options.format = maybe(
            random.chance(50)
                ? .jsonObject
                : .jsonSchema(
                    name: "", description: nil, schema: Array(random.one(of: Self.schemas).utf8), isStrict: nil))
        if random.chance(40) {
            var reasoning = ReasoningOptions()
            reasoning.effort = maybe(random.one(of: ["low", "high"]))
            reasoning.showsThoughts = maybe(random.chance(50))
            reasoning.mode = maybe(random.one(of: [ReasoningOptions.Mode.enabled, .adaptive, .disabled]))
            if reasoning.mode == .enabled { reasoning.budget = 1 + random.below(9000) }
            if reasoning != ReasoningOptions() { options.reasoning = reasoning }
        }
        return options
    }

    private mutating func choice() -> ToolChoice? {
        switch random.below(10) {
        case 0: .auto
        case 1: ToolChoice.none
        case 2: .required
        case 3: .tool(name: "f0")
        case 4: .anyOf(["f0", "f1"])
        case 5: .opaque(Array(#"{"mode":"VALIDATED","allowedFunctionNames":["f0"]}"#.utf8))
        default: nil
        }
    }

    mutating func conversation() -> Conversation {
        var conversation = Conversation(origin: .gemini, tools: tools(), toolChoice: choice(), options: options())
        if random.chance(50) { conversation.add(.system, [.text(text())], extras: extras(["fresh"], 10)) }
        var open: [ToolCall] = []
        for _ in 0...random.below(4) {
            var parts = open.map { result($0) }
            open = []
            for _ in 0..<random.below(3) { parts.append(userPart()) }
            if parts.isEmpty { parts = [.text(text())] }
            conversation.add(.user, parts, extras: extras(["fresh"], 5))
            if random.chance(70) { conversation.add(.assistant, modelsParts(&open), extras: extras(["fresh"], 5)) }
        }
        // In the order in which a body has them.
        var nested = extras(["toolConfig.retrievalConfig"], 20)
        if case .opaque = conversation.toolChoice {
        } else {
            nested += extras(["toolConfig.functionCallingConfig.fresh"], 10)
        }
        if conversation.toolChoice == .auto, random.chance(50) {
            nested.append(
                ExtraField(name: "toolConfig.functionCallingConfig.mode", json: Array("\"VALIDATED\"".utf8)))
        }
        nested += extras(["generationConfig.responseModalities", "generationConfig.thinkingConfig.fresh"], 20)
        conversation.extras = nested + extras(["safetySettings", "cachedContent", "fresh"], 20)
        return conversation
    }
}
