// SPDX-License-Identifier: Apache-2.0

public import Conversation
public import WireFormats

/// What the semantic cache is told to do.
public struct SemanticPolicy: Sendable, Hashable {
    public var mode: SemanticMode
    /// The first that fits a request decides instead of ``mode``.
    public var rules: [SemanticRule]
    /// Which requests are compared at all.
    public var subjects: SemanticSubject.Limits
    /// What may be wrong.
    public var budget: ErrorBudget
    /// Questions less similar than this are no candidates.
    public var floor: Float
    /// How many of the nearest questions the verifier looks at.
    public var candidates: Int
    /// How long a request waits for the verdict, in milliseconds.
    public var wait: Int64
    /// How long an answer may be served, in milliseconds.
    public var lifetime: Int64
    public var entries: Int
    /// How many bytes the questions may take, and as many again for their vectors: room for ``entries`` of a dozen words.
    public var bytes: Int
    /// How many bytes of answers may wait to be judged.
    public var judgeBytes: Int

    public init(
        mode: SemanticMode = .auto, rules: [SemanticRule] = [], subjects: SemanticSubject.Limits = .init(),
        budget: ErrorBudget = .init(), floor: Float = 0.5, candidates: Int = 4, wait: Int64 = 25,
        lifetime: Int64 = 300_000, entries: Int = 10_000, bytes: Int = 160 << 20, judgeBytes: Int = 8 << 20
    ) {
        self.mode = mode
        self.rules = rules
        self.subjects = subjects
        self.budget = budget
        self.floor = floor
        self.candidates = candidates
        self.wait = wait
        self.lifetime = lifetime
        self.entries = entries
        self.bytes = bytes
        self.judgeBytes = judgeBytes
    }

    /// The mode for a request.
    ///
    /// - Parameters:
    ///   - key: the digest of the gateway key that let it in.
    ///   - keyName: the name of that key if it is a virtual one; asked for if a rule names one.
    public func mode(
        _ surface: Surface, _ model: String?, key: Fingerprint?, keyName: @autoclosure () -> String?
    ) -> SemanticMode {
        rules.first { $0.holds(surface, model, key, keyName) }?.mode ?? mode
    }

    /// Whether any request is looked at.
    public var isEnabled: Bool { mode != .off || rules.contains { $0.mode != .off } }
}
