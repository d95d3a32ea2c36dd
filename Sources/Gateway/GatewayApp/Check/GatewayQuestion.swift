// SPDX-License-Identifier: Apache-2.0

import Addresses
import NIOCore
import NIOPosix
import NIOSSL
import Pipeline
import Providers

/// Asks a running gateway for one of its pages, or to do something.
public struct GatewayQuestion: Sendable {
    /// What a gateway answered.
    public struct Answer: Sendable {
        public let status: Int
        public let body: [UInt8]
        private let head: ResponseHead

        init(_ head: ResponseHead, _ body: [UInt8]) {
            status = head.status
            self.head = head
            self.body = body
        }

        /// The value of a header line, by its name in lower case.
        public func header(_ name: String) -> String? { head.text(name) }
    }

    /// Why there is no answer.
    public enum Failure: Error, Sendable, Equatable {
        /// The URL is none.
        case url
        /// Nobody answered; the word says how.
        case unreachable(String)
    }

    private let url: String
    private let key: String?

    /// - Parameters:
    ///   - url: the gateway's base, as `http://127.0.0.1:8080`.
    ///   - key: the gateway's key, if it asks for one.
    public init(url: String, key: String?) {
        self.url = url
        self.key = key
    }

    /// Gets `path`, within `seconds` to the first byte.
    public func get(_ path: String, seconds: Int64 = 2) async throws(Failure) -> Answer {
        try await ask("GET", path, seconds: seconds)
    }

    /// Sends one request, within `seconds` to the first byte of the answer.
    public func ask(
        _ method: String, _ path: String, body: [UInt8] = [], seconds: Int64 = 2
    ) async throws(Failure) -> Answer {
        guard let parts = URLParts(url) else { throw .url }
        var tls: NIOSSLContext?
        if parts.isEncrypted {
            do { tls = try NIOSSLContext(configuration: .makeClientConfiguration()) } catch {
                throw .unreachable("no certificates")
            }
        }
        let name = parts.host.contains(":") ? "[\(parts.host)]" : parts.host
        var base = parts.path
        while base.hasSuffix("/") { base.removeLast() }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result: Result<Answer, Failure>
        do throws(UpstreamFailure) {
            let answer = try await LocalClient(group: group, seconds: seconds).send(
                method, base + path, host: parts.host, port: parts.port, tls: tls, authority: "\(name):\(parts.port)",
                lines: (key.map { ["authorization: Bearer \($0)"] } ?? [])
                    + (body.isEmpty ? [] : ["content-type: application/json"]), body: body)
            result = .success(Answer(answer.head, Array(answer.body.readableBytesView)))
        } catch {
            result = .failure(.unreachable(error.word.replacing("_", with: " ")))
        }
        do { try await group.shutdownGracefully() } catch { return try result.get() }
        return try result.get()
    }
}
