// SPDX-License-Identifier: Apache-2.0

import KeptState
import Logging
import NIOCore
import Pipeline
import Storage

/// What the semantic cache knows over a restart: takes up at the start what an earlier run left.
struct SemanticMemory: Sendable {
    private let archive: QuestionArchive
    private let restoring: Task<Void, Never>

    /// Reads the file and takes up its evidence; its questions are encoded again while the gateway runs.
    init?(_ semantic: SemanticCache?, _ archive: QuestionArchive?, _ logger: Logger) {
        guard let semantic, let archive else { return nil }
        self.archive = archive
        let now: @Sendable () -> Int64 = { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000) }
        var questions: [KeptQuestion] = []
        do throws(StorageFailure) {
            let contents = try archive.contents(most: semantic.policy.entries)
            let unreadable = semantic.restore(evidence: contents.evidence, now: now())
            for name in unreadable { archive.forgot(name) }
            questions = contents.questions
            if contents.damaged > 0 {
                logger.warning(
                    "\(contents.damaged) entries of the semantic cache's file are damaged and dropped; its evidence is gathered anew"
                )
            } else if contents.distrusted + unreadable.count > 0 {
                logger.notice(
                    "the semantic cache learns anew: its evidence of before is another encoder's, verifier's or judge's"
                )
            }
        } catch {
            logger.error("What the semantic cache knew cannot be read, and is learned anew: \(error)")
        }
        let kept = questions
        restoring = Task.detached(priority: .utility) {
            let lost = await semantic.restore(kept, now: now)
            if lost > 0 { logger.warning("\(lost) questions of an earlier run could not be encoded again") }
        }
    }

    /// How the file is doing.
    var report: StorageReport { archive.report }

    /// Ends the taking up, writes what waits and closes the file.
    func stop() async {
        restoring.cancel()
        await restoring.value
        await archive.stop()
    }
}
