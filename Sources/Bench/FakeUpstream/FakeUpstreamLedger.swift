// SPDX-License-Identifier: Apache-2.0

/// What the fake upstream has seen and billed since it was started or reset.
public struct FakeUpstreamLedger: Sendable, Equatable {
    /// Billed tokens by kind; tokens are UTF-8 bytes divided by four, rounded up.
    public struct Tokens: Sendable, Equatable {
        /// Prompt tokens at the full price.
        public var input = 0
        /// Prompt tokens read from the prompt cache.
        public var cacheRead = 0
        /// Prompt tokens written to the prompt cache for five minutes.
        public var cacheWrite5m = 0
        /// Prompt tokens written to the prompt cache for an hour.
        public var cacheWrite1h = 0
        /// Generated tokens.
        public var output = 0

        /// Nothing billed.
        public init() {}

        /// Adds what a prompt costs.
        mutating func add(_ prompt: PromptBill) {
            input += prompt.input
            cacheRead += prompt.cacheRead
            cacheWrite5m += prompt.cacheWrite5m
            cacheWrite1h += prompt.cacheWrite1h
        }

        /// All of them together.
        public var total: Int { input + cacheRead + cacheWrite5m + cacheWrite1h + output }
    }

    /// Requests by route, control routes excepted; a request counts when its body is read to the end.
    public var requests: [FakeUpstreamRoute: Int] = [:]
    /// What was billed; a prompt with the first byte of its answer, a stream's output as far as it was sent.
    public var billed = Tokens()
    /// The part of `billed` whose counts the client was not told: of answers that broke off or failed before, and of
    /// streams that were not asked for counts.
    public var untold = Tokens()
    /// Billed answers whose counts the client was not told.
    public var untoldAnswers = 0
    /// Faults that answers were given, by kind.
    public var faults: [FakeUpstreamFault: Int] = [:]
    /// Answers that were sent to their end.
    public var answersCompleted = 0
    /// Connections accepted.
    public var connectionsOpened = 0
    /// Connections open now; a reset does not forget them.
    public var connectionsOpen = 0
    /// Clients that left while an answer was owed to them.
    public var clientDisconnects = 0

    /// A ledger without entries.
    public init() {}

    /// Requests for generated answers, in whatever format; embeddings and counts are none.
    public var generations: Int {
        requests.reduce(0) { $0 + ($1.key.isGeneration ? $1.value : 0) }
    }
}

extension FakeUpstreamLedger {
    /// The ledger as the control route shows it.
    var document: JSONValue {
        [
            "requests": Self.counts(FakeUpstreamRoute.allCases.map { ($0.rawValue, requests[$0] ?? 0) }),
            "billed_tokens": billed.document,
            "untold_tokens": untold.document,
            "untold_answers": .int(untoldAnswers),
            "faults": Self.counts(
                FakeUpstreamFault.allCases.compactMap { fault in
                    faults[fault].map { (fault.rawValue, $0) }
                }),
            "answers_completed": .int(answersCompleted),
            "connections_opened": .int(connectionsOpened),
            "connections_open": .int(connectionsOpen),
            "client_disconnects": .int(clientDisconnects),
        ]
    }

    private static func counts(_ entries: [(String, Int)]) -> JSONValue {
        .object(entries.map { JSONValue.Member(key: $0.0, value: .int($0.1)) })
    }
}

extension FakeUpstreamLedger.Tokens {
    fileprivate var document: JSONValue {
        [
            "input": .int(input),
            "cache_read": .int(cacheRead),
            "cache_write_5m": .int(cacheWrite5m),
            "cache_write_1h": .int(cacheWrite1h),
            "output": .int(output),
        ]
    }
}
