// SPDX-License-Identifier: Apache-2.0

/// How far an answer has come when its provider fails.
enum FailurePhase: String, CaseIterable {
    /// A whole answer was asked for, and none of it has been passed on.
    case json
    /// A stream was asked for, and has not begun.
    case streamRefused
    /// A stream has begun, but nothing has come that a client could use.
    case streamBefore
    /// The client has got something already.
    case streamAfter

    var streams: Bool { self != .json }
    /// Whether the provider's answer is a stream when it fails.
    var hasStream: Bool { self == .streamBefore || self == .streamAfter }
}
