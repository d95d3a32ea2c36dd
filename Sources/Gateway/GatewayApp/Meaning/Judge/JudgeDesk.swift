// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Settings

/// Measures the model that is to judge answers, and tells what is known of it.
actor JudgeDesk {
    private enum State {
        case idle
        case measuring(Run, done: Int)
        case failed(String)
        case measured(JudgeRecord)
    }

    /// One measurement. What an earlier one says when it has been stopped is not the next one's.
    private struct Run {
        let number: Int
        let task: Task<Void, Never>
    }

    /// What is known of the model's errors, and where a measurement stands.
    struct Status: Sendable {
        var state: String
        var done = 0
        /// Why there is no measurement.
        var problem: String?
        var record: JudgeRecord?
        /// Whether answers are judged by the model in this run.
        var isInUse = false
        /// Whether what was measured last takes effect with the next start only.
        var waitsForStart = false
    }

    let start: JudgeStart
    private var state = State.idle
    private var runs = 0

    init(_ start: JudgeStart) { self.start = start }

    var status: Status {
        var status = Status(state: start.record == nil ? "not_measured" : "measured", record: start.record)
        status.isInUse = start.judge.map { !$0.isOutdated } ?? false
        switch state {
        case .idle:
            guard start.judge?.isOutdated == true else { break }
            status.state = "outdated"
            status.problem = "Another model answers than the one that was measured."
        case .measuring(_, let done):
            status.state = "measuring"
            status.done = done
        case .failed(let why):
            status.state = "failed"
            status.problem = why
        case .measured(let record):
            status.state = "measured"
            status.record = record
            status.waitsForStart = true
        }
        return status
    }

    /// Begins to ask the model about all labelled pairs.
    func measure() throws(GatewayError) {
        if case .measuring = state {
            throw GatewayError(
                status: 409, kind: .invalidRequest, code: "measuring_already",
                message: "The judge is being measured already. Wait for it, or stop it.")
        }
        let measuring = JudgeMeasuring(start.model, start.pairs.all)
        runs += 1
        let number = runs
        let task = Task {
            do throws(ModelFailure) {
                let outcome = try await measuring.run { done in Task { await self.progressed(number, done) } }
                self.finish(number, outcome)
            } catch { self.fail(number, error.message) }
        }
        state = .measuring(Run(number: number, task: task), done: 0)
    }

    /// Gives a measurement up; what was asked was asked in vain.
    func stop() {
        guard case .measuring(let run, _) = state else { return }
        run.task.cancel()
        state = .failed("It was stopped.")
    }

    private func progressed(_ number: Int, _ done: Int) {
        guard case .measuring(let run, let before) = state, run.number == number else { return }
        state = .measuring(run, done: max(before, done))
    }

    private func finish(_ number: Int, _ outcome: JudgeMeasuring.Outcome) {
        guard case .measuring(let run, _) = state, run.number == number else { return }
        let record = JudgeRecord(start.subject, outcome, at: Timestamp.milliseconds())
        guard let file = start.file else {
            state = .failed("This gateway keeps no files, so it would forget what was measured.")
            return
        }
        do throws(FileAccessError) {
            try record.write(to: file)
            state = .measured(record)
        } catch { state = .failed("What was measured cannot be written down: \(error)") }
    }

    private func fail(_ number: Int, _ why: String) {
        guard case .measuring(let run, _) = state, run.number == number else { return }
        state = .failed("\(start.model.name) of \(start.model.provider) cannot be measured: \(why)")
    }
}
