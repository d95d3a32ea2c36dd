// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

/// The codec in the words of tests.
enum Coding {
    static func decode(json text: String, _ format: WireFormat) -> Answer? {
        let bytes = Array(text.utf8)
        return AnswerCodec.decode(json: bytes.span, format: format)
    }

    static func decode(stream text: String, _ format: WireFormat) -> Answer? {
        let bytes = Array(text.utf8)
        return AnswerCodec.decode(stream: bytes.span, format: format)
    }

    static func json(_ answer: Answer, _ format: WireFormat, now: Int = 1) -> String? {
        AnswerCodec.encode(answer, format: format, form: .json, now: now).map { String(decoding: $0, as: UTF8.self) }
    }

    static func stream(_ answer: Answer, _ format: WireFormat, withUsage: Bool = true, now: Int = 1) -> String? {
        AnswerCodec.encode(answer, format: format, form: .stream(withUsage: withUsage), now: now).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The datas of a stream's events.
    static func datas(_ stream: String) -> [String] { ReferenceEventStream(Array(stream.utf8)).events.flatMap(\.data) }

    /// Expects that two texts are the same JSON, members in any order.
    static func expectSame(_ text: String?, _ other: String, _ place: SourceLocation = #_sourceLocation) {
        let (left, right) = (text.flatMap { SampleJSON($0)?.sorted }, SampleJSON(other)?.sorted)
        #expect(right != nil, "the expected text is no JSON", sourceLocation: place)
        #expect(left == right, "\(text ?? "nothing")", sourceLocation: place)
    }

    /// An answer less what means nothing: the order of extra fields, and the kind of white space in raw values.
    static func normal(_ answer: Answer) -> Answer {
        func plain(_ json: [UInt8]) -> [UInt8] { json.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 } }
        func plain(_ extras: [Answer.Extra]) -> [Answer.Extra] {
            extras.map { .init(name: $0.name, json: plain($0.json)) }.sorted { $0.name < $1.name }
        }
        var answer = answer
        answer.rawUsage = answer.rawUsage.map(plain)
        answer.extras = plain(answer.extras)
        for place in answer.choices.indices {
            answer.choices[place].extras = plain(answer.choices[place].extras)
            answer.choices[place].messageExtras = plain(answer.choices[place].messageExtras)
        }
        return answer
    }

    /// Expects that an answer comes back equal through its own format in both forms, and that its stream is one that
    /// may be kept if the answer is.
    static func expectKept(_ answer: Answer, _ place: SourceLocation = #_sourceLocation) throws {
        let json = try #require(Self.json(answer, answer.origin), sourceLocation: place)
        #expect(decode(json: json, answer.origin).map(normal) == normal(answer), sourceLocation: place)
        let stream = try #require(Self.stream(answer, answer.origin), sourceLocation: place)
        #expect(decode(stream: stream, answer.origin).map(normal) == normal(answer), sourceLocation: place)
        let inspected = try #require(Inspected(Array(stream.utf8), format: answer.origin), sourceLocation: place)
        #expect(!inspected.verdicts.contains(.malformed) && inspected.verdicts.last == .end, sourceLocation: place)
        #expect(inspected.facts.isWhole == answer.choices.allSatisfy(\.stopReason.isComplete), sourceLocation: place)
        #expect(!inspected.facts.failed, sourceLocation: place)
    }
}
