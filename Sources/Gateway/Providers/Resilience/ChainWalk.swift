// SPDX-License-Identifier: Apache-2.0

/// One request's way through a chain of providers: what to do after each failure, within a deadline.
///
/// Times are milliseconds of one monotonic clock. Every walk ends: an attempt counts towards ``mostAttempts``, and
/// what is no attempt goes on to the next member.
public struct ChainWalk: Sendable {
    /// How far a walk goes.
    public struct Limits: Sendable, Hashable {
        /// How often the same member is asked again; zero is never, other keys aside.
        public var maxRetries: Int
        /// No step begins at this time or later.
        public var deadline: Int64

        public init(maxRetries: Int = 2, deadline: Int64) {
            self.maxRetries = max(0, maxRetries)
            self.deadline = deadline
        }
    }

    /// What to do next.
    public enum Step: Sendable, Hashable {
        /// Ask the same member again after so many milliseconds, with whichever key is its turn.
        case retry(afterMilliseconds: Int64)
        /// Ask the same member at once, with a key that was not used yet.
        case otherKey
        /// Ask the member at ``position``.
        case next
        case giveUp
    }

    /// Attempts at all members together.
    public static var mostAttempts: Int { 16 }
    /// A member that wants to be left alone for longer than this, in milliseconds, is not waited for.
    public static var longestWish: Int64 { 2000 }

    public let members: Int
    public let limits: Limits
    /// The member whose turn it is, from 0 in the chain's order.
    public private(set) var position = 0
    /// How many attempts have failed.
    public private(set) var attempts = 0
    private var retries = 0
    private var delay: RetryDelay
    private let firstDelay: RetryDelay

    public init(members: Int, limits: Limits, delay: RetryDelay = RetryDelay()) {
        self.members = max(1, members)
        self.limits = limits
        self.delay = delay
        firstDelay = delay
    }

    /// Whether no member comes after this one.
    public var isLast: Bool { position >= members - 1 }
    /// Whether there never was another one.
    public var isOnly: Bool { members == 1 }

    /// What to do after an attempt at the member failed.
    ///
    /// - Parameters:
    ///   - canUseOtherKey: whether the member has a key that may be used and was not in this request.
    ///   - reset: for how many milliseconds the provider wants to be left alone, if it said so.
    public mutating func after(
        _ failure: FailureClass, canUseOtherKey: Bool, reset: Int64?, now: Int64,
        using random: inout some RandomNumberGenerator
    ) -> Step {
        attempts += 1
        guard failure.mayHelpElsewhere, attempts < Self.mostAttempts, now < limits.deadline else { return .giveUp }
        switch failure {
        case .unreachable: return isLast ? retry(reset, now, &random) ?? .giveUp : next()
        case .serverError, .overloaded, .malformed, .cut:
            // With others to ask, once more has to do.
            guard isLast || retries == 0 else { return next() }
            return retry(reset, now, &random) ?? next()
        case .rateLimited:
            if canUseOtherKey { return .otherKey }
            return isLast && reset != nil ? retry(reset, now, &random) ?? .giveUp : next()
        case .quotaExhausted, .keyRejected: return canUseOtherKey ? .otherKey : next()
        case .timeout, .forbidden, .modelMissing, .requestRefused: return next()
        }
    }

    /// What to do when the member whose turn it is could not be asked at all.
    public mutating func skipped(now: Int64) -> Step {
        now < limits.deadline ? next() : .giveUp
    }

    private mutating func next() -> Step {
        guard !isLast else { return .giveUp }
        position += 1
        retries = 0
        delay = firstDelay
        return .next
    }

    /// Nil if the member was asked often enough, wants too long a pause, or there is not the time for it.
    private mutating func retry(
        _ wish: Int64?, _ now: Int64, _ random: inout some RandomNumberGenerator
    ) -> Step? {
        guard retries < limits.maxRetries, wish ?? 0 <= Self.longestWish else { return nil }
        let pause = delay.next(wish: wish, using: &random)
        guard pause < limits.deadline - now else { return nil }
        retries += 1
        return .retry(afterMilliseconds: pause)
    }
}
