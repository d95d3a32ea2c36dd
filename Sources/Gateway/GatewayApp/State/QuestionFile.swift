// SPDX-License-Identifier: Apache-2.0

import KeptState
import Logging
import Settings
import Storage

/// The file of the semantic cache's questions and evidence: opened where answers outlive a restart, and never a reason not to
/// serve.
enum QuestionFile {
    /// - Parameter judgedBy: names who gives scores and verdicts.
    static func open(_ path: String?, judgedBy: String, logger: Logger) -> QuestionArchive? {
        guard let path else { return nil }
        let limits = WriteBehindQueue.Limits(bytes: 4 << 20)
        let store = StateStore.open(path, migrations: QuestionSchema.migrations, limits: limits) { notice in
            let text = words(notice)
            if notice.isGood { logger.notice("\(text)") } else { logger.error("\(text)") }
        }
        return store.isKept ? QuestionArchive(store: store, judgedBy: judgedBy, clock: .system) : nil
    }

    private static func words(_ notice: StorageNotice) -> String {
        switch notice {
        case .setAside(let file): file.text
        case .upgrading:
            "The file of the semantic cache is brought to this version's form, once; that may take a minute."
        case .unavailable(let reason):
            "What the semantic cache learns ends with this process, since it cannot be written: \(reason)"
        case .failing(let reason):
            "What the semantic cache learns cannot be written at the moment; it is tried again: \(reason)"
        case .damaged(let reason):
            "The file of the semantic cache is damaged; the next start sets it aside, and it learns in memory only: \(reason)"
        case .recovered: "What the semantic cache learns is written again."
        case .dropping:
            "The semantic cache learns faster than can be written; some will be learned again after a restart."
        case .lost(let entries): "Stopped with \(entries) changes of the semantic cache that could not be written."
        }
    }
}
