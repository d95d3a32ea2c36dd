// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import NIOSSL
import Providers

/// Asks over HTTP, a request at a time, for `check`, `demo` and the start of a detached gateway.
struct LocalClient: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let timeouts: UpstreamTimeouts

    init(group: MultiThreadedEventLoopGroup, seconds: Int64 = 15) {
        self.group = group
        timeouts = UpstreamTimeouts(
            connect: .seconds(min(seconds, 5)), firstByte: .seconds(seconds), idle: .seconds(seconds),
            total: .seconds(2 * seconds))
    }

    /// Sends one request; header lines are given as `name: value`.
    func send(
        _ method: String, _ path: String, host: String, port: Int, tls: NIOSSLContext? = nil, authority: String? = nil,
        lines: [String] = [], body: [UInt8] = []
    ) async throws(UpstreamFailure) -> OneShot.Answer {
        var head = "\(method) \(path) HTTP/1.1\r\nhost: \(authority ?? "\(host):\(port)")\r\n"
        for line in lines { head += line + "\r\n" }
        head += "accept-encoding: identity\r\ncontent-length: \(body.count)\r\n\r\n"
        let request = UpstreamRequest(
            head: ByteBuffer(string: head), body: body.isEmpty ? [] : [ByteBuffer(bytes: body)])
        let target = UpstreamTarget(isEncrypted: tls != nil, host: host, port: port)
        return try await OneShot.send(request, to: target, timeouts: timeouts, tls: tls, on: group.next())
    }
}
