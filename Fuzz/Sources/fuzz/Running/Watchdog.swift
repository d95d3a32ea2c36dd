// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// Ends the process when one execution does not come to an end at all.
///
/// Executions that end, only too late, are the campaign's own business: it measures each.
final class Watchdog: Sendable {
    /// The exit code of a process that the watchdog has ended.
    static let exitCode: Int32 = 3
    private static let patience = 10

    private let executions = Atomic<Int>(0)

    /// Starts watching.
    init() {
        let thread = Thread { [self] in
            var last = -1
            var stale = 0
            while true {
                sleep(1)
                let now = executions.load(ordering: .relaxed)
                stale = now == last ? stale + 1 : 0
                last = now
                if stale >= Self.patience {
                    let message = "hang: execution \(now) has not ended for \(Self.patience) s\n"
                    FileHandle.standardError.write(Data(message.utf8))
                    _exit(Self.exitCode)
                }
            }
        }
        thread.start()
    }

    /// Tells that another execution begins.
    func beat() { executions.add(1, ordering: .relaxed) }
}
