// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("Answer plans")
struct PlanTests {
    /// A stream of three deltas of one byte.
    private let stream = GeneratedBody.stream(
        [StreamFrame(kind: .opening, bytes: Array("o".utf8))]
            + "abc".utf8.map { StreamFrame(kind: .delta, bytes: [$0], generatedBytes: 1) }
            + [
                StreamFrame(kind: .closing, bytes: Array("c".utf8)),
                StreamFrame(kind: .terminator, bytes: Array("t".utf8)),
            ])

    private func steps(
        _ directives: FakeUpstreamDirectives, _ body: GeneratedBody? = nil, firstByteWait: Int = 0
    ) -> [AnswerStep] {
        let planner = FaultPlanner(
            format: .chatCompletions, directives: directives, requestID: "req_1", firstByteWait: firstByteWait)
        return planner.plan(body ?? stream, prompt: nil).steps
    }

    private func send(_ text: String, _ generated: Int = 0) -> AnswerStep {
        .body(Array(text.utf8), generatedBytes: generated)
    }

    @Test("without directives nothing waits")
    func plain() {
        #expect(
            steps(FakeUpstreamDirectives())
                == [.head, send("o"), send("a", 1), send("b", 1), send("c", 1), send("c"), send("t"), .end])
    }

    @Test("the first byte waits before the head, deltas wait between each other")
    func pacing() {
        #expect(
            steps(FakeUpstreamDirectives(frameDelayMilliseconds: 9), firstByteWait: 5) == [
                .wait(milliseconds: 5), .head, send("o"), send("a", 1), .wait(milliseconds: 9), send("b", 1),
                .wait(milliseconds: 9), send("c", 1), send("c"), send("t"), .end,
            ])
    }

    @Test("stalls last a minute unless told otherwise, before the head or in the middle of the text")
    func stalls() {
        #expect(steps(FakeUpstreamDirectives(fault: .stallBefore)).prefix(2) == [.wait(milliseconds: 60_000), .head])
        #expect(
            steps(FakeUpstreamDirectives(fault: .stallInside, stallMilliseconds: 7)).prefix(5)
                == [.head, send("o"), send("a", 1), .wait(milliseconds: 7), send("b", 1)])
    }

    @Test("a document stalls in its middle and counts its text as sent with its first half")
    func stalledDocument() {
        let body = GeneratedBody.document(Array("abcdef".utf8), generatedBytes: 8)
        #expect(
            steps(FakeUpstreamDirectives(fault: .stallInside), body)
                == [.head, send("abc", 8), .wait(milliseconds: 60_000), send("def"), .end])
    }

    @Test("a cut stream bills the deltas before the cut only")
    func cut() {
        let delta = StreamFrame(kind: .delta, bytes: [1, 2], generatedBytes: 5)
        let long = GeneratedBody.stream([delta, delta, delta])
        #expect(
            steps(FakeUpstreamDirectives(fault: .cut), long)
                == [.head, .body([1, 2], generatedBytes: 5), .body([1], generatedBytes: 0), .close])
        #expect(steps(FakeUpstreamDirectives(fault: .reset), long).last == .reset)
    }

    @Test("a slow body comes in about 32 pieces and waits between all of them")
    func slowBody() {
        let body = GeneratedBody.document(Array(repeating: 0, count: 320), generatedBytes: 3)
        let steps = steps(FakeUpstreamDirectives(fault: .slowBody, frameDelayMilliseconds: 4), body)
        #expect(steps.filter { $0 == .wait(milliseconds: 4) }.count == 31)
        #expect(steps.filter { $0 == .body(Array(repeating: 0, count: 10), generatedBytes: 0) }.count == 31)
    }

    @Test("an answer to HEAD keeps its length and loses its body")
    func head() {
        let plan = AnswerPlan.document(["a": 1]).withoutBody()
        #expect(plan.steps == [.head, .end])
        #expect(plan.headers.contains(.init("content-length", "7")))
    }
}
