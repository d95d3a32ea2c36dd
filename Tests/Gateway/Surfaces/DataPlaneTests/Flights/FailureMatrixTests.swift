// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Providers
import Testing

@testable import DataPlane

@Suite("Failures, by class, point of the answer and chain")
struct FailureMatrixTests {
    /// A stage on which the first `failures` questions fail, the question of a client, and its answer.
    private struct Run {
        let scene: FailureScene
        let chain: FailureChain
        let failures: Int
        let stage: Stage
        let answer: StageAnswer

        init(_ scene: FailureScene, _ chain: FailureChain, failures: Int) throws {
            self.scene = scene
            self.chain = chain
            self.failures = failures
            stage = try Stage(chain.members, seed: UInt64(failures)) { _, place in
                if place < failures { return scene.beats(mark: "LOST-\(place).") }
                return scene.phase.streams ? Good.streamed : Good.answer
            }
            answer = try stage.ask(Stage.chat(streams: scene.phase.streams))
        }

        var comment: Comment { "\(scene.failure) \(scene.phase) \(chain), \(failures) failures" }
    }

    /// Every number of failures in a row, from none to as many as end the request.
    private func runs(_ failure: FailureClass, _ phase: FailurePhase, _ check: (Run) throws -> Void) throws {
        guard let scene = FailureScene(failure, phase) else { return }
        for chain in FailureChain.allCases {
            for failures in 0...scene.steps(chain).count {
                let run = try Run(scene, chain, failures: failures)
                #expect(run.answer.isComplete && !run.answer.isClosed, run.comment)
                try check(run)
            }
        }
    }

    @Test(
        "who is asked, with which key and when follows from the class of the failure alone",
        arguments: FailureClass.allCases, FailurePhase.allCases)
    func sequence(_ failure: FailureClass, _ phase: FailurePhase) throws {
        try runs(failure, phase) { run in
            let all = run.scene.steps(run.chain)
            let steps = all.prefix(phase == .streamAfter && run.failures > 0 ? 1 : run.failures + 1)
            #expect(run.stage.asked == steps.map(\.name), run.comment)
            var longest: Int64 = 750
            for (place, (ask, step)) in zip(run.stage.port.asks, steps).enumerated() {
                #expect(ask.model == (ask.host == "alpha.example" ? "m" : "other"), run.comment)
                #expect(ask.host == (ask.name.prefix { $0 != "-" }) + ".example", run.comment)
                guard place > 0 else { continue }
                let pause = ask.at - run.stage.port.asks[place - 1].at - run.scene.duration
                if step.isRetry {
                    #expect((250...longest).contains(pause), run.comment)
                    longest = max(250, 3 * pause)
                } else {
                    #expect(pause == 0, run.comment)
                    longest = 750
                }
            }
        }
    }

