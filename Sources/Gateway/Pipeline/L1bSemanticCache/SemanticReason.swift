// SPDX-License-Identifier: Apache-2.0

public import WireFormats

/// Why a request was answered by meaning or not. The text is the stable value of `X-Isartor-Cache-Reason`.
public enum SemanticReason: Sendable, Hashable {
    /// An answer to a question that means the same was served.
    case served
    /// The request is of a kind that is not compared.
    case skipped(SemanticSkip)
    /// The question could not be encoded in time.
    case unencoded(EncodingMiss)
    /// Nothing was asked with the same instructions, history and options before.
    case newPartition
    /// Nothing was asked that is near.
    case noneNear
    /// A guard spoke against every near question; the word of the nearest one's.
    case vetoed(String)
    /// The verifier gave no near question a score that evidence is kept for.
    case unlikely
    /// The near question's answer was judged wrong for this one before.
    case blocked
    /// Too little evidence yet.
    case learning
    /// The score is lower than what the evidence allows.
    case belowThreshold
    /// The evidence of this class is above the error budget.
    case overBudget
    /// Served answers of this class became worse; it learns anew.
    case drifted
    /// Audits of what is served bring no judgements any more.
    case unaudited
    /// The mode serves nothing.
    case shadow
    /// The verdict came after the request went on.
    case late
    /// The answer was gone when it was to be served.
    case gone

    public var text: String {
        switch self {
        case .served: "semantic_hit"
        case .skipped(let skip): skip.rawValue
        case .unencoded(let miss): miss.rawValue
        case .newPartition: "new_partition"
        case .noneNear: "none_near"
        case .vetoed(let word): "veto_\(word)"
        case .unlikely: "unlikely"
        case .blocked: "blocked"
        case .learning: "learning"
        case .belowThreshold: "below_threshold"
        case .overBudget: "over_budget"
        case .drifted: "drifted"
        case .unaudited: "unaudited"
        case .shadow: "shadow_mode"
        case .late: "verdict_late"
        case .gone: "answer_gone"
        }
    }
}
