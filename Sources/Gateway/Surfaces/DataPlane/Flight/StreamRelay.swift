// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import WireFormats

/// Passes a stream on, event by event, and watches it.
///
/// Only whole events leave: the bytes of an event that is not complete yet are held back, so that a stream which is
/// cut in the middle of one can still end with an error that the client's parser understands. What leaves is what
/// came, byte for byte; only token counts that nobody but the gateway asked for stay behind.
///
/// A class, since it is changed in place with every piece of a stream.
final class StreamRelay {
    /// What to do with the bytes that came.
    struct Taken {
        /// Goes to the client now.
        var forward: ByteBuffer?
        /// An event came that no client could read; the stream ends before it.
        var isMalformed = false
    }

    /// An incomplete event of more bytes passes unwatched.
    private static let holdLimit = 4 << 20

    private var held = ByteBuffer()
    private var splitter = SSESplitter()
    private var inspector: StreamInspector
    /// What has left, as long as it is worth remembering.
    private(set) var record: ByteBuffer?
    private let recordLimit: Int
    /// Token counts that the client did not ask for, among what is to leave next.
    private var cuts: [Range<Int>] = []
    /// An event was too large to be held back: bytes pass as they come.
    private(set) var isUnwatched = false
    /// The format's last event has passed.
    private(set) var hasEnded = false
    /// The provider reported a failure in the stream.
    private(set) var hasFailed = false
    /// The words of the failure that the provider reported.
    private(set) var failureWords: ErrorWords?

    /// - Parameters:
    ///   - recordLimit: keeps a copy of up to that many bytes; zero keeps none.
    ///   - stripsUsage: takes token counts out of chat completions, as if nobody had asked for them.
    init?(format: WireFormat, recordLimit: Int, stripsUsage: Bool = false) {
        guard let inspector = StreamInspector(format: format, placesUsage: stripsUsage) else { return nil }
        self.inspector = inspector
        self.recordLimit = recordLimit
        record = recordLimit > 0 ? ByteBuffer() : nil
    }

    /// Whether the stream may end here: its last event has passed, or every choice has told why it stopped.
    var mayEnd: Bool { hasEnded || hasFailed || isUnwatched || inspector.hasStopped }

    /// Whether something has come that a client can use.
    var hasBegun: Bool { inspector.hasBegun }

    /// What the stream showed.
    var facts: AnswerFacts { inspector.facts }

    /// The stream's bytes if it may be kept.
    var keepable: ByteBuffer? {
        let isOver = hasEnded || inspector.endsByItself && inspector.hasStopped
        guard isOver, !isUnwatched, inspector.facts.isKeepable else { return nil }
        return record
    }

    func take(_ bytes: ByteBuffer, tape: inout JSONTape) -> Taken {
        if held.readableBytes == 0 { held = bytes } else { held.writeImmutableBuffer(bytes) }
        var taken = Taken()
        if !isUnwatched {
            let bytes = held
            while let event = splitter.next(in: bytes.readableBytesUInt8Span) {
                switch inspector.inspect(event, in: bytes.readableBytesUInt8Span, tape: &tape) {
                case .fine: if let cut = inspector.usagePlace { cuts.append(cut) }
                case .end: hasEnded = true
                case .failure: fail(event, in: bytes.readableBytesUInt8Span, tape: &tape)
                case .malformed:
                    // After the last event nothing matters any more.
                    if hasEnded { continue }
                    taken.isMalformed = true
                    taken.forward = release(event.range.lowerBound)
                    return taken
                }
            }
            let complete = splitter.incompleteStart
            if held.readableBytes - complete <= Self.holdLimit {
                taken.forward = release(complete)
                splitter.discard(complete)
                return taken
            }
            isUnwatched = true
            record = nil
        }
        taken.forward = release(held.readableBytes)
        return taken
    }

    /// What is left when the upstream has ended regularly: a last event without its blank line.
    func finish(tape: inout JSONTape) -> Taken {
        guard held.readableBytes > 0 else { return Taken() }
        var closed = held
        closed.writeString("\n\n")
        if !isUnwatched, let event = splitter.next(in: closed.readableBytesUInt8Span) {
            switch inspector.inspect(event, in: closed.readableBytesUInt8Span, tape: &tape) {
            case .fine: if let cut = inspector.usagePlace { cuts.append(cut) }
            case .end: hasEnded = true
            case .failure: fail(event, in: closed.readableBytesUInt8Span, tape: &tape)
            case .malformed:
                held.clear()
                return Taken(forward: nil, isMalformed: true)
            }
        }
        record = nil
        // Half an event would spoil the error event that must follow it.
        guard mayEnd else {
            held.clear()
            return Taken()
        }
        return Taken(forward: release(held.readableBytes))
    }

    private func fail(_ event: SSEEvent, in bytes: Span<UInt8>, tape: inout JSONTape) {
        hasFailed = true
        failureWords = ErrorWords.read(event.joinedData(in: bytes).span, tape: &tape)
    }

    private func without(_ cuts: [Range<Int>], _ bytes: ByteBuffer) -> ByteBuffer {
        var left = ByteBuffer()
        left.reserveCapacity(bytes.readableBytes)
        var place = 0
        for cut in cuts {
            if let slice = bytes.getSlice(at: bytes.readerIndex + place, length: cut.lowerBound - place) {
                left.writeImmutableBuffer(slice)
            }
            place = min(cut.upperBound, bytes.readableBytes)
        }
        if let rest = bytes.getSlice(at: bytes.readerIndex + place, length: bytes.readableBytes - place) {
            left.writeImmutableBuffer(rest)
        }
        return left
    }

    private func release(_ count: Int) -> ByteBuffer? {
        guard count > 0, var bytes = held.readSlice(length: count) else { return nil }
        if !cuts.isEmpty {
            bytes = without(cuts, bytes)
            cuts = []
            guard bytes.readableBytes > 0 else { return nil }
        }
        if let length = record?.readableBytes {
            if length + count <= recordLimit { record?.writeImmutableBuffer(bytes) } else { record = nil }
        }
        return bytes
    }
}
