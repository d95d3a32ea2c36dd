// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Testing

@Suite("Refusals of keys")
struct KeyRefusalTests {
    @Test("each refusal has a code of its own, and those that time does not mend are final")
    func codes() {
        let refusals: [KeyRefusal] = [
            .unknown, .expired, .revoked, .blocked, .route(allowed: [.chat]), .model("m"),
            .requestRate(limit: 1, milliseconds: 5), .concurrency(limit: 1),
            .tokenRate(limit: 1, needed: 2, milliseconds: 1),
            .budget(unit: .money, limit: 5_000_000_000, left: 1_500_000, needed: 2_000_000, until: 86_400),
            .budgetReserved(unit: .tokens, left: 1, needed: 2), .priceUnknown(model: "m", provider: "p"),
            .outputUnbounded(model: "m"), .inputUnbounded(model: "m"), .unbounded,
        ]
        #expect(Set(refusals.map(\.error.code)).count == refusals.count)
        for refusal in refusals {
            let error = refusal.error
            #expect(error.isFinal != (error.retryAfter != nil))
            #expect((400..<430).contains(error.status))
            #expect(error.message.hasSuffix("."))
        }
    }

    @Test("amounts are told in dollars, exactly")
    func words() {
        let error = KeyRefusal.budget(
            unit: .money, limit: 5_000_000_000, left: 1_500_000, needed: 2_000_000_001, until: 86_400
        ).error
        #expect(error.status == 402)
        #expect(error.message.contains("$0.0015 left of its budget of $5.00"))
        #expect(error.message.contains("may take $2.000000001"))
        #expect(error.message.contains("1970-01-02T00:00:00Z"))
    }

    @Test("a client's own words cannot break the message")
    func words2() {
        let message = KeyRefusal.model("evil`\n\r\(String(repeating: "x", count: 500))").error.message
        #expect(!message.contains("\n") && message.utf8.count < 250)
    }
}
