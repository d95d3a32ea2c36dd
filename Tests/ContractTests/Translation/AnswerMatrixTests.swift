// SPDX-License-Identifier: Apache-2.0

import Conversation
import SeededNumbers
import Testing
import WireFormats

@Suite("Translation matrix: answers")
struct AnswerMatrixTests {
    @Test(
        "each answer becomes what its golden file says", arguments: DialectPair.foreign, AnswerTrip.Form.allCases)
    func golden(_ pair: DialectPair, _ form: AnswerTrip.Form) throws {
        let features = AnswerTrip.features(pair.provider, form)
        #expect(features.count > 8)
        for feature in features {
            let trip = try AnswerTrip(pair, feature, form)
            #expect(trip.isOver, "\(feature)")
            let bytes = form == .json ? PrettyJSON.bytes(try JSONTree(trip.received)) : trip.received
            try GoldenFolder.check(trip.golden, bytes)
        }
    }

    @Test(
        "each translated answer says the same, up to documented losses", arguments: DialectPair.foreign,
        AnswerTrip.Form.allCases)
    func meaning(_ pair: DialectPair, _ form: AnswerTrip.Form) throws {
        var unexplained: [String] = []
        for feature in AnswerTrip.features(pair.provider, form) {
            let difference = try AnswerTrip(pair, feature, form).difference
            unexplained += AnswerLosses.all.explanation(difference, pair, feature).unexplained.map {
                "\(feature): \($0)"
            }
        }
        #expect(unexplained.isEmpty, "\(pair)\n\(unexplained.joined(separator: "\n"))")
    }

    @Test("no loss is listed that does not happen")
    func losses() throws {
        var used: Set<Int> = []
        for pair in DialectPair.foreign {
            for form in AnswerTrip.Form.allCases {
                for feature in AnswerTrip.features(pair.provider, form) {
                    let difference = try AnswerTrip(pair, feature, form).difference
                    used.formUnion(AnswerLosses.all.explanation(difference, pair, feature).used)
                }
            }
        }
        let idle = AnswerLosses.all.indices.filter { !used.contains($0) }.map { AnswerLosses.all[$0].reason }
        #expect(idle.isEmpty)
    }

    @Test("a provider's JSON and its stream say the same", arguments: Dialect.allCases)
    func forms(_ dialect: Dialect) throws {
        for feature in AnswerTrip.features(dialect, .json) {
            let path = "answers/\(dialect.rawValue)/\(feature)"
            let whole = try AnswerTrip.lines(try GoldenFolder.bytes(path + ".json"), dialect, .json)
            let streamed = try AnswerTrip.lines(try GoldenFolder.bytes(path + ".sse"), dialect, .stream)
            // No client is shown citations, so the reader of streams passes over them.
            let difference = Lines.difference(whole, streamed).filter { !$0.hasPrefix("- extra citations") }
            #expect(difference.isEmpty, "\(feature):\n\(difference.joined(separator: "\n"))")
            #expect(whole.last == "end")
        }
    }

    @Test(
        "a stream gives the same bytes in whatever pieces its events come", arguments: DialectPair.foreign,
        [UInt64(1), 2, 3])
    func pieces(_ pair: DialectPair, seed: UInt64) throws {
        var numbers = SplitMix64(seed: seed)
        for feature in AnswerTrip.features(pair.provider, .stream) {
            let trip = try AnswerTrip(pair, feature, .stream)
            var translation = AnswerTranslation(
                from: pair.provider.format, to: pair.client.format, context: AnswerTrip.context)
            var tape = JSONTape()
            var bytes: [UInt8] = []
            var piece: [UInt8] = []
            for event in StreamForm.events(trip.sent) {
                piece += event
                guard numbers.below(3) > 0 else { continue }
                bytes += translation.take(piece.span, tape: &tape)
                piece = []
            }
            bytes += translation.take(piece.span, tape: &tape) + translation.finish()
            #expect(bytes == trip.received, "\(feature)")
        }
    }

    @Test("every stream has the form that clients of its format expect", arguments: DialectPair.foreign)
    func streamForms(_ pair: DialectPair) throws {
        for feature in AnswerTrip.features(pair.provider, .stream) {
            let trip = try AnswerTrip(pair, feature, .stream)
            let mistakes = try StreamForm(trip.received).mistakes(pair.client, isWhole: !feature.hasPrefix("error"))
            #expect(mistakes.isEmpty, "\(feature): \(mistakes)")
        }
        // The checker has teeth: it finds nothing wrong with real streams, and something with cut ones.
        for feature in AnswerTrip.features(pair.client, .stream) where !feature.hasPrefix("error") {
            let bytes = try GoldenFolder.bytes("answers/\(pair.client.rawValue)/\(feature).sse")
            #expect(try StreamForm(bytes).mistakes(pair.client, isWhole: true).isEmpty, "\(feature)")
            let cut = Array(StreamForm.events(bytes).dropLast().joined())
            #expect(try !StreamForm(cut).mistakes(pair.client, isWhole: true).isEmpty, "\(feature)")
        }
    }

    @Test("an answer that came as JSON is streamed to who asked for a stream", arguments: DialectPair.foreign)
    func replays(_ pair: DialectPair) throws {
        for feature in AnswerTrip.features(pair.provider, .json) {
            let whole = try AnswerTrip(pair, feature, .json)
            var translation = AnswerTranslation(
                from: pair.provider.format, to: pair.client.format, context: AnswerTrip.context)
            var tape = JSONTape()
            let stream = try #require(translation.stream(whole.sent.span, tape: &tape))
            #expect(translation.isOver, "\(feature)")
            #expect(try StreamForm(stream).mistakes(pair.client, isWhole: true).isEmpty, "\(feature)")
            // Texts that follow each other are one in Gemini's streams.
            let expected = Lines.joined(try AnswerTrip.lines(whole.received, pair.client, .json))
            let found = Lines.joined(try AnswerTrip.lines(stream, pair.client, .stream))
            let difference = Lines.difference(expected, found)
            #expect(difference.isEmpty, "\(feature):\n\(difference.joined(separator: "\n"))")
        }
    }

    @Test(
        "Gemini's JSON array holds the elements of its event stream", arguments: [Dialect.chat, .responses, .messages])
    func arrays(_ provider: Dialect) throws {
        for feature in AnswerTrip.features(provider, .stream) {
            let trip = try AnswerTrip(DialectPair(client: .gemini, provider: provider), feature, .stream)
            var translation = AnswerTranslation(
                from: provider.format, to: .gemini, isArray: true, context: AnswerTrip.context)
            var tape = JSONTape()
            let bytes = translation.take(trip.sent.span, tape: &tape) + translation.finish()
            let elements = try StreamForm(trip.received).events.map(\.data)
            #expect(try JSONTree(bytes) == .array(elements), "\(feature)")
        }
    }

    @Test("no golden file is left over")
    func leftovers() {
        var known: Set<String> = []
        for pair in DialectPair.foreign {
            for form in AnswerTrip.Form.allCases {
                for feature in AnswerTrip.features(pair.provider, form) {
                    known.insert("answers/\(pair.folder)/\(feature).\(form == .json ? "json" : "sse")")
                }
            }
        }
        #expect(GoldenFolder.leftovers("answers", known, endings: [".json", ".sse"]).isEmpty)
    }
}
