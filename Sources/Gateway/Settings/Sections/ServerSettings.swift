// SPDX-License-Identifier: Apache-2.0

/// Where the gateway listens and what it puts up with.
public struct ServerSettings: Sendable, Equatable {
    /// Where to listen.
    public var address: ListenAddress
    /// Whether it may listen beyond loopback without asking for a key.
    public var allowsUnauthenticated: Bool
    /// How many bytes the body of a request may have; more is answered with 413.
    public var maxBodyBytes: Int
    /// How many bytes the request line and headers may have together; more is answered with 431.
    public var maxHeaderBytes: Int
    /// How long a client may take from its first byte to the end of the headers.
    public var headerTimeout: Duration
    /// How long a client may take to send the next part of a body.
    public var bodyTimeout: Duration
    /// How long a connection may wait for its next request.
    public var keepAliveTimeout: Duration
    /// How many client connections may be open at once.
    public var maxConnections: Int
    /// How long answers under way may go on after the signal to stop.
    public var shutdownGrace: Duration

    /// Threads that serve connections; `nil` is one a core.
    public var eventLoops: Int?

    init(_ values: SettingValues) {
        address = values[Self.address]
        allowsUnauthenticated = values[Self.allowsUnauthenticated]
        maxBodyBytes = values[Self.maxBodyBytes]
        maxHeaderBytes = values[Self.maxHeaderBytes]
        headerTimeout = .seconds(values[Self.headerTimeoutSeconds])
        bodyTimeout = .seconds(values[Self.bodyTimeoutSeconds])
        keepAliveTimeout = .seconds(values[Self.keepAliveTimeoutSeconds])
        maxConnections = values[Self.maxConnections]
        shutdownGrace = .seconds(values[Self.shutdownGraceSeconds])
        let loops = values[Self.eventLoops]
        eventLoops = loops == 0 ? nil : loops
    }
}

extension ServerSettings {
    static let address = Setting(
        "host_port", .address, default: ListenAddress(host: "127.0.0.1", port: 8080), section: .server,
        """
        The address to listen on. `0.0.0.0:8080` takes connections from other machines and needs a gateway key \
        (or `allow_unauthenticated`); port 0 takes any free one.
        """)

    static let allowsUnauthenticated = Setting(
        "allow_unauthenticated", .boolean, default: false, section: .server,
        "Lets the gateway listen beyond loopback without a gateway key: whoever reaches it spends your provider's key.")

    static let maxBodyBytes = Setting(
        "max_body_bytes", .integer(1024...Int.max, unit: "bytes"), default: 32 << 20, section: .server,
        "How large the body of a request may be; a larger one is refused with 413.")

    static let maxHeaderBytes = Setting(
        "max_header_bytes", .integer(1024...(16 << 20), unit: "bytes"), default: 64 << 10, section: .server,
        "How large the request line and headers may be together; larger ones are refused with 431.")

    static let headerTimeoutSeconds = Setting(
        "header_timeout_secs", .integer(1...3600, unit: "seconds"), default: 10, section: .server,
        "How long a client may take to send the headers of a request.")

    static let bodyTimeoutSeconds = Setting(
        "body_timeout_secs", .integer(1...86_400, unit: "seconds"), default: 60, section: .server,
        "How long a client may pause while it sends a body.")

    static let keepAliveTimeoutSeconds = Setting(
        "keep_alive_timeout_secs", .integer(1...86_400, unit: "seconds"), default: 75, section: .server,
        "How long an idle connection stays open for its next request.")

    static let maxConnections = Setting(
        "max_connections", .integer(1...10_000_000, unit: "connections"), default: 20_000, section: .server,
        "How many client connections may be open at once.")

    static let shutdownGraceSeconds = Setting(
        "shutdown_grace_secs", .integer(0...86_400, unit: "seconds"), default: 30, section: .server,
        "How long answers under way may go on after the signal to stop.")

    static let eventLoops = Setting(
        "event_loops", .integer(0...1024, unit: "threads"), default: 0, section: .server,
        "How many threads serve connections; 0 means one a core.")

    static let definitions = [
        address.definition, allowsUnauthenticated.definition, maxBodyBytes.definition, maxHeaderBytes.definition,
        headerTimeoutSeconds.definition, bodyTimeoutSeconds.definition, keepAliveTimeoutSeconds.definition,
        maxConnections.definition, shutdownGraceSeconds.definition, eventLoops.definition,
    ]
}