    @Test(
        "a client whose question somebody answers gets that answer alone, and who failed before",
        arguments: FailureClass.allCases, FailurePhase.allCases.filter { $0 != .streamAfter })
    func success(_ failure: FailureClass, _ phase: FailurePhase) throws {
        try runs(failure, phase) { run in
            let steps = run.scene.steps(run.chain)
            guard run.failures < steps.count else { return }
            let winner = steps[run.failures].name.prefix { $0 != "-" }
            #expect(run.answer.status == 200, run.comment)
            #expect(run.answer.provider == String(winner), run.comment)
            #expect(run.answer.body == (phase.streams ? Good.stream : Good.chat), run.comment)
            let attempts = steps.prefix(run.failures).map { "\($0.name.prefix { $0 != "-" })=\(failure.rawValue)" }
            #expect(
                run.answer.field("x-isartor-attempts") == (attempts.isEmpty ? nil : attempts.joined(separator: ", ")),
                run.comment)
            #expect(!run.answer.wire.contains("LOST"), run.comment)
            // Only the first choice's answer, or another's of the same model, is what the question's identity means.
            #expect(run.stage.cache.statistics.entries == (winner == "alpha" ? 1 : 0), run.comment)
        }
    }

    @Test(
        "a client whose question nobody answers learns why, in the last one's words or in a summary of all",
        arguments: FailureClass.allCases, FailurePhase.allCases)
    func giveUp(_ failure: FailureClass, _ phase: FailurePhase) throws {
        try runs(failure, phase) { run in
            guard run.failures == run.scene.steps(run.chain).count else { return }
            let end = run.scene.end(run.chain)
            #expect(run.answer.status == end.status, run.comment)
            #expect(run.answer.code == end.code, run.comment)
            #expect(run.answer.body.split(separator: "\"error\":").count == 2, "one error: \(run.comment)")
            for place in 0..<max(0, run.failures - 1) {
                #expect(!run.answer.wire.contains("LOST-\(place)."), run.comment)
            }
            if end.code == "all_providers_failed" {
                #expect(!run.answer.wire.contains("LOST"), run.comment)
                for name in run.chain.names { #expect(run.answer.body.contains("`\(name)` ("), run.comment) }
            }
            #expect(run.stage.cache.statistics.entries == 0, run.comment)
        }
    }

    @Test(
        "after the first useful event the client keeps what it got, and an error event ends it",
        arguments: FailureClass.allCases)
    func after(_ failure: FailureClass) throws {
        try runs(failure, .streamAfter) { run in
            guard run.failures > 0 else { return }
            #expect(run.answer.status == 200 && run.answer.provider == "alpha", run.comment)
            let kept = Good.role(id: "LOST-0.") + Good.chunk(#""content":"KEPT""#, id: "LOST-0.")
            #expect(run.answer.body.hasPrefix(kept + "data: {\"error\":"), run.comment)
            #expect(run.answer.body.hasSuffix("}\n\n"), run.comment)
            #expect(run.stage.asked == ["alpha-1"], run.comment)
        }
    }

    @Test(
        "what is remembered of providers and keys is what happened to them",
        arguments: FailureClass.allCases, FailurePhase.allCases)
    func states(_ failure: FailureClass, _ phase: FailurePhase) throws {
        try runs(failure, phase) { run in
            let asked = run.stage.asked
            let failed = asked.prefix(run.failures)
            let reports = run.stage.states.reports(now: run.stage.now)
            for (name, report) in zip(run.chain.names, reports) {
                let errors = failure == .requestRefused ? 0 : failed.count { $0.hasPrefix(name) }
                let places = report.keys.map { failed.firstIndex(of: $0.label) }
                let rests = places.map { place in
                    place.flatMap { place in
                        run.scene.keyRest.map {
                            $0 - run.stage.now + run.stage.port.asks[place].at + run.scene.duration
                        }
                    }
                }
                let isLimit = failure == .rateLimited || failure == .quotaExhausted
                let promised = Remembered(
                    requests: asked.count { $0.hasPrefix(name) }, errors: errors, lastError: errors > 0 ? failure : nil,
                    keyRests: rests, rejectedKeys: places.map { $0 != nil && failure == .keyRejected },
                    rateLimits: places.map { $0 != nil && isLimit ? 1 : 0 })
                #expect(Remembered(report) == promised, run.comment)
            }
        }
    }

    /// What is known of a provider afterwards.
    fileprivate struct Remembered: Equatable {
        var requests: Int
        var errors: Int
        var lastError: FailureClass?
        var keyRests: [Int64?]
        var rejectedKeys: [Bool]
        var rateLimits: [Int]
        /// Requests that are under way or wait.
        var unfinished = 0
        /// Breakers that are not closed.
        var open = 0
    }
}

extension FailureMatrixTests.Remembered {
    fileprivate init(_ report: MemberReport) {
        self.init(
            requests: report.requests, errors: report.errors, lastError: report.lastErrorClass,
            keyRests: report.keys.map(\.restsFor), rejectedKeys: report.keys.map(\.isRejected),
            rateLimits: report.keys.map(\.rateLimits), unfinished: report.inFlight + report.waiting,
            open: report.breakers.count { $0.state != .closed })
    }
}
