// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Providers
import WireFormats

/// What those who wait for an answer are told, in this order: one of the first seven, and for some of them more.
enum FlightEvent: Sendable {
    /// A whole answer that is not a stream.
    case whole(AnswerSource, ResponseHead, ByteBuffer)
    /// A provider's refusal, in its own words.
    case refused(AnswerSource, ResponseHead, ByteBuffer, FlightFailure)
    /// A stream that failed before anything useful came, with the provider's own events.
    case refusedStream(AnswerSource, ResponseHead, ByteBuffer, FlightFailure)
    /// Nobody answers, or the answer cannot go on.
    case failed(FlightFailure)
    /// A stream begins; whole events follow.
    case opened(AnswerSource, ResponseHead)
    /// An answer begins that nobody looks into; pieces of its body follow.
    case relayed(AnswerSource, ResponseHead)
    /// There is no such flight any more, or its answer is in a form that this reader does not want.
    case gone
    /// Whole events of an opened stream, or a piece of a relayed body.
    case bytes(ByteBuffer)
    /// What the answer shows of its cost, told just before its end to those who listen along.
    indirect case counted(AnswerFacts)
    /// What has come for now is delivered: a good moment to flush.
    case pause
    /// The opened stream or the relayed body is complete.
    case ended
    /// The relayed body is not complete and nothing more comes.
    case aborted
}
