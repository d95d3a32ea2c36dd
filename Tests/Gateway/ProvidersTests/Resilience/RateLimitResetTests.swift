// SPDX-License-Identifier: Apache-2.0

import Providers
import SeededNumbers
import Testing

@Suite("Resets of rate limits")
struct RateLimitResetTests {
    /// 1994-11-06T08:49:37Z
    private static let wall: Int64 = 784_111_777

    private func wait(_ headers: [String: String], at wall: Int64 = wall) -> Int64? {
        RateLimitReset.milliseconds(wallSeconds: wall) { headers[$0] }
    }

    @Test(
        "Retry-After is seconds, with decimals or without, or a date",
        arguments: [
            ("2", Int64(2000)), ("0.25", 250), ("1.0001", 1001), (" 3 ", 3000), ("0", 0), ("-5", 0),
            ("99999999999999999999", 86_400_000),
            ("Sun, 06 Nov 1994 08:49:39 GMT", 2000), ("Sun, 06 Nov 1994 08:49:30 GMT", 0),
            ("Mon, 07 Nov 1994 08:49:36 GMT", 86_399_000), ("Thu, 29 Feb 2096 00:00:00 GMT", 86_400_000),
        ])
    func retryAfter(text: String, expected: Int64) {
        #expect(wait(["retry-after": text]) == expected)
    }

    @Test(
        "what is no time is no time",
        arguments: [
            "", "soon", "1s", "nan", "inf", "1e3", "1.", ".5", "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nox 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        ])
    func nonsense(text: String) {
        #expect(wait(["retry-after": text]) == nil)
    }

    @Test("milliseconds outweigh seconds, and both what vendors count")
    func order() {
        var headers = ["retry-after-ms": "150", "retry-after": "1", "x-ratelimit-reset": "9"]
        headers["x-ratelimit-remaining-tokens"] = "0"
        headers["x-ratelimit-reset-tokens"] = "5s"
        #expect(wait(headers) == 150)
        headers["retry-after-ms"] = nil
        #expect(wait(headers) == 1000)
        headers["retry-after"] = "later"
        #expect(wait(headers) == 5000)
        headers["x-ratelimit-remaining-tokens"] = "1"
        #expect(wait(headers) == 9000)
        #expect(wait([:]) == nil)
    }

    @Test(
        "OpenAI writes durations",
        arguments: [
            ("1s", Int64(1000)), ("6m0s", 360_000), ("20ms", 20), ("1h2m3s", 3_723_000), ("2m59.56s", 179_560),
            ("1d1ms", 86_400_000), ("7", 7000), ("500us", 1), ("0s", 0),
        ])
    func durations(text: String, expected: Int64) {
        #expect(wait(["x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": text]) == expected)
    }

    @Test(
        "a duration without a unit in the middle, or with a strange one, is none", arguments: ["1s2", "1y", "s", "m1s"])
    func badDurations(text: String) {
        #expect(wait(["x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": text]) == nil)
    }

    @Test("of a vendor's limits only those that are used up count, and of these the longest")
    func usedUp() {
        var headers = [
            "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1s",
            "x-ratelimit-remaining-tokens": "12", "x-ratelimit-reset-tokens": "6m",
        ]
        #expect(wait(headers) == 1000)
        headers["x-ratelimit-remaining-tokens"] = "0"
        #expect(wait(headers) == 360_000)
        headers["x-ratelimit-remaining-tokens"] = nil
        headers["x-ratelimit-remaining-requests"] = "5"
        #expect(wait(headers) == nil)
    }

    @Test(
        "Anthropic writes times",
        arguments: [
            ("1994-11-06T08:49:40Z", Int64(3000)), ("1994-11-06T08:49:40.1Z", 4000),
            ("1994-11-06T09:49:38+01:00", 1000), ("1994-11-06T07:49:38-01:00", 1000), ("1994-11-06T08:00:00Z", 0),
        ])
    func anthropic(text: String, expected: Int64) {
        var headers = ["anthropic-ratelimit-input-tokens-remaining": "0"]
        headers["anthropic-ratelimit-input-tokens-reset"] = text
        #expect(wait(headers) == expected)
        headers["anthropic-ratelimit-input-tokens-remaining"] = "10"
        #expect(wait(headers) == nil)
    }

    @Test("the general header is seconds, or a time in seconds or milliseconds")
    func general() {
        #expect(wait(["x-ratelimit-reset": "30"]) == 30_000)
        #expect(wait(["x-ratelimit-reset": "1741305603"], at: 1_741_305_600) == 3000)
        #expect(wait(["x-ratelimit-reset": "1741305603500"], at: 1_741_305_600) == 3500)
        #expect(wait(["x-ratelimit-reset": "30", "x-ratelimit-remaining": "4"]) == nil)
    }

    @Test("no header line, however odd, gives a wait outside of a day")
    func odd() {
        var random = SplitMix64(seed: 11)
        let letters = Array("0123456789.:-+TZGMsmhdu ,SunNov")
        for _ in 0..<5000 {
            let text = String((0..<random.below(40)).map { _ in random.one(of: letters) })
            let headers = [
                "retry-after": text, "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": text,
                "anthropic-ratelimit-tokens-remaining": "0", "anthropic-ratelimit-tokens-reset": text,
            ]
            guard let wait = wait(headers) else { continue }
            #expect((0...86_400_000).contains(wait))
        }
    }

    @Test("pauses stay between their bounds, grow at most threefold, and yield to a longer wish")
    func delays() {
        var random = SplitMix64(seed: 3)
        var different: Set<Int64> = []
        for _ in 0..<500 {
            var delay = RetryDelay(base: 250, cap: 5000)
            var previous: Int64 = 250
            for _ in 0..<6 {
                let next = delay.next(using: &random)
                #expect((250...5000).contains(next) && next <= 3 * previous)
                previous = next
                different.insert(next)
            }
            #expect(delay.next(wish: 60_000, using: &random) == 60_000)
            #expect(delay.next(wish: 1, using: &random) >= 250)
        }
        #expect(different.count > 500)
    }
}
