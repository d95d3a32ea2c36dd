// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Verifier

/// What holds of every guard, on pairs that are put together at random.
@Suite("Guards, on made-up pairs")
struct GuardPropertyTests {
    private static let rounds = 40

    @Test(
        "each speaks where only its matter differs, whichever text comes first, and nothing makes them the same",
        arguments: Veto.allCases)
    func speaks(_ veto: Veto) {
        var sample = GuardSample(seed: 21)
        for _ in 0..<Self.rounds {
            let (first, second) = sample.different(veto)
            #expect(Reading.vetoes(first, second).contains(veto), "\(veto): \(first) | \(second)")
            #expect(Reading.vetoes(first, second) == Reading.vetoes(second, first), "\(veto): \(first) | \(second)")
            let (one, other) = (Reading.verifier.prepare(first), Reading.verifier.prepare(second))
            #expect(!Reading.verifier.compare(one, other, threshold: 0).isSame)
        }
    }

    @Test("each speaks whatever the case, white space and punctuation of prose are", arguments: Veto.allCases)
    func speaksAnyhow(_ veto: Veto) {
        // Case counts in code, and a dot at the end of a path may belong to it.
        guard veto != .code else { return }
        var sample = GuardSample(seed: 22)
        var numbers = SplitMix(seed: 23)
        for _ in 0..<Self.rounds {
            let (first, second) = sample.different(veto)
            let (one, other) = (Disguise.of(first, &numbers), Disguise.of(second, &numbers))
            #expect(Reading.vetoes(one, other).contains(veto), "\(veto): \(one) | \(other)")
        }
    }

    @Test("each is silent where both texts say its matter, in two ways", arguments: Veto.allCases)
    func isSilent(_ veto: Veto) {
        var sample = GuardSample(seed: 24)
        for _ in 0..<Self.rounds {
            let (first, second) = sample.same(veto)
            #expect(!Reading.vetoes(first, second).contains(veto), "\(veto): \(first) | \(second)")
            #expect(!Reading.vetoes(second, first).contains(veto), "\(veto): \(second) | \(first)")
        }
    }
}
