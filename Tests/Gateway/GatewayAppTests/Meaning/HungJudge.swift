// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Pipeline

/// Says nothing until it is let go.
struct HungJudge: AnswerJudge {
    let error = JudgeError.none
    private let gate = DispatchSemaphore(value: 0)

    func areSame(_ one: String, _ other: String) -> Bool {
        gate.wait()
        gate.signal()
        return one == other
    }

    func letGo() { gate.signal() }
}
