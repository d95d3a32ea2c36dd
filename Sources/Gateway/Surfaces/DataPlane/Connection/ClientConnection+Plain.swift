// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Plain requests, read from the socket's bytes.
extension ClientConnection {
    /// Takes what has come of requests, up to one that has to wait for the answer before it.
    func takeInbox() {
        guard !isTakingAhead else { return }
        isTakingAhead = true
        defer { isTakingAhead = false }
        while inbox.readableBytes > 0 {
            switch state {
            case .answering: return
            case .closed: return dropAhead()
            case .receiving, .discarding:
                guard bodyLeft > 0, let bytes = inbox.readSlice(length: min(bodyLeft, inbox.readableBytes)) else {
                    // A request that was refused in the middle of its body; nothing behind it counts.
                    return dropAhead()
                }
                deliveredParts = true
                bodyLeft -= bytes.readableBytes
                takeBody(bytes)
                if bodyLeft == 0 { takeEnd() }
            case .waiting:
                switch RequestHeadReader.read(inbox) {
                case .head(let head, let size, let length):
                    deliveredParts = true
                    looks = 0
                    bodyLeft = length
                    inbox.moveReaderIndex(forwardBy: size)
                    begin(head)
                    if length == 0 { takeEnd() }
                case .incomplete where looks < Self.mostLooks:
                    looks += 1
                    return
                case .incomplete, .unusual: return addDecoder()
                }
            }
        }
        // A connection that waits holds no memory of what it has read.
        inbox = ByteBuffer()
    }

    /// A head that trickles in is the decoder's, which looks at every byte once.
    private static let mostLooks = 3

    /// Has the HTTP library read this connection from here on.
    private func addDecoder() {
        guard let context else { return }
        hasDecoder = true
        let bytes = inbox
        inbox = ByteBuffer()
        let wasReading = isReading
        do {
            let pipeline = context.pipeline.syncOperations
            let handlers: [any ChannelHandler] = [loop.configuration.limits.decoder(), DecodedRequests(self)]
            try pipeline.addHandlers(handlers, position: .before(self))
            isTakingAhead = false
            pipeline.fireChannelRead(NIOAny(bytes))
            if !wasReading { pipeline.fireChannelReadComplete() }
        } catch {
            abort()
        }
    }
}
