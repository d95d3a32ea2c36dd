// SPDX-License-Identifier: Apache-2.0

internal import Addresses
internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import Providers

/// Fetches one file to a partial one, goes on where an earlier attempt was cut, and follows the endpoint to where it has
/// its files. No credentials are sent.
struct Download: Sendable {
    /// How often a cut connection is taken up again, as long as bytes came through it.
    private static let mostAttempts = 8
    private static let mostRedirections = 5

    let file: ModelFile
    let url: URLParts
    /// What is written to.
    let partial: String
    let userAgent: String
    /// Bytes that are here, of all.
    let progress: @Sendable (Int, Int) -> Void

    /// Fetches all bytes; what they are is for the caller to check.
    func run() async throws(ModelFailure) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result = await fetch(on: group.next())
        try? await group.shutdownGracefully()
        try result.get()
    }

    private func fetch(on eventLoop: any EventLoop) async -> Result<Void, ModelFailure> {
        var place = url
        var redirections = 0
        var attempts = 0
        var hasStartedOver = false
        var fromStart = false
        var sizeBefore = -1
        while true {
            let (outcome, size) = await attempt(place, fromStart: fromStart, on: eventLoop)
            fromStart = false
            switch outcome {
            case .complete: return .success(())
            case .step(.follow(let next)):
                redirections += 1
                guard redirections <= Self.mostRedirections else {
                    return .failure(broken(place, "sends us around in circles"))
                }
                place = next
            case .step(.startOver):
                guard !hasStartedOver else { return .failure(broken(place, "does not give the whole file")) }
                hasStartedOver = true
                fromStart = true
                place = url
            case .step(.fail(let failure)): return .failure(failure)
            case .step(.append), .step(.replace): return .failure(broken(place, "does not answer"))
            case .cut(let word):
                attempts += 1
                guard size > sizeBefore, attempts < Self.mostAttempts else {
                    return .failure(broken(place, "cannot be read from (\(word))"))
                }
                sizeBefore = size
                // Addresses that were signed for one download may have expired.
                place = url
                redirections = 0
            }
        }
    }

    private func attempt(
        _ place: URLParts, fromStart: Bool, on eventLoop: any EventLoop
    ) async -> (DownloadReceiver.Outcome, Int) {
        var tls: NIOSSLContext?
        if place.isEncrypted {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            tls = try? NIOSSLContext(configuration: configuration)
        }
        let context = tls
        let promise = eventLoop.makePromise(of: (DownloadReceiver.Outcome, Int).self)
        eventLoop.execute {
            let partial: PartialFile
            do throws(ModelFailure) {
                partial = try PartialFile(self.partial)
                if fromStart || partial.size > file.size { try partial.empty() }
            } catch {
                return promise.succeed((.step(.fail(error)), 0))
            }
            guard partial.size < file.size else {
                partial.close()
                return promise.succeed((.complete, partial.size))
            }
            let deadlines = DeadlineList(eventLoop: eventLoop)
            let pool = ConnectionPool(
                eventLoop: eventLoop, limits: .init(connections: 1), tls: context, deadlines: deadlines)
            let receiver = DownloadReceiver(
                rules: DownloadRules(file: file, url: place, offset: partial.size), partial: partial,
                progress: { progress($0, file.size) },
                tell: { outcome in
                    deadlines.stop()
                    pool.closeIdle()
                    partial.close()
                    promise.succeed((outcome, partial.size))
                })
            progress(partial.size, file.size)
            receiver.call = pool.ask(
                UpstreamTarget(isEncrypted: place.isEncrypted, host: place.host, port: place.port),
                UpstreamRequest(head: ByteBuffer(string: head(place, offset: partial.size)), body: []),
                timeouts: UpstreamTimeouts(
                    connect: .seconds(20), firstByte: .seconds(60), idle: .seconds(60), total: .hours(6)),
                receiver: receiver)
        }
        do { return try await promise.futureResult.get() } catch { return (.cut("closed"), 0) }
    }

    private func head(_ place: URLParts, offset: Int) -> String {
        var lines = [
            "GET \(place.path.isEmpty ? "/" : place.path)\(place.query) HTTP/1.1", "host: \(place.authority)",
            "user-agent: \(userAgent)", "accept: */*", "accept-encoding: identity",
        ]
        if offset > 0 { lines.append("range: bytes=\(offset)-") }
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }

    private func broken(_ place: URLParts, _ what: String) -> ModelFailure {
        ModelFailure(
            .unreachable, "\(place.authority) \(what)",
            remedy: "run the command again; what has come stays and is not fetched again")
    }
}
