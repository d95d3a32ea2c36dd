// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Testing
import WireFormats

/// Changes every JSON path of every shape: whatever was changed, two requests are compared by meaning only if nothing but
/// the words of the question tells them apart.
@Suite("Nothing crosses a partition of the semantic cache")
struct ScopeLeakTests {
    @Test("each change of our own shapes", arguments: ShapeFolder.own)
    func ownShapes(_ shape: Shape) throws { try check(shape) }

    @Test(
        "each change of recorded shapes", .enabled(if: ShapeFolder.hasRecorded), arguments: ShapeFolder.recorded)
    func recordedShapes(_ shape: Shape) throws { try check(shape) }

    @Test("shapes that can be compared are among them")
    func notVacuous() throws {
        var compared = 0
        for shape in ShapeFolder.own {
            for body in try Self.variants(of: shape) where Self.reading(body, shape.surface)?.subject != nil {
                compared += 1
            }
        }
        #expect(compared >= 8)
    }

    /// A shape as it is, and without its tools, which rule out any comparison.
    private static func variants(of shape: Shape) throws -> [[UInt8]] {
        guard try JSONTree(shape.body)["tools"] != nil else { return [shape.body] }
        return [shape.body, try shape.body(setting: "tools", to: nil)]
    }

    private struct Read {
        var identity: [UInt8]
        var subject: SemanticSubject?
    }

    private static func reading(_ body: [UInt8], _ surface: Surface) -> Read? {
        var reader = RequestReader()
        let context = RequestContext(surface: surface, principal: .local, pathModel: surface == .gemini ? "m" : nil)
        guard let found = try? reader.read(body.span, in: context, digest: { $0 }), let identity = found.identity
        else { return nil }
        return Read(
            identity: identity, subject: try? SemanticSubject(found.reading, digest: { Digest.of($0) }))
    }

    private func check(_ shape: Shape) throws {
        for body in try Self.variants(of: shape) {
            guard let base = Self.reading(body, shape.surface) else { continue }
            if try JSONTree(body)["tools"] != nil, try JSONTree(body)["tools"] != .array([]) {
                #expect(base.subject == nil, "a request with tools is never compared")
            }
            guard let subject = base.subject else { continue }
            var leaks: [String] = []
            var compared = 0
            for edit in try ShapeEdit.all(of: body) {
                guard let other = Self.reading(edit.applied(to: body), shape.surface), let changed = other.subject
                else { continue }
                compared += 1
                let isSame = changed.partition == subject.partition && changed.question == subject.question
                if isSame != (other.identity == base.identity) { leaks.append(edit.path.text) }
                guard changed.partition == subject.partition, other.identity != base.identity else { continue }
                if !Self.differ(base, other, onlyBy: (subject.question, changed.question)) {
                    leaks.append(edit.path.text)
                }
            }
            #expect(compared > 10)
            #expect(leaks.isEmpty, "\(leaks.count) leaks, the first: \(leaks.prefix(8))")
        }
    }

    /// Whether one canonical text becomes the other when the question's piece in it gives way to the other's.
    private static func differ(_ one: Read, _ other: Read, onlyBy questions: (String, String)) -> Bool {
        let (piece, replacement) = (piece(questions.0), piece(questions.1))
        guard one.identity.count >= piece.count else { return false }
        for start in 0...(one.identity.count - piece.count)
        where one.identity[start] == piece[0]
            && one.identity[start..<start + piece.count].elementsEqual(piece)
        {
            let changed = one.identity[..<start] + replacement + one.identity[(start + piece.count)...]
            if changed.elementsEqual(other.identity) { return true }
        }
        return false
    }

    /// A text as a canonical text holds it: its length in four bytes, and itself.
    private static func piece(_ text: String) -> [UInt8] {
        let count = text.utf8.count
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + Array(text.utf8)
    }
}
