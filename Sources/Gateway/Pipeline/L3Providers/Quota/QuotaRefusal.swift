// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// A provider's quota has no room for a request.
public enum QuotaRefusal {
    /// The word for it.
    public static let code = "quota_exceeded"

    /// The refusal as the client is told it; it is final, since its window may last for weeks.
    public static func error(_ provider: String, _ lines: [QuotaLine], wall: Int64) -> GatewayError {
        let end = lines.map(\.end).max() ?? wall
        return GatewayError(
            status: 429, kind: .rateLimit, code: code,
            message:
                "[quota:\(provider)] The quota has no room for this request: \(lines.map(\.text).joined(separator: ", ")), what is under way and this request included. Wait until \(UTCText.text(end)), ask for a shorter answer (max_tokens), or raise [quota.\(provider)].",
            retryAfter: Int(max(1, end - wall)), isFinal: true)
    }

    /// There is a limit on money and the price of the model is not known.
    public static func unpriced(_ provider: String, model: String) -> GatewayError {
        KeyRefusal.unpricedQuota(provider, model)
    }
}

extension KeyRefusal {
    static func unpricedQuota(_ provider: String, _ model: String) -> GatewayError {
        GatewayError(
            status: 403, kind: .permission, code: "price_unknown",
            message:
                "[quota:\(provider)] There is a limit in money, and what `\(safe(model))` costs is not known. Set its price in usage_pricing, or limit tokens.",
            isFinal: true)
    }
}
