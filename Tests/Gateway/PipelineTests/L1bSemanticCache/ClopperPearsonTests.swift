// SPDX-License-Identifier: Apache-2.0

import Foundation
import Pipeline
import SeededNumbers
import Testing

@Suite("Exact confidence bounds")
struct ClopperPearsonTests {
    @Test(
        "bounds equal published values",
        arguments: [
            (0.0, 10.0, 0.95, 0.2589), (0, 300, 0.95, 0.009936), (1, 10, 0.95, 0.3942), (5, 100, 0.95, 0.1023),
            (10, 100, 0.975, 0.1762), (50, 1000, 0.95, 0.0629),
        ])
    func upper(seen: Double, looks: Double, confidence: Double, expected: Double) {
        let bound = ClopperPearson.upper(seen, of: looks, confidence: confidence)
        #expect(abs(bound - expected) < 0.0001)
    }

    @Test("without a single case the bound is 1 − (1 − confidence)^(1/n)")
    func spotless() {
        for looks in [1.0, 7, 230, 5_000, 250_000] {
            let expected = 1 - pow(0.05, 1 / looks)
            #expect(abs(ClopperPearson.upper(0, of: looks, confidence: 0.95) - expected) < 1e-9)
        }
    }

    @Test("the lower bound mirrors the upper one")
    func mirrored() {
        for (seen, looks) in [(1.0, 10.0), (3, 200), (37.5, 80.25)] {
            let upper = ClopperPearson.upper(seen, of: looks, confidence: 0.9)
            let lower = ClopperPearson.lower(looks - seen, of: looks, confidence: 0.9)
            #expect(abs(upper + lower - 1) < 1e-9)
        }
    }

    @Test("nothing seen says nothing, and everything wrong is everything")
    func ends() {
        #expect(ClopperPearson.upper(0, of: 0, confidence: 0.95) == 1)
        #expect(ClopperPearson.upper(4, of: 4, confidence: 0.95) == 1)
        #expect(ClopperPearson.lower(0, of: 9, confidence: 0.95) == 0)
    }

    @Test("the bound covers the true share as often as it says")
    func coverage() {
        var random = SplitMix64(seed: 3)
        for share in [0.002, 0.01, 0.05] {
            let (runs, looks) = (2_000, 400)
            var held = 0
            for _ in 0..<runs {
                let seen = (0..<looks).count { _ in random.unit() < share }
                if ClopperPearson.upper(Double(seen), of: Double(looks), confidence: 0.95) >= share { held += 1 }
            }
            #expect(Double(held) / Double(runs) >= 0.94)
        }
    }
}
