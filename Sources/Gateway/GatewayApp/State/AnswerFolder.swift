// SPDX-License-Identifier: Apache-2.0

import KeptState
import Logging
import NIOCore
import Settings
import Storage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The folder of kept answers: opened if the settings want it, and never a reason not to serve.
enum AnswerFolder {
    /// Opens the folder; nil where answers are to be in memory only, or cannot be anywhere else.
    static func open(_ path: String?, _ settings: CacheSettings, logger: Logger) -> AnswerArchive? {
        guard let path else { return nil }
        tellOfOldFile(beside: path, logger)
        guard settings.outlivesRestart, settings.answersExactRepeats, settings.maxBytes > 0 else { return nil }
        // The largest answer must fit twice, so that one can be written while the next one waits.
        let limits = AnswerArchive.Limits(
            cache: settings.maxBytes, queue: max(16 << 20, 2 * min(settings.maxEntryBytes, 1 << 40)))
        return AnswerArchive.open(
            path, limits: limits, clock: .system, seed: { .random(in: .min ... .max) }
        ) { notice in
            let text = words(notice)
            if notice.isGood { logger.notice("\(text)") } else { logger.error("\(text)") }
        }
    }

    /// Development builds kept answers in a database, which nobody reads any more.
    private static func tellOfOldFile(beside path: String, _ logger: Logger) {
        guard let slash = path.lastIndex(of: "/") else { return }
        let old = path[..<slash] + "/cache.db"
        guard access(String(old), F_OK) == 0 else { return }
        logger.notice("\(old) is of an earlier build and not used any more; it can be removed.")
    }

    private static func words(_ notice: StorageNotice) -> String {
        switch notice {
        case .setAside(let file): file.text
        case .upgrading: "The kept answers are brought to this version's form."
        case .unavailable(let reason): "Kept answers end with this process, since they cannot be written: \(reason)"
        case .failing(let reason): "Kept answers cannot be written at the moment; they are tried again: \(reason)"
        case .damaged(let reason): "Kept answers are damaged on the disk, and asked for again: \(reason)"
        case .recovered: "Kept answers are written again."
        case .dropping: "More answers come than can be written; some will be asked for again after a restart."
        case .lost(let entries): "Stopped with \(entries) kept answers that could not be written."
        }
    }
}
