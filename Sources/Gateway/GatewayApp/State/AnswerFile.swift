// SPDX-License-Identifier: Apache-2.0

import KeptState
import Logging
import NIOCore
import Settings
import Storage

/// The file of kept answers: opened if the settings want it, and never a reason not to serve.
enum AnswerFile {
    /// Opens the file; nil where answers are to be in memory only, or cannot be anywhere else.
    static func open(_ path: String?, _ settings: CacheSettings, logger: Logger) -> AnswerArchive? {
        guard let path, settings.outlivesRestart, settings.answersExactRepeats, settings.maxBytes > 0 else {
            return nil
        }
        // The largest answer must fit twice, so that one can be written while the next one waits.
        // One commit for many answers costs a third of many for a few each. Who is killed meanwhile asks for those again.
        let limits = WriteBehindQueue.Limits(
            bytes: max(16 << 20, 2 * min(settings.maxEntryBytes, 1 << 40)), interval: 250, waitsForDisk: true)
        // Answers are some kilobytes, and the system is called twice for every page that is written.
        let store = StateStore.open(
            path, migrations: AnswerSchema.migrations, pageSize: 16_384, limits: limits
        ) { notice in
            let text = words(notice)
            if notice.isGood { logger.notice("\(text)") } else { logger.error("\(text)") }
        }
        return store.isKept ? AnswerArchive(store: store, clock: .system) : nil
    }

    private static func words(_ notice: StorageNotice) -> String {
        switch notice {
        case .setAside(let file): file.text
        case .upgrading: "The file of kept answers is brought to this version's form, once; that may take a minute."
        case .unavailable(let reason): "Kept answers end with this process, since they cannot be written: \(reason)"
        case .failing(let reason): "Kept answers cannot be written at the moment; they are tried again: \(reason)"
        case .damaged(let reason):
            "The file of kept answers is damaged; the next start sets it aside, and answers are in memory only: \(reason)"
        case .recovered: "Kept answers are written again."
        case .dropping: "More answers come than can be written; some will be asked for again after a restart."
        case .lost(let entries): "Stopped with \(entries) kept answers that could not be written."
        }
    }
}
