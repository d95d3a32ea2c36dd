// SPDX-License-Identifier: Apache-2.0

/// The part of a request's canonical text that stands before the conversation: who asks, how, and which model.
struct IdentityScope: Sendable {
    var bytes: [UInt8] = []
    /// Where the principal's piece ends.
    var principalEnd = 0
    /// Where the pieces of the header end.
    var headersEnd = 0
    /// Where those of sessions end; the model's follows.
    var sessionsEnd = 0

    var principal: ArraySlice<UInt8> { bytes[..<principalEnd] }
    var headers: ArraySlice<UInt8> { bytes[principalEnd..<headersEnd] }
    var sessions: ArraySlice<UInt8> { bytes[headersEnd..<sessionsEnd] }
    var model: ArraySlice<UInt8> { bytes[sessionsEnd...] }
}
