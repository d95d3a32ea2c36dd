// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A small Hugging Face style endpoint on a loopback port, which misbehaves on demand.
final class HubServer: Sendable {
    /// What the next requests get, one each; then the file, as it should be.
    enum Answer: Sendable {
        case file
        /// So many bytes, then the connection is cut.
        case cut(after: Int)
        /// The whole file, whatever range was asked for.
        case whole
        case status(Int)
        case redirect(String)
        case bytes([UInt8])
        /// A range that is not the one that was asked for.
        case otherRange
    }

    struct Request: Sendable, Equatable {
        var path: String
        var range: String?
        /// Names of header lines that could carry a credential.
        var credentials: [String]
    }

    private struct State {
        var answers: [Answer] = []
        var requests: [Request] = []
    }

    private let files: [String: [UInt8]]
    private let state: Mutex<State>
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let channel = Mutex<(any Channel)?>(nil)

    init(files: [String: [UInt8]], answers: [Answer] = []) {
        self.files = files
        state = Mutex(State(answers: answers))
    }

    func start() async throws {
        let bound = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.pipeline.configureHTTPServerPipeline().flatMap {
                    channel.pipeline.addHandler(Handler(server: self))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        channel.withLock { $0 = bound }
    }

    func stop() async throws {
        try await channel.withLock { $0 }?.close()
        try await group.shutdownGracefully()
    }

    var endpoint: String { "http://127.0.0.1:\(channel.withLock { $0?.localAddress?.port } ?? 0)" }
    var requests: [Request] { state.withLock { $0.requests } }

    private func next(_ request: Request) -> Answer {
        state.withLock { state in
            state.requests.append(request)
            return state.answers.isEmpty ? .file : state.answers.removeFirst()
        }
    }

    private final class Handler: ChannelInboundHandler, Sendable {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let server: HubServer

        init(server: HubServer) { self.server = server }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .head(let head) = unwrapInboundIn(data) else { return }
            let request = Request(
                path: head.uri, range: head.headers.first(name: "range"),
                credentials: ["authorization", "cookie", "proxy-authorization"].filter {
                    head.headers.contains(name: $0)
                })
            answer(server.next(request), request, context)
        }

        private func answer(_ answer: Answer, _ request: Request, _ context: ChannelHandlerContext) {
            let name = request.path.split(separator: "/").last.map { String($0.prefix { $0 != "?" }) } ?? ""
            let file = server.files[name]
            let offset = request.range.flatMap { Int($0.dropFirst(6).dropLast()) } ?? 0
            switch answer {
            case .status(let status): send(status, [], [:], context)
            case .redirect(let location): send(302, [], ["location": location], context)
            case .bytes(let bytes): send(200, bytes, [:], context)
            case .file, .cut, .whole, .otherRange:
                guard let file else { return send(404, [], [:], context) }
                if case .whole = answer { return send(200, file, [:], context) }
                guard offset <= file.count else { return send(416, [], [:], context) }
                let part = Array(file[offset...])
                var headers: [String: String] = [:]
                if request.range != nil {
                    let first: Int
                    if case .otherRange = answer { first = offset + 1 } else { first = offset }
                    headers["content-range"] = "bytes \(first)-\(file.count - 1)/\(file.count)"
                }
                var limit: Int?
                if case .cut(let count) = answer { limit = count }
                send(request.range == nil ? 200 : 206, part, headers, context, cutAfter: limit)
            }
        }

        private func send(
            _ status: Int, _ body: [UInt8], _ headers: [String: String], _ context: ChannelHandlerContext,
            cutAfter limit: Int? = nil
        ) {
            var fields = HTTPHeaders(headers.map { ($0.key, $0.value) })
            fields.add(name: "content-length", value: String(body.count))
            let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: fields)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            let shown = limit.map { Array(body.prefix($0)) } ?? body
            if !shown.isEmpty {
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: shown)))), promise: nil)
            }
            if limit == nil {
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            } else {
                let channel = context.channel
                context.flush()
                channel.close(promise: nil)
            }
        }
    }
}
