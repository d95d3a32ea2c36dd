// SPDX-License-Identifier: Apache-2.0

public import Ledger
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

    /// How failures of providers are met. Times in milliseconds.
    public struct Resilience: Sendable {
        /// How often one provider is asked again.
        public var maxRetries: Int
        /// From a question to its last attempt.
        public var retryDeadline: Int64
        /// How long a request waits for a place at a provider that has enough to do.
        public var queueTimeout: Int64
        /// How long after an answer's time it is served while a newer one is fetched; zero is never.
        public var revalidateLifetime: Int64

        public init(
            maxRetries: Int = 2, retryDeadline: Int64 = 60_000, queueTimeout: Int64 = 10_000,
            revalidateLifetime: Int64 = 0
        ) {
            self.maxRetries = maxRetries
            self.retryDeadline = retryDeadline
            self.queueTimeout = queueTimeout
            self.revalidateLifetime = revalidateLifetime
        }
    }

    public var gatekeeper: Gatekeeper
    public var router: ProviderRouter
    /// One state for each of the router's members, in their order.
    public var states: ProviderStates
    public var resilience: Resilience
    /// Sessions at Copilot, where the chain has it.
    public var copilot: CopilotSessions?
    public var cache: ExactCache<ByteBuffer>
    /// Answers requests that mean the same, where there is an encoder for it.
    public var semantic: SemanticCache?
    /// Whether repeats of the same request are answered as such; the cache may be there for the semantic one alone.
    public var answersRepeats: Bool
    /// Where the cache's answers of an earlier run are, if they were kept.
    public var coldAnswers: (any ColdStore<ByteBuffer>)?
    public var limits: Limits
    public var clientTimeouts: ClientTimeouts
    public var upstreamTimeouts: UpstreamTimeouts
    public var poolLimits: ConnectionPool.Limits
    public var tls: NIOSSLContext?
    public var aliases: [String: String]
    public var defaultModel: String
    public var synthetic: SyntheticProvider
    /// What providers may be asked for by day, week and month.
    public var quotas: QuotaBook
    /// What calls cost.
    public var prices: PriceTable
    /// Who writes down what virtual keys have used.
    public var keyJournal: (any KeyJournal)?
    /// The longest answer of a model that is not known, in tokens.
    public var outputCap: Int64?
    /// Tells whoever runs the gateway what they should know.
    public var tell: (@Sendable (String) -> Void)?
    /// The share of requests that no layer may answer, of ten thousand.
    public var holdout: Int
    /// Takes the entries of the ledger, many at a time; nil keeps none.
    public var usage: (@Sendable ([UsageEvent]) -> Void)?
    /// Compares prompts with the earlier turns of their sessions, where the ledger is kept.
    public var prefixes: PrefixWatcher?

    public init(
        gatekeeper: Gatekeeper, router: ProviderRouter, states: ProviderStates, resilience: Resilience = Resilience(),
        copilot: CopilotSessions? = nil, cache: ExactCache<ByteBuffer>,
        coldAnswers: (any ColdStore<ByteBuffer>)? = nil, semantic: SemanticCache? = nil, answersRepeats: Bool = true,
        limits: Limits,
        clientTimeouts: ClientTimeouts, upstreamTimeouts: UpstreamTimeouts, poolLimits: ConnectionPool.Limits,
        tls: NIOSSLContext?, aliases: [String: String], defaultModel: String, synthetic: SyntheticProvider,
        quotas: QuotaBook = QuotaBook(), prices: PriceTable = PriceTable(), keyJournal: (any KeyJournal)? = nil,
        outputCap: Int64? = nil, tell: (@Sendable (String) -> Void)? = nil, holdout: Int = 0,
        usage: (@Sendable ([UsageEvent]) -> Void)? = nil, prefixes: PrefixWatcher? = nil
    ) {
        self.gatekeeper = gatekeeper
        self.router = router
        self.states = states
        self.resilience = resilience
        self.copilot = copilot
        self.cache = cache
        self.semantic = semantic
        self.answersRepeats = answersRepeats
        self.coldAnswers = coldAnswers
        self.limits = limits
        self.clientTimeouts = clientTimeouts
        self.upstreamTimeouts = upstreamTimeouts
        self.poolLimits = poolLimits
        self.tls = tls
        self.aliases = aliases
        self.defaultModel = defaultModel
        self.synthetic = synthetic
        self.quotas = quotas
        self.prices = prices
        self.keyJournal = keyJournal
        self.outputCap = outputCap
        self.tell = tell
        self.holdout = holdout
        self.usage = usage
        self.prefixes = prefixes
    }
}
