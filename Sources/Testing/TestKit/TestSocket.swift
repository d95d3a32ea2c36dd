// SPDX-License-Identifier: Apache-2.0

import Dispatch

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A blocking TCP connection to this machine, for tests that care about bytes.
public final class TestSocket: @unchecked Sendable {
    // Sendable by convention: a test uses a socket from one task at a time.
    private var descriptor: Int32
    private var pending: [UInt8] = []

    /// Nothing came, or nothing could be sent, in time.
    public struct Failure: Error {
        public let what: String
    }

    /// Connects to `port` on 127.0.0.1.
    public init(port: Int, timeoutSeconds: Int = 20) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var limit = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close()
            throw Failure(what: "connect")
        }
    }

    deinit { close() }

    public func close() {
        if descriptor >= 0 { systemClose(descriptor) }
        descriptor = -1
    }

    /// Ends the connection with a reset instead of a regular end.
    public func reset() {
        var lingering = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    /// Ends the sending side only.
    public func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    public func send(_ bytes: some Collection<UInt8>) throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemSend(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(what: "send") }
            rest = rest.dropFirst(count)
        }
    }

    public func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// The next bytes, at most `count`; none at the connection's end.
    public func receive(_ count: Int = 65_536) throws -> [UInt8] {
        if !pending.isEmpty {
            defer { pending = [] }
            return pending
        }
        var bytes = [UInt8](repeating: 0, count: count)
        var got = recv(descriptor, &bytes, count, 0)
        // A process that was stopped for a while comes back with that.
        while got < 0, errno == EINTR { got = recv(descriptor, &bytes, count, 0) }
        guard got >= 0 else { throw Failure(what: "receive: errno \(errno)") }
        return Array(bytes[..<got])
    }

    /// Puts bytes back that were read too far.
    func unread(_ bytes: some Collection<UInt8>) { pending = Array(bytes) + pending }

    /// Everything until the connection ends.
    public func receiveAll() throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let bytes = try receive()
            if bytes.isEmpty { return all }
            all += bytes
        }
    }

    private func systemClose(_ descriptor: Int32) {
        #if canImport(Glibc)
        _ = Glibc.close(descriptor)
        #elseif canImport(Musl)
        _ = Musl.close(descriptor)
        #else
        _ = Darwin.close(descriptor)
        #endif
    }

    private func systemSend(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
        Glibc.send(descriptor, start, count, Int32(MSG_NOSIGNAL))
        #elseif canImport(Musl)
        Musl.send(descriptor, start, count, MSG_NOSIGNAL)
        #else
        Darwin.send(descriptor, start, count, 0)
        #endif
    }
}
