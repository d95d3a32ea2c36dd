// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Verifier

/// The embedded trees on rows that the trainer has evaluated; `Training/verifier/golden.py` writes the file.
@Suite("Golden rows of the trees")
struct GoldenTreesTests {
    @Test("the program gives each row the probability that the trainer gave it")
    func golden() throws {
        let url = try #require(Bundle.module.url(forResource: "Golden/trees", withExtension: "bin"))
        let values = try Data(contentsOf: url).withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 8).map {
                Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self)))
            }
        }
        let model = try #require(try Verifier().model)
        let features = model.featureCount
        let (least, largest) = (values[..<features], values[features..<2 * features])
        let expected = values[(2 * features)...]
        #expect(expected.count >= 400)
        var numbers = SplitMix(seed: 8)
        var furthest = 0.0
        for probability in expected {
            let row = zip(least, largest).map { $0 + numbers.fraction() * ($1 - $0) }
            furthest = max(furthest, abs(model.probability(row) - probability))
        }
        #expect(furthest <= 1e-9)
        #expect(Set(expected).count > 100)
    }
}
