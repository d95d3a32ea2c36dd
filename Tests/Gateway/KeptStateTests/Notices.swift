// SPDX-License-Identifier: Apache-2.0

import Locking
import Storage

/// Remembers what an operator was told.
final class Notices: Sendable {
    private let heard = Locked<[StorageNotice]>([])

    var all: [StorageNotice] { heard.withLock { $0 } }

    func take(_ notice: StorageNotice) { heard.withLock { $0.append(notice) } }
}
