// SPDX-License-Identifier: Apache-2.0

/// What the ledger keeps of an entry beside its key and its time: numbers, most of which are zero.
///
/// What is a text elsewhere is the number of a word in the ledger's dictionary here; zero stands for no word.
public struct EntryNumbers: Sendable, Hashable {
    /// Kind, layer and door.
    public var shape: Int64 = 0
    public var marks: Int64 = 0
    public var status: Int64 = 0
    /// In microseconds.
    public var duration: Int64 = 0
    public var tool: Int64 = 0
    public var provider: Int64 = 0
    public var model: Int64 = 0
    /// The model that answered, where it is another than was asked for.
    public var answered: Int64 = 0
    public var principal: Int64 = 0
    public var session: Int64 = 0
    public var key: Int64 = 0
    /// The tokens. Tier and told cost are not kept; they are in ``money``.
    public var counts = TokenCounts()
    /// What it cost, or would have; nil where that is not known.
    public var money: Money?

    public init() {}
}
