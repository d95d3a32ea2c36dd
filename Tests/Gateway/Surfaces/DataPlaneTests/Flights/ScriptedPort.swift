// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Providers

/// Providers that do what a script says, and remember what they were asked.
final class ScriptedPort: UpstreamPort {
    private let eventLoop: any EventLoop
    /// What becomes of a question; its place among all questions comes second.
    var script: (ScriptedAsk, Int) -> [Beat]
    private(set) var asks: [ScriptedAsk] = []
    private(set) var calls: [ScriptedCall] = []

    init(eventLoop: any EventLoop, script: @escaping (ScriptedAsk, Int) -> [Beat]) {
        self.eventLoop = eventLoop
        self.script = script
    }

    func ask(
        _ target: UpstreamTarget, _ request: UpstreamRequest, timeouts: UpstreamTimeouts,
        receiver: any UpstreamReceiver
    ) -> any ProviderCall {
        let now = Int64(eventLoop.now.uptimeNanoseconds / 1_000_000)
        let ask = ScriptedAsk(target, request, timeouts, at: now)
        let call = ScriptedCall(ask, script(ask, asks.count), on: eventLoop, receiver: receiver)
        asks.append(ask)
        calls.append(call)
        call.start()
        return call
    }

    var openConnections: Int { 0 }
    func closeIdle() {}
}
