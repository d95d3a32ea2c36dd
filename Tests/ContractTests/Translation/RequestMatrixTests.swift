// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@Suite("Translation matrix: requests")
struct RequestMatrixTests {
    @Test("each request becomes what its golden file says", arguments: DialectPair.foreign)
    func golden(_ pair: DialectPair) throws {
        let features = RequestTrip.features(pair.client)
        #expect(features.count > 20)
        for feature in features {
            let trip = try RequestTrip(pair, feature)
            try GoldenFolder.check(
                "requests/\(pair.folder)/\(feature).json", PrettyJSON.bytes(try trip.golden))
        }
    }

    @Test("each translated request asks for the same, up to documented losses", arguments: DialectPair.foreign)
    func meaning(_ pair: DialectPair) throws {
        var unexplained: [String] = []
        for feature in RequestTrip.features(pair.client) {
            let trip = try RequestTrip(pair, feature)
            unexplained += trip.explanation.unexplained.map { "\(feature): \($0)" }
            guard case .translated(let translated, let back) = trip.outcome else { continue }
            if pair.provider != .gemini {
                #expect(back.model == pair.provider.target(streams: false).model, "\(feature)")
            }
            #expect(Set(translated.dropped).count == translated.dropped.count, "\(feature)")
        }
        #expect(unexplained.isEmpty, "\(pair)\n\(unexplained.joined(separator: "\n"))")
    }

    @Test("no loss is listed that does not happen")
    func losses() throws {
        var used: Set<Int> = []
        for pair in DialectPair.foreign {
            for feature in RequestTrip.features(pair.client) {
                used.formUnion(try RequestTrip(pair, feature).explanation.used)
            }
        }
        let idle = RequestLosses.all.indices.filter { !used.contains($0) }.map { RequestLosses.all[$0].reason }
        #expect(idle.isEmpty)
    }

    @Test("asking for a stream changes nothing but the fields that ask for it", arguments: DialectPair.foreign)
    func streams(_ pair: DialectPair) throws {
        let own: Set<String> = ["stream", "stream_options"]
        for feature in RequestTrip.features(pair.client) {
            guard case .translated(let whole, _) = try RequestTrip(pair, feature).outcome,
                case .translated(let streamed, _) = try RequestTrip(pair, feature, streams: true).outcome
            else { continue }
            let trees = [try JSONTree(whole.body), try JSONTree(streamed.body)]
            let rests = trees.map { $0.members?.filter { !own.contains($0.key) } }
            #expect(rests[0] == rests[1], "\(feature)")
            #expect(whole.dropped == streamed.dropped, "\(feature)")
            #expect(trees[0]["stream"] != .boolean(true) && trees[0]["stream_options"] == nil, "\(feature)")
            guard pair.provider != .gemini else {
                #expect(whole.body == streamed.body, "the address says it: \(feature)")
                continue
            }
            #expect(trees[1]["stream"] == .boolean(true), "\(feature)")
            let asksForUsage = trees[1]["stream_options"]?["include_usage"] == .boolean(true)
            #expect(asksForUsage == (pair.provider == .chat), "\(feature)")
        }
    }

    @Test("a request that is refused names a field of the client's, in the client's spelling")
    func refusals() throws {
        var refused: Set<String> = []
        for pair in DialectPair.foreign {
            for feature in RequestTrip.features(pair.client) {
                guard case .refused(let error) = try RequestTrip(pair, feature).outcome else { continue }
                refused.insert(feature)
                #expect(error.status == 400 && error.code == "not_translatable")
                let field = try #require(error.field)
                let body = try JSONTree(try GoldenFolder.bytes("requests/\(pair.client.rawValue)/\(feature).json"))
                let first = String(field.prefix { $0 != "." && $0 != "[" })
                let holdsField = body[first] != nil || body["generationConfig"]?[first] != nil
                #expect(holdsField, "\(pair) \(feature): \(field)")
                #expect(error.message.contains("`\(field)`"))
            }
        }
        #expect(refused.isSuperset(of: ["unknown", "logit-bias"]))
    }

    @Test("no golden file is left over")
    func leftovers() {
        let known = Set(
            DialectPair.foreign.flatMap { pair in
                RequestTrip.features(pair.client).map { "requests/\(pair.folder)/\($0).json" }
            })
        #expect(GoldenFolder.leftovers("requests", known, endings: [".json"]).isEmpty)
    }
}
