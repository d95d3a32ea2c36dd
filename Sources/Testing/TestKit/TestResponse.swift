// SPDX-License-Identifier: Apache-2.0

/// An HTTP response as a test sees it.
public struct TestResponse: Sendable {
    public var status: Int
    /// Names in lower case.
    public var headers: [(name: String, value: String)]
    /// The body with its framing taken off.
    public var body: [UInt8]
    /// Whether the body came to the end that its framing promised.
    public var isComplete: Bool

    public func header(_ name: String) -> String? { headers.first { $0.name == name.lowercased() }?.value }
    public var text: String { String(decoding: body, as: UTF8.self) }
    /// `X-Isartor-Layer`.
    public var layer: String? { header("x-isartor-layer") }
}
