// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// A key that the gateway gave out, and what its holder may do with it.
///
/// The key itself is nowhere in it: it is known by its SHA-256, and shown once, when it is made.
public struct VirtualKey: Sendable, Hashable {
    /// A name that never changes, also when the key is replaced.
    public let id: String
    /// The SHA-256 of the key.
    public var digest: Fingerprint
    /// The first and last characters of the key, to recognise it by: `sk-...x7Qa`.
    public var hint: String
    /// Whom or what the key is for; unique among the keys in force.
    public var name: String
    /// When it was made, in seconds since 1970.
    public var created: Int64
    /// From when on it is refused; nil is never.
    public var expires: Int64?
    /// When it was taken back; nil while it is in force.
    public var revoked: Int64?
    /// Refused for now, to be let in again later.
    public var isBlocked = false
    public var models = ModelRule()
    /// The routes that it may use; none allows all of the data plane's.
    public var routes: [KeyRoute] = []
    public var requestsPerMinute: Int64?
    public var tokensPerMinute: Int64?
    /// Requests at a time.
    public var concurrent: Int?
    /// What it may spend in a period, in nano-dollars.
    public var budget: Int64?
    /// The tokens that it may use in a period.
    public var tokenBudget: Int64?
    public var period = BudgetPeriod.total
    /// The holder's own data, as a JSON object.
    public var metadata: [UInt8] = Array("{}".utf8)
    /// Names of a user and a team, for reports.
    public var user: String?
    public var team: String?

    public init(id: String, digest: Fingerprint, hint: String, name: String, created: Int64) {
        self.id = id
        self.digest = digest
        self.hint = hint
        self.name = name
        self.created = created
    }

    /// Whether the worst case of a call must be known before it is made.
    public var isMetered: Bool { budget != nil || tokenBudget != nil || tokensPerMinute != nil }
}
