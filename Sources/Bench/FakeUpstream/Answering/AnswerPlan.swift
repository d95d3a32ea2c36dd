// SPDX-License-Identifier: Apache-2.0

/// Everything that one request is answered with, decided before the first byte is sent.
struct AnswerPlan: Sendable {
    /// A header field.
    struct Header: Sendable, Equatable {
        var name: String
        var value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    var status: Int
    var headers: [Header]
    var steps: [AnswerStep]
    /// What the prompt costs when the head is sent; nil for answers that no provider would bill.
    var prompt: PromptBill?
    /// Whether a client that reads the answer to its end is told its token counts.
    var tellsCounts = true
    /// The fault that the plan plays.
    var fault: FakeUpstreamFault = .none

    /// A plain answer: head, body, end.
    static func document(
        _ document: JSONValue, status: Int = 200, headers: [Header] = [], after milliseconds: Int = 0
    ) -> AnswerPlan {
        bytes(document.encoded(), type: "application/json", status: status, headers: headers, after: milliseconds)
    }

    /// A plain answer of any type.
    static func bytes(
        _ bytes: [UInt8], type: String, status: Int = 200, headers: [Header] = [], after milliseconds: Int = 0
    ) -> AnswerPlan {
        var steps: [AnswerStep] = milliseconds > 0 ? [.wait(milliseconds: milliseconds)] : []
        steps.append(.head)
        if !bytes.isEmpty { steps.append(.body(bytes, generatedBytes: 0)) }
        steps.append(.end)
        let framing = [Header("content-type", type), Header("content-length", String(bytes.count))]
        return AnswerPlan(status: status, headers: framing + headers, steps: steps)
    }

    /// The body, as far as the plan sends it.
    var bodyBytes: [UInt8] {
        steps.flatMap { if case .body(let bytes, _) = $0 { bytes } else { [] as [UInt8] } }
    }

    /// The same answer without its body, as `HEAD` wants it.
    func withoutBody() -> AnswerPlan {
        var plan = self
        plan.steps.removeAll { if case .body = $0 { true } else { false } }
        return plan
    }
}
