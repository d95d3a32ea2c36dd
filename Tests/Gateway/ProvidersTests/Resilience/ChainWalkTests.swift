// SPDX-License-Identifier: Apache-2.0

import Providers
import SeededNumbers
import Testing

@Suite("A request's way through the chain")
struct ChainWalkTests {
    enum Place: CaseIterable { case first, last, only }

    /// What a step is, whatever the pause.
    private enum Kind { case retry, otherKey, next, giveUp }

    private func kind(_ step: ChainWalk.Step) -> Kind {
        switch step {
        case .retry: .retry
        case .otherKey: .otherKey
        case .next: .next
        case .giveUp: .giveUp
        }
    }

    private func walk(_ place: Place, retries: Int = 2, deadline: Int64 = 60_000) -> ChainWalk {
        var walk = ChainWalk(
            members: place == .only ? 1 : 2, limits: ChainWalk.Limits(maxRetries: retries, deadline: deadline))
        if place == .last { _ = walk.skipped(now: 0) }
        return walk
    }

    /// The first step where others come after, and where none does; with another key if that changes it.
    private static let table: [FailureClass: (others: Kind, none: Kind, otherKey: Kind?)] = [
        .unreachable: (.next, .retry, nil), .timeout: (.next, .giveUp, nil),
        .rateLimited: (.next, .giveUp, .otherKey), .quotaExhausted: (.next, .giveUp, .otherKey),
        .overloaded: (.retry, .retry, nil), .serverError: (.retry, .retry, nil),
        .keyRejected: (.next, .giveUp, .otherKey), .forbidden: (.next, .giveUp, nil),
        .modelMissing: (.next, .giveUp, nil), .requestRefused: (.giveUp, .giveUp, nil),
        .malformed: (.retry, .retry, nil), .cut: (.retry, .retry, nil),
    ]

