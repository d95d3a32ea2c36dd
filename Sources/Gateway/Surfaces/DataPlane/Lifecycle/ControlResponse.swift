// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// The control plane's answer.
public struct ControlResponse: Sendable {
    public var status: Int
    public var headers: [(name: String, value: String)]
    public var body: ByteBuffer

    public init(status: Int, headers: [(name: String, value: String)], body: ByteBuffer) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
