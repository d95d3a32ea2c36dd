// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Providers

/// An answer of a scripted provider while it is given, beat by beat.
final class ScriptedCall: ProviderCall {
    private let ask: ScriptedAsk
    private let eventLoop: any EventLoop
    private var beats: ArraySlice<Beat>
    private var receiver: (any UpstreamReceiver)?
    private var hasAnswer = false
    /// Whether whoever asked gave it up before its end.
    private(set) var wasCancelled = false

    init(_ ask: ScriptedAsk, _ beats: [Beat], on eventLoop: any EventLoop, receiver: any UpstreamReceiver) {
        self.ask = ask
        self.beats = beats[...]
        self.eventLoop = eventLoop
        self.receiver = receiver
    }

    func start() { later(.zero) { self.play() } }

    func cancel() {
        wasCancelled = receiver != nil
        receiver = nil
    }

    func holdReading(_ hold: Bool) {}

    private func later(_ time: TimeAmount, _ work: @escaping () -> Void) {
        eventLoop.assumeIsolated().scheduleTask(in: time, work)
    }

    private func play() {
        while let receiver, let beat = beats.popFirst() {
            switch beat {
            case .wait(let milliseconds): return later(.milliseconds(milliseconds)) { self.play() }
            case .head(let status, let fields):
                hasAnswer = true
                guard let head = Self.head(status, fields) else { return }
                receiver.upstreamHead(head)
            case .body(let text):
                receiver.upstreamBody(ByteBuffer(string: text))
                self.receiver?.upstreamPause()
            case .end:
                self.receiver = nil
                receiver.upstreamEnded()
            case .fail(let failure):
                self.receiver = nil
                receiver.upstreamFailed(failure)
            case .silence:
                beats = [.fail(hasAnswer ? .idleTimeout : .firstByteTimeout)]
                return later(hasAnswer ? ask.timeouts.idle : ask.timeouts.firstByte) { self.play() }
            }
        }
    }

    private static func head(_ status: Int, _ fields: [(String, String)]) -> ResponseHead? {
        var bytes = ByteBuffer(string: "HTTP/1.1 \(status) X\r\ntransfer-encoding: chunked\r\n")
        for (name, value) in fields { bytes.writeString("\(name): \(value)\r\n") }
        bytes.writeString("\r\n")
        var parser = ResponseParser()
        guard case .head(let head)? = try? parser.next(&bytes) else { return nil }
        return head
    }
}
