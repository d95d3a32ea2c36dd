// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Pipeline
import WireFormats

/// What the providers are asked: a client's request, read, and what may become of its answer.
struct Question {
    let request: Incoming
    let surface: Surface
    /// What is asked for if it is no answer of a model.
    let passage: Operation.Passage?
    let reading: RequestReading?
    let identity: Fingerprint?
    /// Whether the answer may be kept for others.
    let mayKeep: Bool
    /// Whether the request belongs to the share that no layer may answer.
    let isHeldOut: Bool
    /// The session that a provider's prompt cache is warm for.
    let session: UInt64?
    let allocator: ByteBufferAllocator
    /// What the semantic cache wants to know of the answer.
    var semantic: SemanticInquiry?
    /// Whether the gateway itself asks.
    var isOwn = false

    /// Names the question, by its body where it has no identity.
    var seed: Fingerprint { identity ?? request.body.withUnsafeReadableBytes { Digest.of($0) } }

    /// In what form an answer comes, which those who join must want as well.
    var form: FlightForm { FlightForm(reading, surface) }
}
