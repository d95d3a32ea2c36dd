// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore

/// Takes what a route writes.
struct BodyCollector: ResponseBodyWriter {
    private let body: CollectedBody

    init(_ body: CollectedBody) { self.body = body }

    mutating func write(_ buffer: ByteBuffer) async throws { try body.append(buffer) }

    mutating func write(contentsOf buffers: some Sequence<ByteBuffer>) async throws {
        for buffer in buffers { try body.append(buffer) }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
