// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// A complete request for the control plane.
public struct ControlRequest: Sendable {
    public var method: String
    /// Path and query.
    public var target: String
    public var headers: [(name: String, value: String)]
    public var body: ByteBuffer
    public var channel: any Channel
    /// The request's name in logs and errors.
    public var requestID: String
    /// The id of the virtual key that asks; nil for whoever runs the gateway.
    public var keyID: String?

    /// The header line in which routes are told ``keyID``.
    public static let keyField = "x-isartor-own-key"
}
