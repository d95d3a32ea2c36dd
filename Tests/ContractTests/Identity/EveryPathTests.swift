// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@Suite("Every JSON path of every shape")
struct EveryPathTests {
    @Test("each change does to the identity what the table says: our own shapes", arguments: ShapeFolder.own)
    func ownShapes(_ shape: Shape) throws { try check(shape) }

    @Test(
        "each change does to the identity what the table says: recorded shapes", .enabled(if: ShapeFolder.hasRecorded),
        arguments: ShapeFolder.recorded)
    func recordedShapes(_ shape: Shape) throws { try check(shape) }

    private func check(_ shape: Shape) throws {
        var oracle = try IdentityOracle(shape.body, shape.surface)
        let nodes = Dictionary(
            uniqueKeysWithValues: try ShapeNode.all(in: shape.body).map { ($0.path, $0) })
        var reader = RequestReader()
        let base = Identity(shape.body, shape.surface, reader: &reader)
        #expect(base.isCacheable == oracle.isCacheable)
        var mistakes: [String] = []
        let edits = try ShapeEdit.all(of: shape.body)
        for edit in edits {
            let edited = edit.applied(to: shape.body)
            let expected = try oracle.verdict(edit, edited, nodes: nodes)
            let found = Identity(edited, shape.surface, reader: &reader)
            guard verdict(base, found) != expected else { continue }
            let verdict = verdict(base, found)?.rawValue ?? "\(found)"
            mistakes.append(
                "\(edit.kind.rawValue) \(edit.path.text): \(verdict), should be \(expected.rawValue)")
        }
        #expect(edits.count > nodes.count * 3)
        #expect(mistakes.isEmpty, "\(mistakes.count) mistakes, the first: \(mistakes.prefix(8))")
    }

    private func verdict(_ base: Identity, _ found: Identity) -> IdentityOracle.Verdict? {
        switch (base, found) {
        case (_, .refused): .refused
        case (.refused, _): nil
        case (_, .uncacheable): .uncacheable
        case (.uncacheable, _): .cacheable
        case (.of(let one), .of(let other)): one == other ? .same : .different
        }
    }
}
