// SPDX-License-Identifier: Apache-2.0

/// What a gateway tells of its semantic cache.
struct SemanticStats: Decodable, Sendable, Equatable {
    /// How often something was judged, and how often it was wrong.
    struct ErrorRange: Decodable, Sendable, Equatable {
        var judged: Int
        var wrong: Int
        var share: Double?
        var low: Double?
        var high: Double?
    }

    struct Line: Decodable, Sendable, Equatable {
        var threshold: Double?
        var seen: Double?
        var judged: Double?
        var wrong: Double?
        var bound: Double?
    }

    struct Class: Decodable, Sendable, Equatable {
        var id: String
        var model: String
        var followUp: Bool
        var json: Bool
        var state: String
        var threshold: Double?
        var lookedUp: Int
        var candidates: Int
        var served: Int
        var judged: Int
        var judgedWrong: Int
        var unjudged: Int
        var complaints: Int
        var wouldServe: ErrorRange
        var wouldSaveUsd: Amount
        /// Answers whose cost is not known, and not in ``wouldSaveUsd``.
        var wouldSaveUnpriced: Int
        var servedError: ErrorRange
        var errorPerRequest: Double?
        var evidence: [Line]
    }

    struct Judge: Decodable, Sendable, Equatable {
        var missedAtMost: Double?
        var done: Int
        var dropped: Int
    }

    var mode: String
    /// Why there is no semantic cache.
    var absence: String?
    var maxError: Double?
    var confidence: Double?
    /// With fewer judgements at its scores a class serves nothing.
    var fewestJudgements: Int?
    /// The same where answers are worded anew each time; nil if no number of judgements suffices.
    var judgementsOfWordings: Int?
    var entries: Int?
    var bytes: Int?
    var judge: Judge?
    /// The model that is to judge answers, where the settings name one.
    var judgeModel: JudgeStatus?
    var reasons: [String: Int]?
    var classes: [Class]?
}
