// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// One answer of the synthetic provider while it is told.
final class SyntheticCall: ProviderCall {
    private var pieces: [[UInt8]]
    private let streams: Bool
    private var receiver: (any UpstreamReceiver)?
    private var isHeld = false
    private var isWaiting = false
    private var place = 0
    private var resume: (() -> Void)?

    init(pieces: [[UInt8]], streams: Bool, receiver: any UpstreamReceiver) {
        self.pieces = pieces
        self.streams = streams
        self.receiver = receiver
    }

    func start(on eventLoop: any EventLoop, firstByte: TimeAmount, betweenPieces: TimeAmount) {
        resume = { [weak self] in
            eventLoop.assumeIsolated().scheduleTask(in: betweenPieces) { self?.tell() }
        }
        eventLoop.assumeIsolated().scheduleTask(in: firstByte) { self.begin() }
    }

    func cancel() {
        receiver = nil
        resume = nil
    }

    func holdReading(_ hold: Bool) {
        isHeld = hold
        guard !hold, isWaiting else { return }
        isWaiting = false
        resume?()
    }

    private func begin() {
        guard let receiver, let head = Self.head(streams: streams, length: pieces.first?.count ?? 0) else { return }
        receiver.upstreamHead(head)
        tell()
    }

    private func tell() {
        guard let receiver else { return }
        guard place < pieces.count else {
            cancel()
            return receiver.upstreamEnded()
        }
        guard !isHeld else { return isWaiting = true }
        receiver.upstreamBody(ByteBuffer(bytes: pieces[place]))
        place += 1
        receiver.upstreamPause()
        resume?()
    }

    private static func head(streams: Bool, length: Int) -> ResponseHead? {
        let type = streams ? "text/event-stream" : "application/json"
        let framing = streams ? "transfer-encoding: chunked" : "content-length: \(length)"
        var bytes = ByteBuffer(string: "HTTP/1.1 200 OK\r\ncontent-type: \(type)\r\n\(framing)\r\n\r\n")
        var parser = ResponseParser()
        guard case .head(let head)? = try? parser.next(&bytes) else { return nil }
        return head
    }
}
