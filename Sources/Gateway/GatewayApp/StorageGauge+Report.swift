// SPDX-License-Identifier: Apache-2.0

import Storage
import Telemetry

extension StorageGauge {
    /// The gauge for a report; nil where no state is wanted.
    init?(_ report: StorageReport) {
        guard report.state != .off else { return nil }
        self.init()
        isActive = report.state == .active
        written = report.written
        dropped = report.dropped
        refused = report.refused
        commits = report.commits
        failedCommits = report.failedCommits
        waitingBytes = report.waitingBytes
        limitBytes = report.limitBytes
        waitNanoseconds = report.waitNanoseconds
        longestWaitNanoseconds = report.longestWaitNanoseconds
        writerNanoseconds = report.writerNanoseconds
    }
}
