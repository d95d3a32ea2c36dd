// SPDX-License-Identifier: Apache-2.0

import Addresses
import Locking
public import NIOCore
public import NIOSSL
import Pipeline

/// Copilot's sessions: GitHub tokens are exchanged for them, one exchange at a time for each token, and they are kept
/// until a minute before their end. At most 64 are.
///
/// Safe to use from all event loops; the lock is held for a dictionary access.
public final class CopilotSessions: Sendable {
    private typealias Promise = EventLoopPromise<Result<CopilotSession, CopilotFailure>>

    private static let places = 64
    /// An answer of more bytes is none.
    private static let answerLimit = 64 << 10

    private let parts: URLParts
    private let isLocal: Bool
    private let timeouts: UpstreamTimeouts
    private let tls: NIOSSLContext?
    private let book = Locked(CopilotSessionBook<Promise>(places: places))

    /// - Parameter tokenURL: where tokens are exchanged. Anything but https to a host that is not this machine is
    ///   refused.
    public init?(
        tokenURL: String, tls: NIOSSLContext?,
        timeouts: UpstreamTimeouts = UpstreamTimeouts(
            connect: .seconds(5), firstByte: .seconds(10), idle: .seconds(10), total: .seconds(15))
    ) {
        guard let parts = URLParts(tokenURL) else { return nil }
        isLocal = LoopbackHost.matches(parts.host)
        guard parts.isEncrypted || isLocal else { return nil }
        self.parts = parts
        self.tls = tls
        self.timeouts = timeouts
    }

    /// The session for a GitHub token if one is at hand that lasts for another minute from `now`, in seconds since 1970.
    public func cached(_ token: String, now: Int64) -> CopilotSession? {
        book.withLock { $0.session(token, now: now) }
    }

    /// The session for a GitHub token, exchanged if none is at hand; the future never fails.
    ///
    /// - Parameter now: seconds since 1970.
    public func session(
        for token: String, now: Int64, on eventLoop: any EventLoop
    ) -> EventLoopFuture<Result<CopilotSession, CopilotFailure>> {
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return eventLoop.makeSucceededFuture(.failure(.keyRejected))
        }
        let promise = eventLoop.makePromise(of: Result<CopilotSession, CopilotFailure>.self)
        switch book.withLock({ $0.find(token, now: now, waiter: promise) }) {
        case .session(let session): promise.succeed(.success(session))
        case .full: promise.succeed(.failure(.unreachable))
        case .wait: break
        case .exchange:
            Task {
                let result = await self.exchange(token, on: eventLoop)
                let session: CopilotSession? = if case .success(let session) = result { session } else { nil }
                for waiter in self.book.withLock({ $0.finish(token, session) }) { waiter.succeed(result) }
            }
        }
        return promise.futureResult
    }

    /// Drops a session that the provider refused, so that the next request exchanges the token anew.
    public func forget(_ token: String, _ session: CopilotSession) {
        book.withLock { $0.forget(token, session) }
    }

    // MARK: The exchange

    private func exchange(
        _ token: String, on eventLoop: any EventLoop
    ) async -> Result<CopilotSession, CopilotFailure> {
        let target = UpstreamTarget(isEncrypted: parts.isEncrypted, host: parts.host, port: parts.port)
        let answer: OneShot.Answer
        do throws(UpstreamFailure) {
            answer = try await OneShot.send(
                UpstreamRequest(head: head(token), body: []), to: target, timeouts: timeouts, tls: tls, on: eventLoop)
        } catch {
            return .failure(.unreachable)
        }
        switch answer.head.status {
        case 200:
            guard answer.body.readableBytes <= Self.answerLimit,
                let session = CopilotSession(answer: answer.body, isLocal: isLocal)
            else { return .failure(.unreachable) }
            return .success(session)
        case 401: return .failure(.keyRejected)
        case 404: return .failure(.noSubscription)
        default: return .failure(.unreachable)
        }
    }

    private func head(_ token: String) -> ByteBuffer {
        var head = ByteBuffer()
        head.writeString("GET \(parts.path.isEmpty ? "/" : parts.path)\(parts.query) HTTP/1.1\r\n")
        head.writeString("host: \(parts.authority)\r\nauthorization: token \(token)\r\n")
        for field in CopilotEditor.fields { head.writeString("\(field.name): \(field.value)\r\n") }
        head.writeStaticString("accept: application/json\r\naccept-encoding: identity\r\n\r\n")
        return head
    }
}
