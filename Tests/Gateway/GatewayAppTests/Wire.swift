// SPDX-License-Identifier: Apache-2.0

import Settings
import TestKit

/// Raw bytes over one connection, for tests that care about where messages begin and end.
enum Wire {
    /// What came back on a connection.
    struct Exchange: Sendable {
        var responses: [TestResponse]
        /// Whether the gateway closed the connection after the last response, with nothing more on it.
        var isClosed: Bool
    }

    /// Sends `text` and reads one response for each of `methods`, then looks whether the connection ends.
    ///
    /// - Parameter closes: whether an end is expected; without one nothing waits for it.
    static func send(
        _ text: String, to port: Int, methods: [String] = ["POST"], closes: Bool = false, timeoutSeconds: Int = 20
    ) async throws -> Exchange {
        try await TestClient.blocking {
            let socket = try TestSocket(port: port, timeoutSeconds: timeoutSeconds)
            defer { socket.close() }
            try socket.send(text)
            let responses = try methods.map { try TestClient.readResponse(from: socket, to: $0) }
            return Exchange(responses: responses, isClosed: closes ? try socket.receiveAll().isEmpty : false)
        }
    }

    /// Sends `text` and returns everything until the gateway closes the connection.
    static func all(_ text: String, to port: Int, timeoutSeconds: Int = 20) async throws -> String {
        try await TestClient.blocking {
            let socket = try TestSocket(port: port, timeoutSeconds: timeoutSeconds)
            defer { socket.close() }
            try socket.send(text)
            return String(decoding: try socket.receiveAll(), as: UTF8.self)
        }
    }

    /// The text of a whole request with a JSON body.
    static func request(_ door: Door, _ body: String? = nil, headers: String = "") -> String {
        let body = body ?? door.body()
        return
            "POST \(door.path) HTTP/1.1\r\nhost: localhost\r\n\(headers)content-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    static func get(_ path: String, headers: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nhost: localhost\r\n\(headers)\r\n"
    }

    /// Asks until `condition` holds; false after half a minute, which Thread Sanitizer may need.
    static func eventually(_ condition: @Sendable () async throws -> Bool) async throws -> Bool {
        for _ in 0..<1500 {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }
}

extension TestGateway {
    /// The value of a sample of `/metrics` without labels.
    func gauge(_ name: String) async throws -> Int? {
        let key = settings.authentication.allKeys.first?.key.value
        let headers = key.map { [("x-api-key", $0)] } ?? []
        let page = try await client.send("GET", "/metrics", headers: headers).text
        let line = page.split(separator: "\n").first { $0.hasPrefix(name + " ") }
        return line.flatMap { Int($0.dropFirst(name.count + 1)) }
    }

    /// Whether nothing is left open but the connection that asks.
    func comesToRest() async throws -> Bool {
        try await Wire.eventually {
            let waiting = try await gauge("isartor_requests_in_flight")
            let open = try await gauge("isartor_client_connections")
            return waiting == 1 && open == 1
        }
    }
}
