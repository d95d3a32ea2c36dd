// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// What of a request may be compared by meaning, and what must be equal for that.
///
/// The partition is the digest of the canonical text of the whole request with the question taken out, so whatever makes
/// two requests different keeps them apart here too, unless it is a word of the question. Two requests with one partition
/// and one question are the same request.
public struct SemanticSubject: Sendable, Hashable {
    /// Names everything but the question.
    public let partition: Fingerprint
    /// The same, field by field.
    public let fields: PartitionFields
    /// Names whose evidence counts: the principal, the model and the kind of request.
    public let evidenceClass: Fingerprint
    public let kind: Kind
    /// The whole text of the last user turn, less what an agent put around it.
    public let question: String

    /// The kind of a request, which evidence is pooled by.
    public struct Kind: Sendable, Hashable {
        /// The provider-visible model.
        public let model: String
        /// Whether there was an answer before.
        public let isFollowUp: Bool
        /// Whether the answer must be JSON.
        public let wantsJSON: Bool
    }

    /// What is compared at all.
    public struct Limits: Sendable, Hashable {
        /// A longer question is not, in bytes: the verifier compares some 160 words.
        public var longestQuestion: Int
        /// Requests with a higher temperature want variety.
        public var maxTemperature: Double

        public init(longestQuestion: Int = 2048, maxTemperature: Double = 1) {
            self.longestQuestion = longestQuestion
            self.maxTemperature = maxTemperature
        }
    }

    /// Finds the subject of a request that was read.
    ///
    /// - Throws: why the request is not compared with others.
    public init(
        _ reading: RequestReading, limits: Limits = Limits(), digest: ([UInt8]) -> Fingerprint
    ) throws(SemanticSkip) {
        switch reading.caching {
        case .allowed: break
        case .providerState: throw .providerState
        case .unusableSession: throw .unusableSession
        case .unknownShape: throw .unknownShape
        }
        guard var conversation = reading.conversation else { throw .unknownShape }
        let place = try QuestionPlace.find(
            in: conversation, longest: limits.longestQuestion, maxTemperature: limits.maxTemperature)
        guard case .text(let question) = conversation.turns[place.turn].parts[place.part].content else {
            throw .unknownShape
        }
        self.question = question
        conversation.turns[place.turn].parts[place.part].content = .text("")
        let scope = reading.scope
        var text = CanonicalText()
        text.text(scope.bytes)
        // Where the question stood: nobody else's words can stand for the gap.
        text.number(place.turn)
        text.number(place.part)
        text.conversation(conversation)
        guard text.isSound else { throw .unknownShape }
        partition = digest(text.bytes)
        kind = Kind(
            model: reading.resolvedModel ?? "", isFollowUp: conversation.turns.contains { $0.role == .assistant },
            wantsJSON: conversation.options.format != nil)
        evidenceClass = Self.evidenceClass(scope, kind, digest)
        fields = Self.fields(scope, conversation, place, digest)
    }

    private static func evidenceClass(
        _ scope: IdentityScope, _ kind: Kind, _ digest: ([UInt8]) -> Fingerprint
    ) -> Fingerprint {
        var text = CanonicalText()
        text.text(scope.principal)
        text.text(scope.model)
        text.tag(kind.isFollowUp ? .true : .false)
        text.tag(kind.wantsJSON ? .true : .false)
        return digest(text.bytes)
    }

    private static func fields(
        _ scope: IdentityScope, _ conversation: Conversation, _ place: QuestionPlace,
        _ digest: ([UInt8]) -> Fingerprint
    ) -> PartitionFields {
        let origin = conversation.origin
        func mark(_ turns: some Sequence<Turn>) -> UInt64 {
            var text = CanonicalText()
            text.conversation(Conversation(origin: origin, turns: Array(turns)))
            return digest(text.bytes).words.x
        }
        return PartitionFields { field in
            switch field {
            case .principal: digest(Array(scope.principal)).words.x
            case .headers: digest(Array(scope.headers)).words.x
            case .session: digest(Array(scope.sessions)).words.x
            case .model: digest(Array(scope.model)).words.x
            case .system: mark(conversation.turns.filter { $0.role == .system })
            case .history: mark(conversation.turns[..<place.turn].filter { $0.role != .system })
            case .context: mark([conversation.turns[place.turn]])
            case .options:
                {
                    var rest = conversation
                    rest.turns = []
                    var text = CanonicalText()
                    text.conversation(rest)
                    return digest(text.bytes).words.x
                }()
            }
        }
    }
}
