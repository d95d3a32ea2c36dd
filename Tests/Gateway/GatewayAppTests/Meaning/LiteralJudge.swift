// SPDX-License-Identifier: Apache-2.0

import Pipeline

/// Takes answers for the same only if they are.
struct LiteralJudge: AnswerJudge {
    let error = JudgeError.none

    func areSame(_ pair: AnswerPair) async -> Bool? { pair.one == pair.other }
}
