// SPDX-License-Identifier: Apache-2.0

@testable import Verifier

/// What the tests ask again and again.
struct Reading {
    /// Without a model: these tests are about what is read and vetoed, not about what was learned.
    static let verifier = Verifier(model: nil)

    static func vetoes(_ first: String, _ second: String) -> Set<Veto> {
        Set(verifier.compare(verifier.prepare(first), verifier.prepare(second)).vetoes.map(\.veto))
    }

    static func areEqual(_ first: String, _ second: String) -> Bool {
        let verdict = verifier.compare(verifier.prepare(first), verifier.prepare(second))
        return verdict.isEqual && verdict.isSame
    }

    static func deictic(_ text: String) -> String? { verifier.prepare(text).deicticWords }
}
