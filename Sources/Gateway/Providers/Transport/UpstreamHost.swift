// SPDX-License-Identifier: Apache-2.0

/// What a pool knows of one host.
///
/// A class, so that its connections find it without looking its name up.
final class UpstreamHost {
    let target: UpstreamTarget
    /// Connections that wait for a request, the latest last.
    var idle: [UpstreamConnection] = []
    /// How many connections there are, used or not.
    var open = 0
    /// Requests that wait for a connection.
    var waiting: [UpstreamCall] = []

    init(_ target: UpstreamTarget) {
        self.target = target
    }
}
