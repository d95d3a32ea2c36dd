// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Pipeline
import Providers

@testable import DataPlane

/// One event loop of a gateway whose time stands still unless a test moves it, before providers that follow a script.
final class Stage {
    /// The time of day when the stage's time is zero.
    static let wallStart = 1_800_000_000
    /// How long the cache serves an answer as fresh, in milliseconds.
    static let cacheLifetime: Int64 = 100_000

    let eventLoop = EmbeddedEventLoop()
    let port: ScriptedPort
    let loop: LoopContext
    let states: ProviderStates
    let cache: ExactCache<ByteBuffer>

    init(
        _ members: [StageMember], gatewayKeys: [String] = [], resilience: DataPlaneConfiguration.Resilience = .init(),
        policy: ResiliencePolicy = ResiliencePolicy(), seed: UInt64 = 1,
        script: @escaping (ScriptedAsk, Int) -> [Beat]
    ) throws {
        port = ScriptedPort(eventLoop: eventLoop, script: script)
        let router = ProviderRouter(chain: try members.map { try $0.link() }, families: [:], isOffline: false)
        states = ProviderStates(members: members.map(\.plan), policy: policy)
        cache = ExactCache(
            limits: .init(
                entries: 100, bytes: 1 << 20, entryBytes: 1 << 16, lifetime: Self.cacheLifetime,
                staleLifetime: 3_600_000))
        let configuration = DataPlaneConfiguration(
            gatekeeper: Gatekeeper(keys: gatewayKeys, isLoopbackBound: true, router: router), router: router,
            states: states, resilience: resilience, cache: cache,
            limits: .init(body: 1 << 20, head: 1 << 14, bodiesPerLoop: 1 << 24, connections: 100),
            clientTimeouts: .init(head: .hours(9), body: .hours(9), keepAlive: .hours(9), write: .hours(9)),
            upstreamTimeouts: .init(
                connect: .seconds(5), firstByte: .seconds(20), idle: .seconds(15), total: .minutes(30)),
            poolLimits: .init(connections: 100), tls: nil, aliases: [:], defaultModel: "m",
            synthetic: SyntheticProvider())
        let eventLoop = eventLoop
        loop = LoopContext(
            eventLoop: eventLoop, index: 0, configuration: configuration, control: NoControl(), board: FlightBoard(),
            processID: 1, upstreams: port, random: PauseSpread(seed: seed),
            wallSeconds: { Self.wallStart + Int(eventLoop.now.uptimeNanoseconds / 1_000_000_000) })
    }

    deinit { loop.stop() }

    /// The stage's time in milliseconds.
    var now: Int64 { Int64(eventLoop.now.uptimeNanoseconds / 1_000_000) }

    /// Lets time pass.
    func advance(_ milliseconds: Int64) { eventLoop.advanceTime(by: .milliseconds(milliseconds)) }

    /// What the providers were asked, by their keys, in order.
    var asked: [String] { port.asks.map(\.name) }

    func report(_ member: Int = 0) -> MemberReport { states.reports(now: now)[member] }

    // MARK: Requests

    /// A chat completion that asks for `text`.
    static func chat(_ text: String = "Hi", streams: Bool = false, model: String = "m", more: String = "") -> String {
        #"{"model":"\#(model)","stream":\#(streams),"messages":[{"role":"user","content":"\#(text)"}]\#(more)}"#
    }

    /// Sends a request on a connection of its own; its answer comes as time passes.
    func send(
        _ body: String = Stage.chat(), to path: String = "/v1/chat/completions", _ fields: [(String, String)] = []
    ) throws -> StageClient {
        let client = try StageClient(loop, eventLoop)
        try client.send(body, to: path, fields)
        return client
    }

    /// Sends a request and lets time pass until its answer is there, at most so long.
    func ask(
        _ body: String = Stage.chat(), to path: String = "/v1/chat/completions", _ fields: [(String, String)] = [],
        within milliseconds: Int64 = 200_000
    ) throws -> StageAnswer {
        let client = try send(body, to: path, fields)
        let start = now
        while try !client.answer().isComplete, now < start + milliseconds {
            // Steps in which only silence ends need not be small.
            advance(now < start + 5000 ? 5 : 50)
        }
        return try client.answer()
    }
}

/// A control plane that has nothing to say.
private struct NoControl: ControlPort {
    func respond(to request: ControlRequest) async -> ControlResponse {
        ControlResponse(status: 404, headers: [], body: ByteBuffer())
    }
}