    @Test("each class has its step", arguments: FailureClass.allCases, Place.allCases)
    func table(failure: FailureClass, place: Place) throws {
        let row = try #require(Self.table[failure])
        for hasOtherKey in [false, true] {
            var random = SplitMix64(seed: 1)
            var walk = walk(place)
            let step = walk.after(failure, canUseOtherKey: hasOtherKey, reset: nil, now: 0, using: &random)
            let expected = (hasOtherKey ? row.otherKey : nil) ?? (place == .first ? row.others : row.none)
            #expect(kind(step) == expected)
            #expect(walk.position == (place == .last || expected == .next ? 1 : 0))
            if case .retry(let pause) = step { #expect((250...750).contains(pause)) }
        }
    }

    @Test(
        "with others to ask the same member is asked once more, without others as often as may be",
        arguments: [FailureClass.serverError, .overloaded, .malformed, .cut])
    func retries(failure: FailureClass) {
        var random = SplitMix64(seed: 2)
        var walk = walk(.first)
        var steps: [Kind] = []
        while steps.last != .giveUp {
            steps.append(kind(walk.after(failure, canUseOtherKey: true, reset: nil, now: 0, using: &random)))
        }
        #expect(steps == [.retry, .next, .retry, .retry, .giveUp])
    }

    @Test("who cannot be reached is asked again only if nobody else is left")
    func unreachable() {
        var random = SplitMix64(seed: 2)
        var walk = walk(.first)
        let steps = (0..<4).map { _ in
            kind(walk.after(.unreachable, canUseOtherKey: true, reset: nil, now: 0, using: &random))
        }
        #expect(steps == [.next, .retry, .retry, .giveUp])
    }

    @Test("without retries no member is asked twice, other keys aside", arguments: FailureClass.allCases)
    func noRetries(failure: FailureClass) {
        var random = SplitMix64(seed: 3)
        for place in Place.allCases {
            var walk = walk(place, retries: 0)
            let step = kind(walk.after(failure, canUseOtherKey: false, reset: 100, now: 0, using: &random))
            #expect(step == (place == .first && failure.mayHelpElsewhere ? .next : .giveUp))
        }
        var keyed = walk(.only, retries: 0)
        #expect(keyed.after(.keyRejected, canUseOtherKey: true, reset: nil, now: 0, using: &random) == .otherKey)
    }

    @Test("the last member's rate limit is waited for if it ends in two seconds and in time")
    func rateLimit() {
        var random = SplitMix64(seed: 4)
        func step(_ reset: Int64?, deadline: Int64 = 60_000) -> ChainWalk.Step {
            var walk = walk(.last, deadline: deadline)
            return walk.after(.rateLimited, canUseOtherKey: false, reset: reset, now: 0, using: &random)
        }
        #expect(step(2000) == .retry(afterMilliseconds: 2000))
        #expect(step(2001) == .giveUp)
        #expect(step(nil) == .giveUp)
        #expect(step(2000, deadline: 2000) == .giveUp)
        #expect(step(2000, deadline: 2001) == .retry(afterMilliseconds: 2000))
    }

    @Test("who wants to be left alone for long is not asked again in the same request")
    func wish() {
        var random = SplitMix64(seed: 5)
        var first = walk(.first)
        #expect(first.after(.overloaded, canUseOtherKey: false, reset: 30_000, now: 0, using: &random) == .next)
        var only = walk(.only)
        #expect(only.after(.overloaded, canUseOtherKey: false, reset: 30_000, now: 0, using: &random) == .giveUp)
        var soon = walk(.only)
        let step = soon.after(.overloaded, canUseOtherKey: false, reset: 1500, now: 0, using: &random)
        #expect(step == .retry(afterMilliseconds: 1500))
    }

    @Test("no step begins at the deadline or after it")
    func deadline() {
        var random = SplitMix64(seed: 6)
        for failure in FailureClass.allCases {
            var walk = walk(.first, deadline: 100)
            #expect(walk.after(failure, canUseOtherKey: true, reset: nil, now: 100, using: &random) == .giveUp)
        }
        var skipping = walk(.first, deadline: 100)
        #expect(skipping.skipped(now: 99) == .next)
        var late = walk(.first, deadline: 100)
        #expect(late.skipped(now: 100) == .giveUp)
        // There is no time for a pause, but there is for another member.
        var short = walk(.first, deadline: 100)
        #expect(short.after(.serverError, canUseOtherKey: false, reset: nil, now: 0, using: &random) == .next)
    }

    @Test("a member that cannot be asked is passed over; after the last one nothing is left")
    func skipped() {
        var walk = ChainWalk(members: 3, limits: ChainWalk.Limits(deadline: 10))
        let steps = (0..<3).map { _ in walk.skipped(now: 0) }
        #expect(steps == [.next, .next, .giveUp])
        #expect(walk.position == 2 && walk.attempts == 0 && walk.isLast && !walk.isOnly)
    }

    @Test("every walk ends within sixteen attempts, in time, and never goes back", arguments: 0..<200)
    func property(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let deadline = Int64(random.below(20_000))
        let limits = ChainWalk.Limits(maxRetries: random.below(20), deadline: deadline)
        var walk = ChainWalk(members: 1 + random.below(20), limits: limits)
        var now: Int64 = 0
        var steps = 0
        while true {
            let position = walk.position
            let reset = random.chance(30) ? Int64(random.below(4000)) : nil
            let step =
                random.chance(10)
                ? walk.skipped(now: now)
                : walk.after(
                    random.one(of: FailureClass.allCases.filter { $0 != .requestRefused }),
                    canUseOtherKey: random.chance(70), reset: reset, now: now, using: &random)
            steps += 1
            #expect(walk.position >= position && walk.position < walk.members && walk.attempts <= 16)
            guard step != .giveUp else { break }
            #expect(now < deadline)
            if case .retry(let pause) = step { now += pause }
            #expect(now < deadline)
            now += Int64(random.below(300))
        }
        #expect(steps <= 16 + 20)
    }
}
