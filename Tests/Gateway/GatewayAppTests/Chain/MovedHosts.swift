// SPDX-License-Identifier: Apache-2.0

import Locking
import NIOCore
import Providers

/// Gives every host and port of the world an address of this machine, so that a test can be all of them.
final class MovedHosts: Sendable {
    /// The port that all of them listen on.
    let port: Int
    private let places = Locked<[String: Int]>([:])

    init(port: Int) { self.port = port }

    /// The address that stands for a host; `name` is `host:port`.
    func address(of name: String) -> String {
        let number = places.withLock { places in
            let number = places[name] ?? places.count
            places[name] = number
            return number
        }
        return "127.1.\(number / 250).\(number % 250 + 1)"
    }

    /// Brings an event loop's requests to where the hosts have been moved.
    func upstreams(on eventLoop: any EventLoop) -> any UpstreamPort {
        Port(
            hosts: self,
            pool: ConnectionPool(
                eventLoop: eventLoop, limits: .init(connections: 64), tls: nil,
                deadlines: DeadlineList(eventLoop: eventLoop)))
    }

    private final class Port: UpstreamPort {
        private let hosts: MovedHosts
        private let pool: ConnectionPool

        init(hosts: MovedHosts, pool: ConnectionPool) {
            self.hosts = hosts
            self.pool = pool
        }

        func ask(
            _ target: UpstreamTarget, _ request: UpstreamRequest, timeouts: UpstreamTimeouts,
            receiver: any UpstreamReceiver
        ) -> any ProviderCall {
            let moved = UpstreamTarget(
                isEncrypted: false, host: hosts.address(of: "\(target.host):\(target.port)"), port: hosts.port)
            return pool.ask(moved, request, timeouts: timeouts, receiver: receiver)
        }

        var openConnections: Int { pool.openConnections }
        func closeIdle() { pool.closeIdle() }
    }
}
