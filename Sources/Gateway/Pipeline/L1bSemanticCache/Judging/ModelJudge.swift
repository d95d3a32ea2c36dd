// SPDX-License-Identifier: Apache-2.0

import Locking

/// Judges two answers by their words and, where these do not tell, by a model that was measured before.
///
/// A model that does not answer is asked again until it does, however long that takes: what waits behind is bounded, and what
/// is not taken in was not looked at. Passing over just those pairs that need the model would leave the equal ones, and those
/// would look like evidence for serving.
public final class ModelJudge: AnswerJudge {
    /// When the model is asked.
    public struct Pace: Sendable, Hashable {
        /// The time between two questions.
        public var interval: Duration
        /// The pause after a failure, doubled with each further one up to ``longestPause``.
        public var pause: Duration
        public var longestPause: Duration

        public init(interval: Duration, pause: Duration = .seconds(1), longestPause: Duration = .seconds(120)) {
            self.interval = interval
            self.pause = pause
            self.longestPause = longestPause
        }

        /// What a model gets through in two minutes, so that what is served and got worse is known soon.
        var mostWaiting: Int {
            let turns = interval > .zero ? Int(Duration.seconds(120) / interval) : .max
            return max(64, turns)
        }

        public init(perMinute: Int) { self.init(interval: .seconds(60) / max(1, perMinute)) }
    }

    /// What the model was asked.
    public struct Counts: Sendable, Hashable {
        public var same = 0
        public var different = 0
        public var failures = 0

        public init() {}
    }

    private struct Desk: Sendable {
        var counts = Counts()
        /// When the model may be asked next.
        var next: ContinuousClock.Instant?
        /// Whether another model answers than the one that was measured.
        var isOutdated = false
    }

    public let error: JudgeError
    public let atOnce = 4
    public let mostWaiting: Int
    public let model: JudgeModel
    /// The name under which the model answered when it was measured.
    public let answeredModel: String
    private let pace: Pace
    private let troubled: @Sendable (SemanticTrouble, String) -> Void
    private let desk = Locked(Desk())

    /// - Parameters:
    ///   - measured: what the model made of labelled pairs, under the name `answeredModel`.
    ///   - troubled: told each time that the model is of no use, with a sentence that says why.
    public init(
        _ model: JudgeModel, answeredModel: String, measured: JudgeCounts, pace: Pace,
        troubled: @escaping @Sendable (SemanticTrouble, String) -> Void = { _, _ in }
    ) {
        self.model = model
        self.answeredModel = answeredModel
        self.pace = pace
        self.troubled = troubled
        mostWaiting = pace.mostWaiting
        error = measured.error
    }

    public var counts: Counts { desk.withLock { $0.counts } }
    /// Whether another model answers than the one that was measured, so that nothing is judged any more.
    public var isOutdated: Bool { desk.withLock { $0.isOutdated } }

    public func areSame(_ pair: AnswerPair) async -> Bool? {
        guard !isOutdated else { return nil }
        if pair.areEqual { return true }
        if let settled = model.settled(pair) { return settled }
        var pause = pace.pause
        while await waitForTurn() {
            do throws(ModelFailure) {
                // What the model does not take counts as different: it must not be missing.
                guard let said = try await model.asked(pair) else { return false }
                guard said.name == answeredModel else { return outdated(said.name) }
                desk.withLock { if said.areSame { $0.counts.same += 1 } else { $0.counts.different += 1 } }
                return said.areSame
            } catch {
                desk.withLock { $0.counts.failures += 1 }
                troubled(.judgeSilent, error.message)
            }
            do { try await Task.sleep(for: pause) } catch { return nil }
            pause = min(pause * 2, pace.longestPause)
        }
        return nil
    }

    /// The pair that showed it counts as different, too.
    private func outdated(_ name: String) -> Bool {
        desk.withLock { $0.isOutdated = true }
        troubled(
            .judgeOutdated, "it answers as `\(name)`, and what was measured is `\(answeredModel)`")
        return false
    }

    private func waitForTurn() async -> Bool {
        let now = ContinuousClock.now
        let turn = desk.withLock { desk in
            let turn = max(now, desk.next ?? now)
            desk.next = turn + pace.interval
            return turn
        }
        guard turn > now else { return !Task.isCancelled }
        do { try await Task.sleep(until: turn, clock: .continuous) } catch { return false }
        return true
    }
}
