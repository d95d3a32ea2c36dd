// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Locking

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A server whose answers a test gives by hand, as late and in such pieces as it likes.
final class ScriptedUpstream: Sendable {
    /// One request, and the way to answer it.
    final class Call: Sendable {
        let head: String
        let body: String
        /// The address that was connected to, as `127.0.0.1`.
        let address: String
        fileprivate let descriptor: Int32
        private let leaving = Locked<ContinuousClock.Instant?>(nil)

        fileprivate init(head: String, body: String, address: String, descriptor: Int32) {
            self.head = head
            self.body = body
            self.address = address
            self.descriptor = descriptor
        }

        /// The first line of the head.
        var line: String { String(head.prefix { $0 != "\r" && $0 != "\r\n" }) }

        /// The value of a header line.
        func header(_ name: String) -> String? {
            head.split(separator: "\r\n").dropFirst().first { $0.lowercased().hasPrefix(name + ": ") }
                .map { String($0.dropFirst(name.utf8.count + 2)) }
        }

        /// Whether the request wants a stream.
        var wantsStream: Bool { body.contains(#""stream":true"#) || line.contains(":streamGenerateContent") }

        /// Sends bytes as they are; false if the other side has gone.
        @discardableResult
        func send(_ text: String) -> Bool {
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { systemSend(descriptor, $0.baseAddress, $0.count) }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }

        /// Sends a whole answer.
        func answer(_ status: Int = 200, _ body: String, headers: String = "", type: String = "application/json") {
            send(ScriptedUpstream.answer(status, body, headers: headers, type: type))
        }

        /// Begins a stream.
        func open() {
            send("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        }

        /// Sends a piece of a stream that was begun.
        @discardableResult
        func chunk(_ text: String) -> Bool { send(String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n") }

        /// Ends a stream regularly.
        func close() { send("0\r\n\r\n") }

        /// Ends the connection, wherever the answer is.
        func cut() {
            // A descriptor that was closed may be another socket's by now.
            leaving.withLock { if $0 == nil { _ = shutdown(descriptor, Int32(SHUT_RDWR)) } }
        }

        fileprivate func left() { leaving.withLock { if $0 == nil { $0 = .now } } }

        /// When the other side left, if it did.
        var leftAt: ContinuousClock.Instant? { leaving.withLock { $0 } }
    }

    /// The system gave no socket.
    struct Failure: Error {}

    private final class Log: Sendable {
        let calls = Locked<[Call]>([])
    }

    let port: Int
    private let listener: Int32
    private let log = Log()

    /// The requests that came, oldest first.
    var calls: [Call] { log.calls.withLock { $0 } }

    var url: String { "http://127.0.0.1:\(port)" }

    /// - Parameters:
    ///   - everywhere: whether all addresses of this machine are listened on, 127.0.0.2 and so forth.
    ///   - answer: answers a request at once; without one, or where it gives nil, the test does.
    init(everywhere: Bool = false, answering answer: (@Sendable (Call) -> String?)? = nil) throws {
        #if canImport(Glibc)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = everywhere ? 0 : UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 256) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw Failure() }
        listener = descriptor
        port = Int(UInt16(bigEndian: address.sin_port))
        let log = log
        // A queue of its own is a thread at once, where a shared one would wait for others to end.
        DispatchQueue(label: "scripted upstream").async {
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                DispatchQueue(label: "scripted connection").async { Self.serve(connection, answer, log) }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// The request number `index`, once it has come.
    func call(_ index: Int = 0) async throws -> Call {
        for _ in 0..<5000 {
            if let call = log.calls.withLock({ $0.indices.contains(index) ? $0[index] : nil }) { return call }
            try await Task.sleep(for: .milliseconds(2))
        }
        throw Failure()
    }

    /// Listens no more and ends all connections.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        for call in calls { call.cut() }
    }

    /// Forgets what has come.
    func reset() { log.calls.withLock { $0 = [] } }

    static func answer(
        _ status: Int, _ body: String, headers: String = "", type: String = "application/json"
    ) -> String {
        "HTTP/1.1 \(status) Status\r\ncontent-type: \(type)\r\n\(headers)content-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func serve(_ connection: Int32, _ answer: (@Sendable (Call) -> String?)?, _ log: Log) {
        let address = localAddress(connection)
        var open: [Call] = []
        var bytes: [UInt8] = []
        while true {
            var piece = [UInt8](repeating: 0, count: 65_536)
            let count = recv(connection, &piece, piece.count, 0)
            guard count > 0 else { break }
            bytes += piece[..<count]
            while let (head, body) = takeRequest(&bytes) {
                let call = Call(head: head, body: body, address: address, descriptor: connection)
                open.append(call)
                log.calls.withLock { $0.append(call) }
                if let text = answer?(call) { call.send(text) }
            }
        }
        for call in open { call.left() }
        close(connection)
    }

    private static func localAddress(_ connection: Int32) -> String {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(connection, $0, &length) }
        }
        let bits = UInt32(bigEndian: address.sin_addr.s_addr)
        return "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
    }

    private static func takeRequest(_ bytes: inout [UInt8]) -> (head: String, body: String)? {
        let mark = Array("\r\n\r\n".utf8)
        guard bytes.count >= 4,
            let end = (0...bytes.count - 4).first(where: { bytes[$0..<$0 + 4].elementsEqual(mark) })
        else { return nil }
        let head = String(decoding: bytes[..<end], as: UTF8.self)
        let line = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
        let length = line.flatMap { Int($0.dropFirst(16)) } ?? 0
        guard bytes.count >= end + 4 + length else { return nil }
        let body = String(decoding: bytes[(end + 4)..<(end + 4 + length)], as: UTF8.self)
        bytes.removeFirst(end + 4 + length)
        return (head, body)
    }
}

private func systemSend(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Darwin)
    send(descriptor, start, count, 0)
    #else
    send(descriptor, start, count, Int32(MSG_NOSIGNAL))
    #endif
}
