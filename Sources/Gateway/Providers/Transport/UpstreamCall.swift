// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// One request to an upstream, from the wish for a connection to the end of the answer.
public final class UpstreamCall: ProviderCall {
    let target: UpstreamTarget
    let request: UpstreamRequest
    let timeouts: UpstreamTimeouts
    let totalDeadline: NIODeadline
    /// Held until the call is over; the receiver holds the call, so every way out of here lets go.
    private(set) var receiver: (any UpstreamReceiver)?
    var connection: UpstreamConnection?
    var hasAnswer = false
    var wasRetried = false
    private(set) var isOver = false

    init(
        target: UpstreamTarget, request: UpstreamRequest, timeouts: UpstreamTimeouts, receiver: any UpstreamReceiver
    ) {
        self.target = target
        self.request = request
        self.timeouts = timeouts
        self.receiver = receiver
        totalDeadline = .now() + timeouts.total
    }

    /// Gives the request up: its connection is closed, since HTTP/1.1 knows no other way.
    public func cancel() {
        isOver = true
        receiver = nil
        connection?.abandon()
        connection = nil
    }

    /// Stops or resumes the flow of the answer.
    public func holdReading(_ hold: Bool) {
        connection?.holdReading(hold)
    }

    func finish() {
        guard !isOver else { return }
        isOver = true
        connection = nil
        let receiver = receiver
        self.receiver = nil
        receiver?.upstreamEnded()
    }

    func fail(_ failure: UpstreamFailure) {
        guard !isOver else { return }
        isOver = true
        connection = nil
        let receiver = receiver
        self.receiver = nil
        receiver?.upstreamFailed(failure)
    }
}
