// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Testing

@testable import Providers

@Suite("Connection pool")
struct ConnectionPoolTests {
    private static let ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"

    private static let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"

    /// Answers all paths but those that tell otherwise.
    private static let script: @Sendable (ScriptedUpstream.Request) -> [ScriptedUpstream.Step] = { request in
        switch request.path {
        case "/wait": []
        case "/close": [.close]
        case "/once": request.number == 0 ? [.send(ok)] : [.close]
        case "/once-then-part": request.number == 0 ? [.send(ok)] : [.send("HTTP/1.1 2"), .close]
        case "/last": [.send("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok")]
        case "/more": [.send(ok + "more")]
        case "/part": [.send("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\npart")]
        case "/cut": [.send("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\npart"), .close]
        case "/until-close": [.send("HTTP/1.1 200 OK\r\n\r\nall of it"), .close]
        case "/not-http": [.send("SSH-2.0-x\r\n\r\n")]
        case "/chunks": [.send(chunked + "2\r\nab\r\n2\r\ncd\r\n3\r\nefg\r\n0\r\n\r\n")]
        case "/one-chunk": [.send(chunked + "2\r\nab\r\n0\r\n\r\n")]
        case "/open-chunk": [.send(chunked + "2\r\nab\r\n2\r\ncd\r\n5\r\nef"), .send("ghi\r\n0\r\n\r\n")]
        case "/bad-chunk": [.send(chunked + "2\r\nab\r\n2\r\ncd\r\nxyz\r\n")]
        case "/large": [.send("HTTP/1.1 200 OK\r\ncontent-length: 33554432\r\n\r\n"), .sendBytes(count: 33_554_432)]
        default: [.send(ok)]
        }
    }

    private func run(
        connections: Int = 8, waiting: Int = 8, idle: TimeAmount = .seconds(60),
        _ body: @Sendable (PoolDriver, ScriptedUpstream) async throws -> Void
    ) async throws {
        try await PoolDriver.run(connections: connections, waiting: waiting, idle: idle, script: Self.script, body)
    }

    @Test("requests one after another share a connection")
    func reuse() async throws {
        try await run { pool, upstream in
            for _ in 0..<5 {
                let outcome = try await pool.answer("/")
                #expect(outcome.status == 200 && outcome.body == "ok" && outcome.hasEnded)
            }
            #expect(upstream.connections == 1)
            #expect(upstream.requests.map(\.number) == [0, 1, 2, 3, 4])
            #expect(try await pool.openConnections() == 1)
        }
    }

    @Test("chunks that come in one read are one piece of the body, and good ones before a bad one are not lost")
    func chunks() async throws {
        try await run { pool, _ in
            let several = try await pool.answer("/chunks")
            #expect(several.body == "abcdefg" && several.pieces == 1 && several.hasEnded)
            let one = try await pool.answer("/one-chunk")
            #expect(one.body == "ab" && one.pieces == 1 && one.hasEnded)
            // What is written at once may come in one read or in two.
            let open = try await pool.answer("/open-chunk")
            #expect(open.body == "abcdefghi" && open.pieces <= 2 && open.hasEnded)
            #expect(try await pool.openConnections() == 1)
            let bad = try await pool.answer("/bad-chunk")
            #expect(bad.body == "abcd" && !bad.hasEnded)
            guard case .malformed = bad.failure else {
                Issue.record("\(String(describing: bad.failure))")
                return
            }
        }
    }

