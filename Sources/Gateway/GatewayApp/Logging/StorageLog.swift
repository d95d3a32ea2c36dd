// SPDX-License-Identifier: Apache-2.0

import Logging
import Storage

/// Tells the log what an operator should know about the state on disk.
struct StorageLog: Sendable {
    private let logger: Logger

    init(_ logger: Logger) { self.logger = logger }

    @Sendable func take(_ notice: StorageNotice) {
        if notice.isGood { logger.notice("\(notice.text)") } else { logger.error("\(notice.text)") }
    }
}
