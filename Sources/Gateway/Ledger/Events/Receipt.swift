// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// What one request cost, what it would have cost, and why.
public struct Receipt: Sendable, Hashable {
    /// A call to a provider that was made for the request.
    public struct Call: Sendable, Hashable {
        public var provider = ""
        public var model = ""
        public var answeredModel: String?
        public var key: String?
        public var status = 0
        public var marks: UsageEvent.Marks = []
        public var duration: Int64 = 0
        public var counts = TokenCounts()
        /// Nil where the price is not known.
        public var cost: Money?
        /// Where the prompt differs from the session's earlier turns; nil if it does not, or nobody looked.
        public var prefixBreak: PrefixBreak?

        public init() {}
    }

    public var requestID: String
    /// When it was answered, in milliseconds since 1970.
    public var time: Int64 = 0
    public var layer = Layer.provider
    public var surface = Surface.chatCompletions
    public var status = 0
    public var marks: UsageEvent.Marks = []
    public var duration: Int64 = 0
    public var tool = ""
    public var principal = ""
    public var provider = ""
    public var model = ""
    public var answeredModel: String?
    /// What a provider would have billed, for requests that were spared the call.
    public var sparedCounts: TokenCounts?
    /// What that would have cost; nil where a price or the counts are not known.
    public var sparedCost: Money?
    public var calls: [Call] = []

    public init(requestID: String) { self.requestID = requestID }

    /// What the request really cost; nil if a call's price is not known.
    public var actual: Money? {
        var sum = Money.zero
        for call in calls where call.marks.contains(.counted) {
            guard let cost = call.cost else { return nil }
            sum += cost
        }
        return sum
    }

    /// Whether the request was answered without a call of its own.
    public var isDeflected: Bool { status < 400 && (layer.deflects || marks.contains(.shared)) }

    /// What it would have cost without the layers: for requests that a provider answered, what they did cost.
    public var counterfactual: Money? { isDeflected ? sparedCost : actual }

    /// What the layers saved; nil where it is not known.
    public var difference: Money? {
        guard let counterfactual, let actual else { return nil }
        return counterfactual - actual
    }

    /// Whether a figure rests on an estimate of ours.
    public var isEstimated: Bool { calls.contains { $0.marks.contains(.estimated) } }
}
