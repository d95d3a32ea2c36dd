// SPDX-License-Identifier: Apache-2.0

/// How a fake upstream listens, what it keeps and how it answers unless a request says otherwise.
public struct FakeUpstreamConfiguration: Sendable {
    /// The address to listen on; loopback unless set.
    public var host = "127.0.0.1"
    /// The port to listen on; 0 takes a free one.
    public var port = 0
    /// How many event loops serve connections.
    public var threads = 1
    /// Whether requests and their answers are kept for ``FakeUpstream/requests``.
    public var recordsRequests = true
    /// How many bytes of requests and answers are kept; beyond it the oldest are dropped.
    public var recordedBytesLimit = 64 << 20
    /// The largest request body in bytes; a larger one is answered with the family's 413.
    public var bodyBytesLimit = 64 << 20
    /// Serves load tests: prebuilt answers without reading JSON, recording or billing.
    ///
    /// A body with `"stream":true` gets a stream of `defaults.frames` deltas of `defaults.frameBytes` bytes, any other
    /// request 1 KB of JSON. Of the directives only these two and the two delays are looked at.
    public var bare = false
    /// Whether a request without a credential is answered with the family's 401, by Gemini with its 403.
    public var requiresKey = false
    /// What requests are answered with unless another source of directives says otherwise.
    public var defaults = FakeUpstreamDirectives()
    /// The models that `GET /v1/models` lists; every other model is served all the same.
    public var models = [
        "gpt-4o", "gpt-4o-mini", "claude-sonnet-4-5", "claude-haiku-4-5", "gemini-2.5-flash", "gemini-embedding-001",
        "text-embedding-3-small",
    ]
    /// The `created` of every OpenAI answer, in seconds since 1970: fixed, so that answers are reproducible.
    public var created = 1_750_000_000
    /// The seed of the latency models.
    public var seed: UInt64 = 1

    /// A configuration with the defaults above, but for what is given; the rest can be set afterwards.
    public init(
        host: String = "127.0.0.1", port: Int = 0, threads: Int = 1, recordsRequests: Bool = true,
        recordedBytesLimit: Int = 64 << 20, bare: Bool = false, requiresKey: Bool = false,
        defaults: FakeUpstreamDirectives = FakeUpstreamDirectives()
    ) {
        self.host = host
        self.port = port
        self.threads = threads
        self.recordsRequests = recordsRequests
        self.recordedBytesLimit = recordedBytesLimit
        self.bare = bare
        self.requiresKey = requiresKey
        self.defaults = defaults
    }
}
