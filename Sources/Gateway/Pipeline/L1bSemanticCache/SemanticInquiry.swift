// SPDX-License-Identifier: Apache-2.0

public import Conversation
import Locking
public import WireFormats

/// One request's question on its way through the semantic cache: what is known of it so far.
///
/// Shared by the request, by the encoder's thread and by the call to the provider, whose answer becomes the question's own.
public final class SemanticInquiry: Sendable {
    /// The request's identity.
    public let identity: Fingerprint
    public let requestID: String
    public let subject: SemanticSubject
    public let mode: SemanticMode
    /// Whether a hit may be served, as opposed to only looked for.
    let mayServe: Bool
    /// Whether somebody only wants to know what would happen: nothing is noted, counted or learned.
    let isRehearsal: Bool
    private let state = Locked(State())

    private struct State: Sendable {
        var prepared: (any PreparedQuestion)?
        var vectors: QuestionVectors?
        var candidate: SemanticCandidate?
        var isTaken = false
        var wasServed = false
    }

    public init(
        _ subject: SemanticSubject, identity: Fingerprint, requestID: String, mode: SemanticMode,
        mayServe: Bool = true, isRehearsal: Bool = false
    ) {
        self.subject = subject
        self.identity = identity
        self.requestID = requestID
        self.mode = mode
        self.mayServe = mayServe
        self.isRehearsal = isRehearsal
    }

    /// The verifier read the question.
    func prepared(_ prepared: any PreparedQuestion) { state.withLock { $0.prepared = prepared } }

    /// The question as the verifier read it, with or without vectors; nil until then.
    var preparation: (any PreparedQuestion)? { state.withLock { $0.prepared } }

    func encoded(_ prepared: any PreparedQuestion, _ vectors: QuestionVectors) {
        state.withLock {
            $0.prepared = prepared
            $0.vectors = vectors
        }
    }

    func found(_ candidate: SemanticCandidate?) { state.withLock { $0.candidate = candidate } }

    /// What is needed to keep the question; nil until it is encoded.
    var encoding: (prepared: any PreparedQuestion, vectors: QuestionVectors)? {
        state.withLock { state in
            guard let prepared = state.prepared, let vectors = state.vectors else { return nil }
            return (prepared, vectors)
        }
    }

    /// The candidate, while it was not compared with the provider's answer.
    public var candidate: SemanticCandidate? { state.withLock { $0.isTaken ? nil : $0.candidate } }

    /// The candidate that the provider's answer is to be compared with, and whether its answer was served; each is compared
    /// once.
    func takeCandidate() -> (candidate: SemanticCandidate, wasServed: Bool)? {
        state.withLock { state in
            guard !state.isTaken, let candidate = state.candidate else { return nil }
            state.isTaken = true
            return (candidate, state.wasServed)
        }
    }

    /// The candidate's answer was served.
    func served() { state.withLock { $0.wasServed = true } }
}
