// SPDX-License-Identifier: Apache-2.0

import Foundation
import Locking

@testable import KeptState

/// A disk that is full after so many bytes.
final class FakeRoom: Sendable {
    private let left = Locked<Int?>(nil)

    /// Lets so many bytes more be written; nil for any number.
    func leave(_ bytes: Int?) { left.withLock { $0 = bytes } }

    /// Writes what there is room for, and fails then.
    var write: SegmentFile.Write {
        { [self] descriptor, bytes, place in
            let count = left.withLock { left in
                let count = min(bytes.count, left ?? .max)
                left = left.map { $0 - count }
                return count
            }
            guard count > 0 else {
                errno = ENOSPC
                return -1
            }
            return pwrite(descriptor, bytes.baseAddress, count, off_t(place))
        }
    }
}
