// SPDX-License-Identifier: Apache-2.0

import Providers
import Testing

@Suite("Health of providers")
struct HealthRecordTests {
    @Test("nothing is known at first; one answer makes it healthy, one failure alone failing")
    func first() {
        var record = HealthRecord()
        #expect(record.status(now: 0) == .unknown)
        var other = record
        record.answered(firstByte: 40, now: 5)
        #expect(record.status(now: 5) == .healthy && record.firstByte == 40 && record.lastSuccess == 5)
        other.failed(.unreachable, now: 5)
        #expect(other.status(now: 5) == .failing)
        #expect(other.lastErrorClass == .unreachable && other.lastErrorWord == "unreachable")
    }

    @Test("one failure among answers is no illness, three in a row are, and an answer heals")
    func rows() {
        var record = HealthRecord()
        record.answered(firstByte: 1, now: 0)
        record.failed(.cut, now: 1)
        #expect(record.status(now: 1) == .healthy)
        record.failed(.serverError, word: "HTTP 500", now: 2)
        record.failed(.serverError, word: "HTTP 500", now: 3)
        #expect(record.status(now: 3) == .failing && record.lastErrorWord == "HTTP 500")
        record.answered(firstByte: 1, now: 4)
        #expect(record.status(now: 4) == .healthy)
        #expect(record.requests == 5 && record.errors == 3)
    }

    @Test("averages move a tenth of the way to each result")
    func averages() {
        var record = HealthRecord()
        record.answered(firstByte: 100, now: 0)
        record.answered(firstByte: 200, now: 0)
        #expect(abs((record.firstByte ?? 0) - 110) < 0.001)
        record.failed(.cut, now: 0)
        #expect(abs(record.errorShare(now: 0) - 0.1) < 0.001)
        record.failed(.cut, now: 0)
        #expect(abs(record.errorShare(now: 0) - 0.19) < 0.001)
        record.answered(firstByte: 1, now: 0)
        #expect(abs(record.errorShare(now: 0) - 0.171) < 0.001)
    }

    @Test("without traffic old errors fade: to an eighth in a minute, and then they are no verdict any more")
    func fading() {
        var record = HealthRecord()
        for _ in 0..<50 { record.failed(.overloaded, now: 0) }
        let fresh = record.errorShare(now: 0)
        #expect(fresh > 0.98)
        #expect(abs(record.errorShare(now: 20_000) - fresh / 2) < 0.001)
        #expect(abs(record.errorShare(now: 60_000) - fresh / 8) < 0.001)
        #expect(record.errorShare(now: 1 << 50) == 0)
        #expect(record.status(now: 59_999) == .failing)
        #expect(record.status(now: 60_000) == .unknown)
        var shares: [Double] = []
        for now in stride(from: Int64(0), to: 100_000, by: 500) { shares.append(record.errorShare(now: now)) }
        #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 > $1 })
    }

    @Test("what only the request is to blame for is counted, but not as an error")
    func refused() {
        var record = HealthRecord()
        record.answered(firstByte: 1, now: 0)
        for _ in 0..<9 { record.failed(.requestRefused, now: 1) }
        record.abandoned()
        #expect(record.requests == 11 && record.errors == 0 && record.status(now: 2) == .healthy)
    }
}
