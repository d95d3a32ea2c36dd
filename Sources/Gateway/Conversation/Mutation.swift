// SPDX-License-Identifier: Apache-2.0

/// One entry of the mutation ledger: bytes of a body that the gateway changed, and why.
///
/// Without an entry a body leaves the gateway as it came in.
public struct Mutation: Sendable, Hashable {
    /// Which body was changed.
    public enum Place: String, Sendable { case request, answer }

    /// Why it was changed.
    public enum Reason: String, Sendable {
        /// The model's name was an alias of another.
        case modelAlias = "model_alias"
        /// The provider that was asked has another name for the model.
        case modelMap = "model_map"
        /// The request named no model and got the configured one.
        case modelDefault = "model_default"
        /// The provider was asked for token counts, which the client had not asked for.
        case streamUsage = "stream_usage"
        /// The provider ended a stream wrongly: an unusable event was taken away, an error event put at the end.
        case streamError = "stream_error"
    }

    public var place: Place
    public var reason: Reason
    /// Where the change begins, in bytes of the original body.
    public var offset: Int
    /// How many bytes were taken away there.
    public var removed: Int
    /// How many bytes were put in there.
    public var inserted: Int

    public init(place: Place, reason: Reason, offset: Int, removed: Int, inserted: Int) {
        self.place = place
        self.reason = reason
        self.offset = offset
        self.removed = removed
        self.inserted = inserted
    }
}
