// SPDX-License-Identifier: Apache-2.0

public import Conversation
public import WireFormats

/// What was decided for one request, for who asks why.
public struct SemanticDecision: Sendable {
    public let requestID: String
    public let identity: Fingerprint
    public let subject: SemanticSubject
    public let mode: SemanticMode
    public var finding: SemanticFinding
    /// When it was decided, in milliseconds.
    public let at: Int64
    /// What the judge said of the candidate later; nil if it said nothing yet.
    public var wasWrong: Bool?
    /// In what the request differs from the most similar partition that has questions, if its own has none.
    public var differences: [PartitionFields.Field] = []
}
