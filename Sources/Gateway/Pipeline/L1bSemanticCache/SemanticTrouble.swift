// SPDX-License-Identifier: Apache-2.0

/// What keeps a semantic cache from learning; each is counted, and worth a line in the log now and then.
public enum SemanticTrouble: String, Sendable, Hashable {
    /// Too many answers wait to be judged, so one was not.
    case noRoomToJudge
    /// A hit was not served because audits bring no judgements any more.
    case unaudited
    /// The model that judges did not answer, and is asked again.
    case judgeSilent
    /// The model that judges is not the one that was measured any more, so nothing is judged.
    case judgeOutdated
}
