// SPDX-License-Identifier: Apache-2.0

import GRDB
import Locking
import Storage

/// Lets a database's file grow or not, as a disk that is full and one that is not.
final class FakeDisk: Sendable {
    let isFull = Locked(false)

    /// A note that is only written if the file may grow.
    func insert(_ text: String) -> StateWrite {
        StateWrite(bytes: 100) { [self] database in
            // The least that SQLite takes is the number of pages that there are.
            let pages = isFull.withLock { $0 } ? 1 : 1_000_000
            _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(pages)")
            try database.execute(sql: "INSERT INTO note VALUES (?)", arguments: [text])
        }
    }
}
