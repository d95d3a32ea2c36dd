// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import WireFormats

/// The last bytes of an answer that passes unwatched: where providers tell their token counts.
struct AnswerTail {
    private static let size = 4 << 10
    private var bytes = ByteBuffer()
    /// Whether the answer was compressed, so that nothing can be read in it.
    var isOpaque = false

    mutating func take(_ more: ByteBuffer) {
        guard !isOpaque else { return }
        if more.readableBytes >= Self.size {
            bytes = more.getSlice(at: more.writerIndex - Self.size, length: Self.size) ?? ByteBuffer()
            return
        }
        bytes.writeImmutableBuffer(more)
        let surplus = bytes.readableBytes - Self.size
        if surplus > Self.size {
            bytes.moveReaderIndex(forwardBy: surplus)
            bytes.discardReadBytes()
        }
    }

    /// The counts that stand near the end, if there are any.
    func usage(_ format: WireFormat, tape: inout JSONTape) -> Usage? {
        UsageTail.usage(in: bytes.readableBytesUInt8Span, format, tape: &tape)
    }
}
