// SPDX-License-Identifier: Apache-2.0

public import NIOCore
import NIOPosix
public import NIOSSL

/// The upstream connections of one event loop. Everything happens on that loop, without locks or hops.
///
/// Bounded: so many connections a host, so many requests that wait for one. A request beyond both is refused at once.
public final class ConnectionPool: UpstreamPort {
    /// The bounds of a pool.
    public struct Limits: Sendable {
        /// Connections to one host from this event loop.
        public var connections: Int
        /// Requests that wait for a connection to one host.
        public var waiting: Int
        /// How long an unused connection is kept.
        public var idle: TimeAmount

        public init(connections: Int, waiting: Int = 1024, idle: TimeAmount = .seconds(30)) {
            self.connections = connections
            self.waiting = waiting
            self.idle = idle
        }
    }

    private let eventLoop: any EventLoop
    private let limits: Limits
    private let tls: NIOSSLContext?
    let deadlines: DeadlineList
    let flushes: FlushQueue
    private var hosts: [UpstreamTarget: UpstreamHost] = [:]
    /// The host that was asked last: mostly the next one, too.
    private var latest: UpstreamHost?

    /// - Parameters:
    ///   - tls: for https targets; without one they are unreachable.
    ///   - flushes: the event loop's, where it has one for its other connections.
    public init(
        eventLoop: any EventLoop, limits: Limits, tls: NIOSSLContext?, deadlines: DeadlineList,
        flushes: FlushQueue? = nil
    ) {
        self.eventLoop = eventLoop
        self.limits = limits
        self.tls = tls
        self.deadlines = deadlines
        self.flushes = flushes ?? FlushQueue(eventLoop: eventLoop)
    }

    /// How many connections are open, used or not.
    public var openConnections: Int { hosts.values.reduce(0) { $0 + $1.open } }

    /// Asks an upstream; the answer goes to `receiver`.
    public func ask(
        _ target: UpstreamTarget, _ request: UpstreamRequest, timeouts: UpstreamTimeouts,
        receiver: any UpstreamReceiver
    ) -> any ProviderCall {
        let call = UpstreamCall(target: target, request: request, timeouts: timeouts, receiver: receiver)
        serve(call)
        return call
    }

    private func host(_ target: UpstreamTarget) -> UpstreamHost {
        if let latest, latest.target == target { return latest }
        let host = hosts[target] ?? UpstreamHost(target)
        hosts[target] = host
        latest = host
        return host
    }

    private func serve(_ call: UpstreamCall) {
        let host = host(call.target)
        // A retried call takes no second kept connection, which may be as dead as the first.
        if !call.wasRetried, !host.idle.isEmpty {
            let now = NIODeadline.now()
            while let connection = host.idle.popLast() {
                if connection.isOpen, connection.idleSince + limits.idle > now {
                    return begin(call, on: connection)
                }
                connection.closeIdle()
            }
        }
        if host.open < limits.connections { return connect(call, to: host) }
        if host.waiting.count >= limits.waiting {
            // Those who have left take nobody's place.
            host.waiting.removeAll { $0.isOver }
        }
        if host.waiting.count < limits.waiting {
            host.waiting.append(call)
            // Who waits as long as a connection may take to come about is not going to be served in time.
            eventLoop.assumeIsolated().scheduleTask(in: call.timeouts.connect) { self.giveUp(call) }
        } else {
            failSoon(call, .overloaded)
        }
    }

    private func begin(_ call: UpstreamCall, on connection: UpstreamConnection) {
        call.connection = connection
        connection.start(call)
    }

    /// Fails in a later turn of the loop, so that nobody is told before they know of the call.
    private func failSoon(_ call: UpstreamCall, _ failure: UpstreamFailure) {
        eventLoop.assumeIsolated().execute { call.fail(failure) }
    }

    // MARK: Connections

    private func connect(_ call: UpstreamCall, to host: UpstreamHost) {
        let target = host.target
        host.open += 1
        let connection = UpstreamConnection(pool: self, host: host)
        let handler = NIOLoopBound(connection, eventLoop: eventLoop)
        let tls = tls
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(call.timeouts.connect)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if target.isEncrypted {
                        guard let tls else { throw UpstreamFailure.unreachable }
                        let name =
                            target.host.contains(where: \.isLetter) && !target.host.contains(":") ? target.host : nil
                        let ssl = try NIOSSLClientHandler(context: tls, serverHostname: name)
                        try channel.pipeline.syncOperations.addHandler(ssl)
                    }
                    try channel.pipeline.syncOperations.addHandler(handler.value)
                }
            }
        // An address needs no resolver, and with it no other thread.
        let connected =
            if let address = try? SocketAddress(ipAddress: target.host, port: target.port) {
                bootstrap.connect(to: address)
            } else {
                bootstrap.connect(host: target.host, port: target.port)
            }
        connected.assumeIsolated().whenComplete { result in
            switch result {
            case .success:
                if call.isOver { self.release(connection) } else { self.begin(call, on: connection) }
            case .failure(let error):
                host.open -= 1
                self.serveWaiting(host)
                if case ChannelError.connectTimeout = error {
                    call.fail(.connectTimeout)
                } else {
                    call.fail(.unreachable)
                }
            }
        }
    }

    /// Takes a connection back that has served its request.
    func release(_ connection: UpstreamConnection) {
        let host = connection.host
        while let next = host.waiting.first {
            host.waiting.removeFirst()
            if !next.isOver { return begin(next, on: connection) }
        }
        connection.park(until: connection.idleSince + limits.idle)
        host.idle.append(connection)
    }

    /// Forgets a connection that has ended.
    func closed(_ connection: UpstreamConnection) {
        let host = connection.host
        host.open -= 1
        host.idle.removeAll { $0 === connection }
        serveWaiting(host)
    }

    /// Asks once more on a new connection.
    func retry(_ call: UpstreamCall) {
        guard !call.wasRetried, !call.isOver else { return call.fail(.closed) }
        call.wasRetried = true
        serve(call)
    }

    private func giveUp(_ call: UpstreamCall) {
        let host = host(call.target)
        guard let place = host.waiting.firstIndex(where: { $0 === call }) else { return }
        host.waiting.remove(at: place)
        call.fail(.overloaded)
    }

    private func serveWaiting(_ host: UpstreamHost) {
        while let next = host.waiting.first {
            host.waiting.removeFirst()
            if !next.isOver { return connect(next, to: host) }
        }
    }

    /// Closes the connections that nobody uses; used ones close when their answer has ended.
    public func closeIdle() {
        for host in hosts.values { host.idle.forEach { $0.closeIdle() } }
    }
}
