// SPDX-License-Identifier: Apache-2.0

import TestKit

/// Many clients, each with a connection of its own.
struct Crowd: Sendable {
    let sockets: [TestSocket]

    /// Connects all, then lets all ask, one right after the other.
    static func ask(_ requests: [String], port: Int) async throws -> Crowd {
        try await TestClient.blocking {
            let sockets = try requests.map { _ in try TestSocket(port: port) }
            for (socket, request) in zip(sockets, requests) { try socket.send(request) }
            return Crowd(sockets: sockets)
        }
    }

    /// The responses, in the order of the questions.
    func responses() async throws -> [TestResponse] {
        try await TestClient.blocking {
            try sockets.map { socket in
                defer { socket.close() }
                return try TestClient.readResponse(from: socket)
            }
        }
    }

    func leave() { sockets.forEach { $0.close() } }
}

extension TestGateway {
    /// How many requests have joined another's flight.
    func shared() async throws -> Int { try await gauge("isartor_shared_requests_total") ?? -1 }

    /// Waits until `count` requests more than `before` have joined.
    func joined(_ count: Int, since before: Int) async throws -> Bool {
        try await Wire.eventually { try await shared() >= before + count }
    }
}
