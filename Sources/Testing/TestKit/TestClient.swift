// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Sends requests to this machine and reads whole responses, without any HTTP library in between.
public struct TestClient: Sendable {
    public let port: Int

    public init(port: Int) { self.port = port }

    /// Sends one request on a connection of its own.
    public func send(
        _ method: String = "POST", _ path: String, headers: [(String, String)] = [], body: [UInt8] = [],
        timeoutSeconds: Int = 20
    ) async throws -> TestResponse {
        let port = port
        return try await Self.blocking {
            let socket = try TestSocket(port: port, timeoutSeconds: timeoutSeconds)
            defer { socket.close() }
            try socket.send(Self.request(method, path, headers, body, port: port))
            return try Self.readResponse(from: socket, to: method)
        }
    }

    /// Sends JSON text.
    public func post(_ path: String, _ json: String, headers: [(String, String)] = []) async throws -> TestResponse {
        try await send("POST", path, headers: [("content-type", "application/json")] + headers, body: Array(json.utf8))
    }

    /// Runs blocking work away from Swift's own threads.
    public static func blocking<Result: Sendable>(
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Swift.Result { try work() }) }
        }
    }

    /// The bytes of a request.
    public static func request(
        _ method: String, _ path: String, _ headers: [(String, String)], _ body: [UInt8], port: Int
    ) -> [UInt8] {
        var head = "\(method) \(path) HTTP/1.1\r\n"
        if !headers.contains(where: { $0.0.lowercased() == "host" }) { head += "host: 127.0.0.1:\(port)\r\n" }
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if !body.isEmpty || method == "POST" { head += "content-length: \(body.count)\r\n" }
        return Array((head + "\r\n").utf8) + body
    }

    /// Reads one response; what comes after it stays with the socket.
    public static func readResponse(from socket: TestSocket, to method: String = "POST") throws -> TestResponse {
        var bytes: [UInt8] = []
        var response = TestResponse(status: 0, headers: [], body: [], isComplete: false)
        repeat {
            let end = try readHead(&bytes, socket)
            guard let end else { throw TestSocket.Failure(what: "no response: \(bytes.count) bytes") }
            (response.status, response.headers) = parseHead(bytes[..<end])
            bytes.removeFirst(end + 4)
        } while (100..<200).contains(response.status)
        if method == "HEAD" || response.status == 204 {
            response.isComplete = true
        } else if response.header("transfer-encoding") == "chunked" {
            try readChunks(&bytes, &response, socket)
        } else if let length = response.header("content-length").flatMap({ Int($0) }) {
            while bytes.count < length {
                let more = try socket.receive()
                if more.isEmpty { break }
                bytes += more
            }
            response.isComplete = bytes.count >= length
            response.body = Array(bytes.prefix(length))
            bytes.removeFirst(min(length, bytes.count))
        } else {
            response.body = try bytes + socket.receiveAll()
            bytes = []
            response.isComplete = true
        }
        socket.unread(bytes)
        return response
    }

    private static func readHead(_ bytes: inout [UInt8], _ socket: TestSocket) throws -> Int? {
        while true {
            if let end = find(Array("\r\n\r\n".utf8), in: bytes) { return end }
            let more = try socket.receive()
            if more.isEmpty { return nil }
            bytes += more
        }
    }

    private static func parseHead(_ head: ArraySlice<UInt8>) -> (Int, [(name: String, value: String)]) {
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        let status = Int(lines.first?.split(separator: " ").dropFirst().first ?? "0") ?? 0
        let headers = lines.dropFirst().map { line -> (name: String, value: String) in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
            return (parts[0].lowercased(), String(value))
        }
        return (status, headers)
    }

    private static func readChunks(
        _ bytes: inout [UInt8], _ response: inout TestResponse, _ socket: TestSocket
    ) throws {
        while true {
            while find([13, 10], in: bytes) == nil {
                let more = try socket.receive()
                if more.isEmpty { return }
                bytes += more
            }
            guard let end = find([13, 10], in: bytes),
                let size = Int(String(decoding: bytes[..<end], as: UTF8.self), radix: 16)
            else { return }
            while bytes.count < end + 2 + size + 2 {
                let more = try socket.receive()
                if more.isEmpty { return }
                bytes += more
            }
            response.body += bytes[end + 2..<end + 2 + size]
            bytes.removeFirst(end + 2 + size + 2)
            if size == 0 {
                response.isComplete = true
                return
            }
        }
    }

    private static func find(_ needle: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= needle.count else { return nil }
        return (0...bytes.count - needle.count).first {
            bytes[$0] == needle[0] && bytes[$0..<$0 + needle.count].elementsEqual(needle)
        }
    }
}