    @Test("requests at once have a connection each")
    func atOnce() async throws {
        try await run { pool, upstream in
            let asked = [try await pool.ask("/wait"), try await pool.ask("/wait"), try await pool.ask("/wait")]
            try await upstream.received(3)
            #expect(upstream.connections == 3)
            for connection in 0..<3 { try await upstream.send(Self.ok, to: connection) }
            for one in asked { #expect(try await one.outcome.get().body == "ok") }
            #expect(try await pool.openConnections() == 3)
        }
    }

    @Test("beyond the limit requests wait their turn, and beyond those that may wait they are refused")
    func waiting() async throws {
        try await run(connections: 1, waiting: 1) { pool, upstream in
            let first = try await pool.ask("/wait")
            try await upstream.received(1)
            let second = try await pool.ask("/second")
            let third = try await pool.answer("/third")
            #expect(third.failure == .overloaded)
            #expect(upstream.requests.count == 1)
            try await upstream.send(Self.ok, to: 0)
            #expect(try await first.outcome.get().hasEnded)
            #expect(try await second.outcome.get().hasEnded)
            #expect(upstream.connections == 1)
            #expect(upstream.requests.map(\.path) == ["/wait", "/second"])
        }
    }

    @Test("who leaves while waiting is not asked for, and takes nobody's place")
    func waitingCancelled() async throws {
        try await run(connections: 1, waiting: 1) { pool, upstream in
            let first = try await pool.ask("/wait")
            try await upstream.received(1)
            try await pool.cancel(try await pool.ask("/left"))
            let second = try await pool.ask("/second")
            try await upstream.send(Self.ok, to: 0)
            #expect(try await first.outcome.get().hasEnded)
            #expect(try await second.outcome.get().hasEnded)
            #expect(upstream.requests.map(\.path) == ["/wait", "/second"])
        }
    }

    @Test("a waiting request gets a connection when the one before it was lost")
    func waitingAfterLoss() async throws {
        try await run(connections: 1) { pool, upstream in
            let first = try await pool.ask("/wait")
            try await upstream.received(1)
            let second = try await pool.ask("/second")
            try await upstream.channel(0).close()
            #expect(try await first.outcome.get().failure == .closed)
            #expect(try await second.outcome.get().hasEnded)
            #expect(upstream.connections == 2)
        }
    }

    @Test("a kept connection that the upstream closed as we asked is tried once more, on a new one")
    func staleConnection() async throws {
        try await run { pool, upstream in
            // Two kept connections, and the upstream is tired of both.
            let asked = [try await pool.ask("/wait"), try await pool.ask("/wait")]
            try await upstream.received(2)
            for connection in 0..<2 { try await upstream.send(Self.ok, to: connection) }
            for one in asked { _ = try await one.outcome.get() }
            let outcome = try await pool.answer("/once")
            #expect(outcome.hasEnded && outcome.failure == nil)
            #expect(upstream.connections == 3)
            #expect(upstream.requests.last == .init(connection: 2, number: 0, path: "/once"))
            #expect(upstream.requests.count == 4)
        }
    }

    @Test("a connection that breaks before its first answer is not tried again")
    func brokenAtFirst() async throws {
        try await run { pool, upstream in
            let outcome = try await pool.answer("/close")
            #expect(outcome.failure == .closed)
            #expect(upstream.requests.count == 1)
        }
    }

    @Test("once a part of an answer has come nothing is tried again")
    func brokenInAnswer() async throws {
        try await run { pool, upstream in
            _ = try await pool.answer("/once-then-part")
            #expect(try await pool.answer("/once-then-part").failure == .closed)
            #expect(upstream.requests.count == 2)
            let cut = try await pool.answer("/cut")
            #expect(cut.failure == .closed && cut.body == "part" && cut.status == 200)
        }
    }

    @Test("an idle connection that the upstream closes is forgotten")
    func closedIdle() async throws {
        try await run { pool, upstream in
            _ = try await pool.answer("/")
            try await upstream.channel(0).close()
            while try await pool.openConnections() > 0 { try await Task.sleep(for: .milliseconds(2)) }
            #expect(try await pool.answer("/").hasEnded)
            #expect(upstream.connections == 2)
        }
    }

    @Test("bytes that nobody asked for end the connection that they came on")
    func unsolicited() async throws {
        try await run { pool, upstream in
            _ = try await pool.answer("/")
            try await upstream.send("HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n", to: 0)
            try await upstream.channel(0).closeFuture.get()
            let outcome = try await pool.answer("/")
            #expect(outcome.status == 200)
            #expect(upstream.connections == 2)
        }
    }

    @Test(
        "a connection is not kept when the upstream says so, or sends more than its answer",
        arguments: ["/last", "/more"])
    func notKept(path: String) async throws {
        try await run { pool, upstream in
            let outcome = try await pool.answer(path)
            #expect(outcome.hasEnded && outcome.body == "ok")
            try await upstream.channel(0).closeFuture.get()
            #expect(try await pool.answer("/").hasEnded)
            #expect(upstream.connections == 2)
        }
    }

    @Test("a connection that was idle for too long is not used again")
    func tooOld() async throws {
        try await run(idle: .nanoseconds(1)) { pool, upstream in
            _ = try await pool.answer("/")
            #expect(try await pool.answer("/").hasEnded)
            #expect(upstream.connections == 2)
        }
    }

    @Test("closing what is idle leaves what is used")
    func closeIdle() async throws {
        try await run { pool, upstream in
            let used = try await pool.ask("/wait")
            try await upstream.received(1)
            _ = try await pool.answer("/")
            try await pool.closeIdle()
            try await upstream.channel(1).closeFuture.get()
            try await upstream.send(Self.ok, to: 0)
            #expect(try await used.outcome.get().hasEnded)
        }
    }

    @Test("a body without a length is whole when the connection ends regularly, and cut when it is reset")
    func untilClose() async throws {
        try await run { pool, upstream in
            let whole = try await pool.answer("/until-close")
            #expect(whole.hasEnded && whole.body == "all of it")
        }
        try await PoolDriver.run(script: { _ in [.send("HTTP/1.1 200 OK\r\n\r\npart")] }) { pool, upstream in
            let asked = try await pool.ask("/")
            while try await pool.bodyBytes(asked) < 4 { try await Task.sleep(for: .milliseconds(2)) }
            try await upstream.reset(0)
            let cut = try await asked.outcome.get()
            #expect(cut.failure == .closed && !cut.hasEnded)
        }
    }

    @Test("what is no HTTP is told as such, and its connection ended")
    func malformed() async throws {
        try await run { pool, upstream in
            #expect(try await pool.answer("/not-http").failure == .malformed(.malformedStatusLine))
            try await upstream.channel(0).closeFuture.get()
        }
    }

    @Test("nobody at the port is unreachable")
    func unreachable() async throws {
        try await run { pool, upstream in
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            let other = try await ScriptedUpstream.start(on: group) { _ in [] }
            let port = other.port
            try await other.stop()
            try await group.shutdownGracefully()
            #expect(try await pool.ask("/", port: port).outcome.get().failure == .unreachable)
            #expect(try await pool.openConnections() == 0)
        }
    }

    @Test("leaving ends the connection, and nothing comes any more")
    func cancel() async throws {
        try await run { pool, upstream in
            let asked = try await pool.ask("/part")
            while try await pool.bodyBytes(asked) < 4 { try await Task.sleep(for: .milliseconds(2)) }
            try await pool.cancel(asked)
            try await upstream.channel(0).closeFuture.get()
            while try await pool.openConnections() > 0 { try await Task.sleep(for: .milliseconds(2)) }
            #expect(try await pool.answer("/").hasEnded)
            #expect(try await pool.bodyBytes(asked) == 4)
            #expect(upstream.connections == 2)
            // What still holds the call's promise is let go.
            try await pool.eventLoop.submit { asked.recorder.value.upstreamFailed(.closed) }.get()
        }
    }

    @Test(
        "each phase has its own patience",
        arguments: [
            ("/wait", UpstreamFailure.firstByteTimeout), ("/part", .idleTimeout), ("/wait", .totalTimeout),
            ("/part", .totalTimeout),
        ])
    func timeouts(path: String, failure: UpstreamFailure) async throws {
        try await run { pool, upstream in
            var timeouts = PoolDriver.patient
            switch failure {
            case .firstByteTimeout: timeouts.firstByte = .milliseconds(100)
            case .idleTimeout: timeouts.idle = .milliseconds(100)
            default: timeouts.total = .milliseconds(100)
            }
            let outcome = try await pool.answer(path, timeouts: timeouts)
            #expect(outcome.failure == failure)
            #expect(outcome.status == (path == "/part" ? 200 : nil))
            try await upstream.channel(0).closeFuture.get()
            #expect(try await pool.openConnections() == 0)
        }
    }

    @Test("who cannot follow holds the upstream back, and it is not blamed for its silence")
    func holdReading() async throws {
        try await run { pool, upstream in
            var timeouts = PoolDriver.patient
            timeouts.idle = .milliseconds(400)
            let asked = try await pool.ask("/large", timeouts: timeouts, holdsAtHead: true)
            try await upstream.received(1)
            // However long one waits here, the whole body never comes.
            try await Task.sleep(for: .milliseconds(1200))
            #expect(try await pool.bodyBytes(asked) < 33_554_432)
            try await pool.hold(asked, false)
            let outcome = try await asked.outcome.get()
            #expect(outcome.failure == nil && outcome.hasEnded)
            #expect(try await pool.bodyBytes(asked) == 33_554_432)
            // The next request on the same connection is not held.
            #expect(try await pool.answer("/").hasEnded)
            #expect(upstream.connections == 1)
        }
    }
}
