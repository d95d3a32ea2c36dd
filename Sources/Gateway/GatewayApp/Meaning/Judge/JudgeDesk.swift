// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Settings

/// Measures the model that is to judge answers, and tells what is known of it.
actor JudgeDesk {
    private enum State {
        case idle
        case measuring(Task<Void, Never>, done: Int)
        case failed(String)
        case measured(JudgeRecord)
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
    }

    let start: JudgeStart
    private var state = State.idle

    init(_ start: JudgeStart) { self.start = start }

    var status: Status {
        let record = start.record
        switch state {
        case .idle where start.judge?.isOutdated == true:
            return Status(
                state: "outdated", problem: "Another model answers than the one that was measured.", record: record)
        case .idle:
            return Status(
                state: record == nil ? "not_measured" : "measured", record: record, isInUse: start.judge != nil)
        case .measuring(_, let done): return Status(state: "measuring", done: done, isInUse: start.judge != nil)
        case .failed(let why):
            return Status(state: "failed", problem: why, record: record, isInUse: start.judge != nil)
        case .measured(let record):
            return Status(
                state: "measured", done: record.counts.pairs, record: record, isInUse: record == start.record)
        }
    }

    /// Begins to ask the model about all labelled pairs.
    func measure() throws(GatewayError) {
        if case .measuring = state {
            throw GatewayError(
                status: 409, kind: .invalidRequest, code: "measuring_already",
                message: "The judge is being measured already. Wait for it, or stop it.")
        }
        let measuring = JudgeMeasuring(start.model, start.pairs.all)
        let task = Task {
            do throws(ModelFailure) {
                self.finish(try await measuring.run { done in Task { await self.progressed(done) } })
            } catch { self.fail(error.message) }
        }
        state = .measuring(task, done: 0)
    }

    /// Gives a measurement up; what was asked was asked in vain.
    func stop() {
        guard case .measuring(let task, _) = state else { return }
        task.cancel()
        state = .failed("It was stopped.")
    }

    private func progressed(_ done: Int) {
        guard case .measuring(let task, let before) = state else { return }
        state = .measuring(task, done: max(before, done))
    }

    private func finish(_ outcome: JudgeMeasuring.Outcome) {
        guard case .measuring = state else { return }
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

    private func fail(_ why: String) {
        guard case .measuring = state else { return }
        state = .failed("\(start.model.name) of \(start.model.provider) cannot be measured: \(why)")
    }
}
