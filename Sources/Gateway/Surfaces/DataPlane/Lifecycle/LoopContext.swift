// SPDX-License-Identifier: Apache-2.0

import Conversation
import Ledger
import NIOCore
import Pipeline
import Providers
import Telemetry
import WireFormats

/// What the connections of one event loop share: pools, counters, scratch storage. Only ever touched on that loop.
final class LoopContext {
    let eventLoop: any EventLoop
    let configuration: DataPlaneConfiguration
    let control: any ControlPort
    let upstreams: any UpstreamPort
    let deadlines: DeadlineList
    let flushes: FlushQueue
    var metrics = Metrics()
    var reader = RequestReader()
    var memo = ReadingMemo()
    var tape = JSONTape()
    /// Where the head of what is hashed is put together.
    var hashHead: [UInt8] = []
    /// Spreads the pauses between retries.
    var random: PauseSpread
    /// The time of day, in seconds since 1970: what providers name in their header lines.
    let wallSeconds: () -> Int
    /// Shared by all loops.
    let board: FlightBoard
    /// Entries of the ledger that are not handed over yet.
    private var usage: [UsageEvent] = []
    private var handsOverSoon = false
    /// Bytes of request bodies that are held now.
    var bodyBytes = 0
    private(set) var isDraining = false
    private var connections: [ObjectIdentifier: ClientConnection] = [:]
    /// The gateway's own questions that are on their way.
    private var ownFlights: [ObjectIdentifier: Flight] = [:]
    private let idPrefix: [UInt8]
    private var idCount: UInt64 = 0

    init(
        eventLoop: any EventLoop, index: Int, configuration: DataPlaneConfiguration, control: any ControlPort,
        board: FlightBoard, processID: UInt32, upstreams: (any UpstreamPort)? = nil,
        random: PauseSpread = PauseSpread(), wallSeconds: @escaping () -> Int = WallClock.seconds
    ) {
        self.board = board
        self.random = random
        self.wallSeconds = wallSeconds
        self.eventLoop = eventLoop
        self.configuration = configuration
        self.control = control
        deadlines = DeadlineList(eventLoop: eventLoop)
        flushes = FlushQueue(eventLoop: eventLoop)
        self.upstreams =
            upstreams
            ?? ConnectionPool(
                eventLoop: eventLoop, limits: configuration.poolLimits, tls: configuration.tls, deadlines: deadlines,
                flushes: flushes)
        idPrefix = Array("isr-\(String(processID, radix: 16))-\(String(index, radix: 16))-".utf8)
    }

    /// A name for a request that no other request of any process is likely to have.
    func nextRequestID() -> String {
        idCount &+= 1
        var digits = 1
        while digits < 16, idCount >> UInt64(4 * digits) > 0 { digits += 1 }
        let (count, size) = (idCount, idPrefix.count)
        return String(unsafeUninitializedCapacity: size + digits) { text in
            _ = idPrefix.withUnsafeBufferPointer { text.update(fromContentsOf: $0) }
            for place in 0..<digits {
                let digit = UInt8(truncatingIfNeeded: count >> UInt64(4 * (digits - 1 - place))) & 15
                text[size + place] = digit < 10 ? 0x30 + digit : 0x57 + digit
            }
            return size + digits
        }
    }

    /// Milliseconds of the clock that cache entries age by.
    static func milliseconds(_ now: NIODeadline) -> Int64 { Int64(now.uptimeNanoseconds / 1_000_000) }

    /// The time by both clocks.
    func gateTime() -> GateTime {
        GateTime(steady: Self.milliseconds(eventLoop.now), wall: Int64(wallSeconds()))
    }

    func opened(_ connection: ClientConnection) {
        connections[ObjectIdentifier(connection)] = connection
        metrics.connections += 1
    }

    func closed(_ connection: ClientConnection) {
        connections[ObjectIdentifier(connection)] = nil
        metrics.connections -= 1
    }

    /// Holds one of the gateway's own questions until it is answered.
    func opened(own flight: Flight) { ownFlights[ObjectIdentifier(flight)] = flight }

    func closed(own flight: ObjectIdentifier) { ownFlights[flight] = nil }

    // MARK: The ledger

    /// So many entries are handed over at once.
    private static let usageBatch = 128
    /// An entry waits no longer than this for others.
    private static let usageDelay = TimeAmount.milliseconds(5)

    /// Whether somebody keeps the ledger.
    var keepsUsage: Bool { configuration.usage != nil }

    /// Takes an entry of the ledger; it goes to who writes it within moments.
    func record(_ event: consuming UsageEvent) {
        usage.append(event)
        if usage.count >= Self.usageBatch { return handOverUsage() }
        guard !handsOverSoon else { return }
        handsOverSoon = true
        eventLoop.assumeIsolated().scheduleTask(in: Self.usageDelay) { [weak self] in
            guard let self else { return }
            self.handsOverSoon = false
            self.handOverUsage()
        }
    }

    private func handOverUsage() {
        guard !usage.isEmpty else { return }
        let batch = usage
        usage = []
        usage.reserveCapacity(Self.usageBatch)
        configuration.usage?(batch)
    }

    /// The counts of this loop as they are now.
    func snapshot() -> Metrics {
        var snapshot = metrics
        snapshot.upstreamConnections = upstreams.openConnections
        return snapshot
    }

    /// Lets requests end and closes what has none.
    func drain() {
        isDraining = true
        for connection in connections.values { connection.drain() }
        upstreams.closeIdle()
    }

    /// Closes everything.
    func closeAll() {
        for connection in connections.values { connection.abort() }
        for flight in ownFlights.values { flight.end() }
        ownFlights = [:]
        upstreams.closeIdle()
    }

    var hasConnections: Bool { !connections.isEmpty }

    func stop() {
        deadlines.stop()
        handOverUsage()
    }
}
