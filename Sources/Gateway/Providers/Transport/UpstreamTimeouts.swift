// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// How long each phase of asking an upstream may take.
public struct UpstreamTimeouts: Sendable {
    /// Until the connection stands, TLS included.
    public var connect: TimeAmount
    /// From the request until the first byte of the answer.
    public var firstByte: TimeAmount
    /// Between two pieces of an answer.
    public var idle: TimeAmount
    /// From the request until the end of the answer.
    public var total: TimeAmount

    public init(connect: TimeAmount, firstByte: TimeAmount, idle: TimeAmount, total: TimeAmount) {
        self.connect = connect
        self.firstByte = firstByte
        self.idle = idle
        self.total = total
    }
}
