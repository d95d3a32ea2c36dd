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

/// A server that answers whatever comes with the same bytes, for answers that no HTTP library would write.
final class RawUpstream: Sendable {
    /// What has come so far; the threads hold it, so that the upstream itself may end before they do.
    private final class Log: Sendable {
        let heads = Locked<[String]>([])
        let connections = Locked(0)
    }

    /// The system gave no socket.
    struct Failure: Error {}

    let port: Int
    private let listener: Int32
    private let log = Log()

    /// The heads of the requests that came, oldest first.
    var heads: [String] { log.heads.withLock { $0 } }
    /// How many connections were accepted.
    var connections: Int { log.connections.withLock { $0 } }

    /// - Parameter answer: what every request gets, byte for byte.
    /// - Parameter closes: whether the connection ends after an answer.
    init(answering answer: String, closes: Bool = true) throws {
        #if canImport(Glibc)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw Failure() }
        listener = descriptor
        port = Int(UInt16(bigEndian: address.sin_port))
        let log = log
        let threads = DispatchQueue(label: "raw upstream", attributes: .concurrent)
        threads.async {
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                threads.async { Self.serve(connection, Array(answer.utf8), closes, log) }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private static func serve(_ connection: Int32, _ answer: [UInt8], _ closes: Bool, _ log: Log) {
        defer { close(connection) }
        log.connections.withLock { $0 += 1 }
        var bytes: [UInt8] = []
        while true {
            var piece = [UInt8](repeating: 0, count: 65_536)
            let count = recv(connection, &piece, piece.count, 0)
            guard count > 0 else { return }
            bytes += piece[..<count]
            while let request = takeRequest(&bytes) {
                log.heads.withLock { $0.append(request) }
                _ = answer.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                if closes { return }
            }
        }
    }

    /// Takes a whole request off `bytes`; nil if it is not all there.
    private static func takeRequest(_ bytes: inout [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let head = String(text[..<end.lowerBound])
        let line = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
        let length = line.flatMap { Int($0.dropFirst(16)) } ?? 0
        let size = head.utf8.count + 4 + length
        guard bytes.count >= size else { return nil }
        bytes.removeFirst(size)
        return head
    }
}
