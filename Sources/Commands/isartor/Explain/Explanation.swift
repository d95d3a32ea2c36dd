// SPDX-License-Identifier: Apache-2.0

/// What a gateway tells of one request's way through the semantic cache.
struct Explanation: Decodable, Sendable, Equatable {
    struct Veto: Decodable, Sendable, Equatable {
        var `guard`: String
        var words: [String]
    }

    struct Candidate: Decodable, Sendable, Equatable {
        var entry: String
        var question: String
        var similarity: Double?
        var score: Double?
        var blocked: Bool
        var vetoes: [Veto]
        var differences: [String]
    }

    struct Evidence: Decodable, Sendable, Equatable {
        var state: String
        var servedFromScore: Double?
        var scoreThreshold: Double?
        var judged: Double?
        var wrong: Double?
        var bound: Double?
        var maxError: Double?
        var fewestJudgements: Int
    }

    var requestId: String?
    /// The layer that would answer, for a request that was not sent.
    var layer: String?
    var outcome: String
    var reason: String
    var ageMs: Int?
    var mode: String?
    var model: String?
    var question: String?
    /// What the judge said of the nearest question's answer: `same` or `wrong`.
    var judged: String?
    /// Why there is no semantic cache.
    var absence: String?
    var differsFromNearestPartitionIn: [String]?
    var evidence: Evidence?
    var nearest: [Candidate]?

    /// Whether it is about a request that was not sent.
    var isRehearsal: Bool { requestId == nil }
    var isServed: Bool { outcome == "served" || outcome == "served_and_audited" || outcome == "would_serve" }
    /// The kept question that the reason is about.
    var first: Candidate? { nearest?.first }
}
