// SPDX-License-Identifier: Apache-2.0

import Foundation
import Pipeline

/// Says nothing until it is let go.
final class StuckJudge: AnswerJudge {
    let error = JudgeError.none
    private let gate = DispatchSemaphore(value: 0)

    func areSame(_ one: String, _ other: String) -> Bool {
        gate.wait()
        gate.signal()
        return false
    }

    func release() { gate.signal() }
}
