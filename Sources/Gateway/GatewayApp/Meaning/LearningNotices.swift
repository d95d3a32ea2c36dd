// SPDX-License-Identifier: Apache-2.0

import Locking
import Logging
import Pipeline

/// Tells the log what keeps the semantic cache from learning: each kind of trouble once, then once a minute at most.
final class LearningNotices: Sendable {
    private let logger: Logger
    /// In milliseconds; does not go back.
    private let now: @Sendable () -> Int64
    private let notices = Locked<[SemanticTrouble: RepeatedNotice]>([:])

    init(_ logger: Logger, now: @escaping @Sendable () -> Int64) {
        self.logger = logger
        self.now = now
    }

    /// - Parameter detail: what is known beyond the kind of trouble.
    func take(_ trouble: SemanticTrouble, _ detail: String = "") {
        let now = now()
        guard let untold = notices.withLock({ $0[trouble, default: RepeatedNotice()].happened(at: now) }) else {
            return
        }
        let more = untold > 0 ? " (and \(untold) more since the last such line)" : ""
        logger.warning("\(trouble.line)\(detail.isEmpty ? "" : ": \(detail)")\(more)")
    }
}

extension SemanticTrouble {
    /// A line for the log.
    fileprivate var line: String {
        switch self {
        case .noRoomToJudge:
            "more answers wait to be judged than may, so the semantic cache did not learn from one; "
                + "give the gateway more cores, or raise semantic_judge_per_minute where a model judges"
        case .unaudited:
            "the semantic cache serves nothing that it cannot check: its audits bring no judgements; does the provider answer?"
        case .judgeSilent:
            "the model that judges answers does not answer; it is asked again, and the semantic cache learns nothing until then"
        case .judgeOutdated:
            "the model that judges answers is not the one that was measured, so the semantic cache learns nothing any "
                + "more until `isartor cache measure-judge` was run and the gateway restarted"
        }
    }
}
