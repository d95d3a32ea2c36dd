// SPDX-License-Identifier: Apache-2.0

/// A refusal or failure that a client is told about, free of any wire format.
///
/// `message` says what was wrong and what to do; it never holds a credential or an upstream's free text.
public struct GatewayError: Error, Sendable, Hashable {
    /// The kind of failure, which each format words in its own way.
    public enum Kind: Sendable, Hashable {
        case invalidRequest
        case authentication
        case permission
        case notFound
        case tooLarge
        case rateLimit
        /// A budget is spent: more time does not help, money does.
        case budget
        case timeout
        case overloaded
        case upstream
        case unavailable
    }

    public var status: Int
    public var kind: Kind
    /// A stable word for programs, such as `provider_not_configured`.
    public var code: String
    public var message: String
    /// Seconds after which the client may try again.
    public var retryAfter: Int?
    /// The field of the request that the error is about, in the client's spelling.
    public var field: String?
    /// Whether asking again cannot help, so that libraries which repeat requests by themselves do not.
    public var isFinal: Bool

    public init(
        status: Int, kind: Kind, code: String, message: String, retryAfter: Int? = nil, field: String? = nil,
        isFinal: Bool = false
    ) {
        self.status = status
        self.kind = kind
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
        self.field = field
        self.isFinal = isFinal
    }
}
