// SPDX-License-Identifier: Apache-2.0

import Locking
import NIOCore

/// A response body while it is gathered, up to a limit.
final class CollectedBody: Sendable {
    /// The route wrote more than an answer may have.
    struct TooLarge: Error {}

    private let limit: Int
    private let buffer = Locked(ByteBuffer())

    init(limit: Int) { self.limit = limit }

    var bytes: ByteBuffer { buffer.withLock { $0 } }

    func append(_ bytes: ByteBuffer) throws {
        try buffer.withLock { buffer in
            guard buffer.readableBytes + bytes.readableBytes <= limit else { throw TooLarge() }
            buffer.writeImmutableBuffer(bytes)
        }
    }
}
