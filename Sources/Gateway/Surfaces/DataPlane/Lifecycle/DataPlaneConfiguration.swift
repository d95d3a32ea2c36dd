// SPDX-License-Identifier: Apache-2.0

public import NIOCore
public import NIOSSL
public import Pipeline
public import Providers

/// All that the data plane is told when it starts.
public struct DataPlaneConfiguration: Sendable {
    /// How long a client may take.
    public struct ClientTimeouts: Sendable {
        /// From the first byte of a head (or the connection's start) to its end.
        public var head: TimeAmount
        /// Between two pieces of a body.
        public var body: TimeAmount
        /// Between two requests.
        public var keepAlive: TimeAmount
        /// Until a client that stopped reading is given up.
        public var write: TimeAmount

        public init(head: TimeAmount, body: TimeAmount, keepAlive: TimeAmount, write: TimeAmount) {
            self.head = head
            self.body = body
            self.keepAlive = keepAlive
            self.write = write
        }
    }

    /// Bounds in bytes.
    public struct Limits: Sendable {
        /// A request body; more is answered with 413.
        public var body: Int
        /// The head's names and values together; more is answered with 431.
        public var head: Int
        /// All request bodies that one event loop holds; more is answered with 503.
        public var bodiesPerLoop: Int
        /// Client connections in all; more are closed at once.
        public var connections: Int

        public init(body: Int, head: Int, bodiesPerLoop: Int, connections: Int) {
            self.body = body
            self.head = head
            self.bodiesPerLoop = bodiesPerLoop
            self.connections = connections
        }
    }

    public var gatekeeper: Gatekeeper
    public var router: ProviderRouter
    public var cache: ExactCache<ByteBuffer>
    public var limits: Limits
    public var clientTimeouts: ClientTimeouts
    public var upstreamTimeouts: UpstreamTimeouts
    public var poolLimits: ConnectionPool.Limits
    public var tls: NIOSSLContext?
    public var aliases: [String: String]
    public var defaultModel: String
    public var synthetic: SyntheticProvider

    public init(
        gatekeeper: Gatekeeper, router: ProviderRouter, cache: ExactCache<ByteBuffer>, limits: Limits,
        clientTimeouts: ClientTimeouts, upstreamTimeouts: UpstreamTimeouts, poolLimits: ConnectionPool.Limits,
        tls: NIOSSLContext?, aliases: [String: String], defaultModel: String, synthetic: SyntheticProvider
    ) {
        self.gatekeeper = gatekeeper
        self.router = router
        self.cache = cache
        self.limits = limits
        self.clientTimeouts = clientTimeouts
        self.upstreamTimeouts = upstreamTimeouts
        self.poolLimits = poolLimits
        self.tls = tls
        self.aliases = aliases
        self.defaultModel = defaultModel
        self.synthetic = synthetic
    }
}
