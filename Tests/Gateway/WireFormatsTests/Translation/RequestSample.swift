// SPDX-License-Identifier: Apache-2.0

import Conversation
import SeededNumbers

@testable import WireFormats

/// Random pieces of conversations in the normal form, for formats to put together what they can express.
struct RequestSample {
    var random: SplitMix64
    private var calls = 0

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func text() -> String {
        let words = [
            "river", " ", "sea\n", "\"quote\"", "\\", "é", "漢字", "😀", "\t", "{}", "\u{0}", "\r\n", "error", "data:",
            "</a>",
        ]
        return "w" + (0..<random.below(6)).map { _ in random.one(of: words) }.joined()
    }

    mutating func some<Value>(_ percent: Int, _ value: (inout RequestSample) -> Value) -> Value? {
        random.chance(percent) ? value(&self) : nil
    }

    mutating func object() -> [UInt8] { SampleJSON.object(&random, depth: 2).bytes }

    /// Extra fields with some of the names, in their order, none of them null.
    mutating func extras(_ names: [String], _ percent: Int = 10) -> [ExtraField] {
        var extras: [ExtraField] = []
        for name in names where random.chance(percent) {
            let json = SampleJSON.random(&random, depth: 2).bytes
            extras.append(ExtraField(name: name, json: json.elementsEqual("null".utf8) ? Array("1".utf8) : json))
        }
        return extras.inOrder
    }

    mutating func number() -> String { random.one(of: ["0", "1", "0.5", "1.0", "2", "1e-1", "-0.25"]) }

    mutating func call(isCustom: Bool = false) -> ToolCall {
        calls += 1
        let input = isCustom ? text() : String(decoding: object(), as: UTF8.self)
        return ToolCall(id: "call_\(calls)", name: "f\(random.below(4))", isCustom: isCustom, input: input)
    }

    mutating func function(_ extraNames: [String]) -> Tool {
        Tool(
            name: "f\(random.below(4))_\(random.below(1000))", description: some(70) { $0.text() },
            schema: some(80) { $0.object() }, isStrict: some(30) { $0.random.chance(50) }, extras: extras(extraNames))
    }

    mutating func list<Element>(_ bound: Int, _ element: (inout RequestSample) -> Element) -> [Element] {
        (0..<random.below(bound)).map { _ in element(&self) }
    }

    mutating func choice(_ tools: [Tool]) -> ToolChoice? {
        let names = tools.compactMap { tool in
            tool.kind == .function || tool.kind == .custom ? tool.name : nil
        }
        switch random.below(6) {
        case 0: return .auto
        case 1: return ToolChoice.none
        case 2: return .required
        case 3: return names.isEmpty ? nil : .tool(name: random.one(of: names))
        default: return nil
        }
    }
}
