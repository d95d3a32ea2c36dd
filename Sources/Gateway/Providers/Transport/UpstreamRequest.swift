// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// A request as it goes out: the head's bytes and the body in pieces that nobody copied.
public struct UpstreamRequest: Sendable {
    public var head: ByteBuffer
    public var body: [ByteBuffer]

    public init(head: ByteBuffer, body: [ByteBuffer]) {
        self.head = head
        self.body = body
    }
}
