// SPDX-License-Identifier: Apache-2.0

public import WireFormats

/// What happened to the requests of one evidence class, in whole numbers.
public struct SemanticTally: Sendable, Hashable {
    public var kind: SemanticSubject.Kind
    /// Requests whose question was looked up.
    public var looked = 0
    /// Those of them for which a near question could have been served by its score.
    public var candidates = 0
    public var served = 0
    /// Served hits that were judged, and those of them that were wrong.
    public var audited = 0
    public var auditedWrong = 0
    /// Candidates that were not served and judged for nothing, and those of them that would have been wrong.
    public var judged = 0
    public var judgedWrong = 0
    /// Candidates that the verifier alone would have served, among those judged, and the wrong ones among these.
    public var wouldServe = 0
    public var wouldServeWrong = 0
    /// What the provider billed for the right ones among them, in nano-dollars, and for how many that is not known.
    public var wouldSave: Int64 = 0
    public var wouldSaveUnpriced = 0
    /// Candidates for which no judgement could be made.
    public var unjudged = 0
    /// Served hits that somebody called wrong.
    public var complaints = 0

    init(_ kind: SemanticSubject.Kind) { self.kind = kind }
}
