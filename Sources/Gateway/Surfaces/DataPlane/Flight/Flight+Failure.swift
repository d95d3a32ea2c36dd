// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Pipeline
import Providers
import Telemetry
import WireFormats

/// What happens when a provider does not answer: the same again, another key, the next one, or the truth.
extension Flight {
    /// The present attempt has failed and no reader has heard anything yet.
    ///
    /// - Parameter reset: in how many milliseconds the provider takes requests again, if it told.
    func attemptFailed(_ failure: FailureClass, _ refusal: LastWords, reset: Int64? = nil) {
        call?.cancel()
        call = nil
        callEnded(isBroken: true)
        progress = .waiting
        if failure == .keyRejected, renewSession() { return }
        copilot = nil
        guard let candidate else {
            // Simulated answers have no chain.
            lastFailure = refusal
            return giveUp(mayServeStale: false)
        }
        let member = configuration.router.members[candidate.member]
        if let key = lease?.key { triedKeys.append(key) }
        settle(.failed(failure, restUntil: reset.map { now + $0 }))
        attempts.append(FlightAttempt(provider: member.id, word: failure.rawValue, wasAsked: true))
        lastFailure = refusal
        let hasOtherKey =
            candidate.access == .pool && triedKeys.count < member.keys.count
            && configuration.states.hasKey(candidate.member, avoiding: triedKeys, now: now)
        switch walk.after(failure, canUseOtherKey: hasOtherKey, reset: reset, now: now, using: &loop.random) {
        case .retry(let delay):
            triedKeys = []
            loop.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(delay)) { [weak self] in
                guard let self, !self.isOver else { return }
                self.ask()
            }
        case .otherKey: ask()
        case .next:
            triedKeys = []
            ask()
        case .giveUp:
            // A client whose own request or own key is at fault gets no older answer instead.
            let isOwnFault =
                failure == .requestRefused || candidate.access != .pool && [.keyRejected, .forbidden].contains(failure)
            giveUp(mayServeStale: !isOwnFault)
        }
    }

    /// Tells the readers that nobody answers.
    func giveUp(mayServeStale: Bool) {
        guard !isOver else { return }
        leaveBoard()
        let refusal = lastFailure ?? .error(Self.cutStream)
        let listeners = readers
        let asked = attempts.count { $0.wasAsked }
        if asked > 1 { loop.metrics.retried(attempts: asked, succeeded: false) }
        let event: FlightEvent
        // What none of their formats can say is for the client to change, and the error names the place.
        let isUnspeakable = attempts.allSatisfy { !$0.wasAsked && $0.word == refusal.error.code }
        if attempts.count <= 1 || asked > 0 && !mayServeStale || candidates.count <= 1 || isUnspeakable {
            event = lastWords(refusal, mayServeStale)
        } else {
            event = .failed(
                FlightFailure(error: summary(refusal.error), mayServeStale: mayServeStale, attempts: attempts))
        }
        own?.take(event)
        // Those who wait for another form share the failure, too, but not a stream's words.
        for reader in listeners {
            if reader.waitsForEnd, case .refusedStream(_, _, _, let failure) = event {
                reader.tell(.failed(failure))
            } else {
                reader.tell(event)
            }
        }
        end()
    }

    /// What the one provider that was asked said itself.
    private func lastWords(_ refusal: LastWords, _ mayServeStale: Bool) -> FlightEvent {
        func failure(_ error: GatewayError) -> FlightFailure {
            FlightFailure(error: error, mayServeStale: mayServeStale, attempts: attempts)
        }
        return switch refusal {
        case .error(let error): .failed(failure(error))
        case .answer(let source, let head, let body, let error): .refused(source, head, body, failure(error))
        case .whole(let source, let head, let body, let error):
            source.isTranslated || question.surface == .native
                ? .failed(failure(error)) : .refused(source, head, body, failure(error))
        case .stream(let source, let head, let held, let error): .refusedStream(source, head, held, failure(error))
        }
    }

    /// Names everybody who was tried, and why they did not answer.
    private func summary(_ last: GatewayError) -> GatewayError {
        var error = last
        // Keys that rest are why nobody was asked, if nobody was.
        let asked = attempts.contains(where: \.wasAsked) ? attempts.filter(\.wasAsked) : attempts
        let limited = asked.allSatisfy {
            $0.word == FailureClass.rateLimited.rawValue || $0.word == FlightAttempt.keysResting
        }
        if !limited, error.status < 500 {
            error.status = 502
            error.kind = .upstream
        }
        if limited {
            error.status = 429
            error.kind = .rateLimit
        }
        error.code = "all_providers_failed"
        error.message =
            "No provider could answer: "
            + attempts.map { "`\($0.provider)` (\($0.word.replacing("_", with: " ")))" }.joined(separator: ", ")
            + ". See `isartor providers`."
        return error
    }
}
