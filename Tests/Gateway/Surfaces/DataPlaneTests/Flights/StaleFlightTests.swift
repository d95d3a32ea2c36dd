// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Providers
import Testing

@testable import DataPlane

@Suite("Old answers for want of new ones, on a virtual clock")
struct StaleFlightTests {
    /// A stage that has kept an answer, until that is past its time and the providers fail.
    private func stage(_ scene: FailureScene, _ chain: FailureChain) throws -> Stage {
        let stage = try Stage(chain.members) { _, _ in scene.phase.streams ? Good.streamed : Good.answer }
        #expect(try stage.ask(Stage.chat(streams: scene.phase.streams)).status == 200)
        stage.advance(Stage.cacheLifetime)
        stage.port.script = { _, place in scene.beats(mark: "LOST-\(place).") }
        return stage
    }

    @Test(
        "when nobody answers, an older answer is served and marked, unless the question itself is at fault",
        arguments: FailureClass.allCases, FailurePhase.allCases.filter { $0 != .streamAfter })
    func stale(_ failure: FailureClass, _ phase: FailurePhase) throws {
        let scene = try #require(FailureScene(failure, phase))
        for chain in FailureChain.allCases {
            let stage = try stage(scene, chain)
            let answer = try stage.ask(Stage.chat(streams: phase.streams))
            let comment: Comment = "\(chain)"
            #expect(answer.isComplete, comment)
            #expect(stage.asked.count == 1 + scene.steps(chain).count, comment)
            guard failure != .requestRefused else {
                #expect(answer.field("x-isartor-stale") == nil && answer.code == scene.end(chain).code, comment)
                continue
            }
            #expect(answer.status == 200 && answer.field("x-isartor-stale") == "error", comment)
            #expect(answer.field("warning")?.hasPrefix("111 ") == true, comment)
            #expect(answer.field("age").flatMap { Int64($0) }.map { $0 >= Stage.cacheLifetime / 1000 } == true, comment)
            #expect(answer.body == (phase.streams ? Good.stream : Good.chat), comment)
        }
    }

    @Test("a failure that calls itself a success is answered with an older answer too")
    func failedSuccess() throws {
        let scene = try #require(FailureScene(.serverError, .json))
        let stage = try stage(scene, .oneKey)
        let failure = #"{"error":{"message":"LOST","type":"server_error","code":null}}"#
        stage.port.script = { _, _ in Beat.json(200, failure) }
        let answer = try stage.ask()
        #expect(answer.field("x-isartor-stale") == "error" && answer.body == Good.chat)
        // Without one the provider's own words are all there is.
        #expect(try stage.ask(Stage.chat("never asked")).body == failure)
    }

    @Test("an answer that has begun is not replaced by an older one", arguments: FailureClass.allCases)
    func begun(_ failure: FailureClass) throws {
        guard let scene = FailureScene(failure, .streamAfter) else { return }
        let answer = try stage(scene, .twoProviders).ask(Stage.chat(streams: true))
        #expect(answer.field("x-isartor-stale") == nil && answer.code == scene.end(.twoProviders).code)
    }

    @Test("a client that wants no older answer gets the failure")
    func unwanted() throws {
        let scene = try #require(FailureScene(.serverError, .json))
        let answer = try stage(scene, .oneKey).ask(
            to: "/v1/chat/completions", [("x-isartor-cache", "refresh")])
        #expect(answer.status == 500 && answer.field("x-isartor-stale") == nil)
    }
}
