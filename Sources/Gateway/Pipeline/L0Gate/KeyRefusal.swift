// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Why a key's request is refused, in words for its holder.
public enum KeyRefusal: Error, Sendable, Hashable {
    case unknown
    case expired
    case revoked
    case blocked
    case route(allowed: [KeyRoute])
    case model(String?)
    case requestRate(limit: Int64, milliseconds: Int64)
    case concurrency(limit: Int)
    case tokenRate(limit: Int64, needed: Int64, milliseconds: Int64?)
    /// The period has less left than the call may cost.
    case budget(unit: Unit, limit: Int64, left: Int64, needed: Int64, until: Int64?)
    /// Calls under way have reserved what the period has left.
    case budgetReserved(unit: Unit, left: Int64, needed: Int64)
    case priceUnknown(model: String, provider: String)
    case outputUnbounded(model: String)
    case inputUnbounded(model: String)
    case unbounded

    /// What a budget is counted in.
    public enum Unit: Sendable, Hashable {
        case money
        case tokens

        func text(_ amount: Int64) -> String {
            switch self {
            case .money: Self.dollars(amount)
            case .tokens: "\(amount) tokens"
            }
        }

        /// Nano-dollars as `$0.001234`, without zeros at the end beyond cents.
        static func dollars(_ nano: Int64) -> String {
            let (whole, rest) = nano.quotientAndRemainder(dividingBy: 1_000_000_000)
            var digits = String(abs(rest))
            digits = String(repeating: "0", count: 9 - digits.count) + digits
            while digits.count > 2, digits.hasSuffix("0") { digits.removeLast() }
            return "$\(whole).\(digits)"
        }
    }

    /// The refusal as the client is told it.
    ///
    /// A refusal that asking again does not change is final, so that libraries which repeat requests by themselves do
    /// not repeat it.
    public var error: GatewayError {
        switch self {
        case .unknown:
            Self.refusal(
                401, .authentication, "invalid_virtual_key",
                "This key is not one of the gateway's. Check it, or have a new one made with `isartor keys create`.")
        case .expired:
            Self.refusal(
                401, .authentication, "key_expired",
                "This key has expired. Have it extended, or a new one made with `isartor keys create`.")
        case .revoked:
            Self.refusal(
                401, .authentication, "key_revoked",
                "This key was taken back or replaced. Have a new one made with `isartor keys create`.")
        case .blocked:
            Self.refusal(
                403, .permission, "key_blocked", "This key is blocked. Whoever runs the gateway can let it in again.")
        case .route(let allowed):
            Self.refusal(
                403, .permission, "route_not_allowed",
                "This key may not use this route, but only: \(allowed.map(\.rawValue).joined(separator: ", ")).")
        case .model(let model):
            Self.refusal(
                403, .permission, "model_not_allowed",
                "This key may not use "
                    + (model.map { "the model `\(Self.safe($0))`" } ?? "a model that the request does not name")
                    + ". Use one of those that it was made for; `GET /key/info` lists them.")
        case .requestRate(let limit, let milliseconds):
            GatewayError(
                status: 429, kind: .rateLimit, code: "key_rate_limited",
                message: "This key may send \(limit) requests a minute. Try again later.",
                retryAfter: Self.seconds(milliseconds))
        case .concurrency(let limit):
            GatewayError(
                status: 429, kind: .rateLimit, code: "key_concurrency_limited",
                message: "This key may have \(limit) requests at a time. Wait for one of them to end.", retryAfter: 1)
        case .tokenRate(let limit, let needed, let milliseconds?):
            GatewayError(
                status: 429, kind: .rateLimit, code: "key_tokens_rate_limited",
                message:
                    "This key may use \(limit) tokens a minute, and this request may take \(needed). Try again later, or ask for a shorter answer.",
                retryAfter: Self.seconds(milliseconds))
        case .tokenRate(let limit, let needed, nil):
            Self.refusal(
                429, .rateLimit, "key_tokens_rate_limited",
                "This request may take \(needed) tokens, more than the \(limit) that this key may use in a minute. Ask for a shorter answer (max_tokens), or have the limit raised."
            )
        case .budget(let unit, let limit, let left, let needed, let until):
            Self.refusal(
                402, .budget, "key_budget_exceeded",
                "This key has \(unit.text(left)) left of its budget of \(unit.text(limit)), and this request may take \(unit.text(needed)). Ask for a shorter answer (max_tokens), "
                    + (until.map { "wait until \(UTCText.text($0)), " } ?? "") + "or have the budget raised.")
        case .budgetReserved(let unit, let left, let needed):
            GatewayError(
                status: 429, kind: .rateLimit, code: "key_budget_reserved",
                message:
                    "This key's requests under way have reserved its budget but for \(unit.text(left)), and this one may take \(unit.text(needed)). Try again when they have ended, or ask for a shorter answer (max_tokens).",
                retryAfter: 2)
        case .priceUnknown(let model, let provider):
            Self.refusal(
                403, .permission, "price_unknown",
                "This key has a budget in money, and what `\(Self.safe(model))` costs at `\(provider)` is not known. Set its price in usage_pricing, or give the key a budget in tokens."
            )
        case .outputUnbounded(let model):
            Self.refusal(
                400, .invalidRequest, "output_limit_missing",
                "This key has a budget, and how long an answer of `\(Self.safe(model))` can be is not known. Send max_tokens, or set budget_output_cap_tokens."
            )
        case .inputUnbounded(let model):
            Self.refusal(
                400, .invalidRequest, "input_unbounded",
                "This key has a budget, and what this request makes `\(Self.safe(model))` read beside its own text (files, links, stored answers, the provider's tools) cannot be bounded. Send it as text, or use a key without a budget."
            )
        case .unbounded:
            Self.refusal(
                403, .permission, "route_not_priced",
                "This key has a budget, and what this operation costs cannot be bounded. Use a key without a budget.")
        }
    }

    private static func refusal(
        _ status: Int, _ kind: GatewayError.Kind, _ code: String, _ message: String
    ) -> GatewayError {
        GatewayError(status: status, kind: kind, code: code, message: message, isFinal: true)
    }

    private static func seconds(_ milliseconds: Int64) -> Int { max(1, Int((milliseconds + 999) / 1000)) }

    /// A client's own word, short and without what could break a header line or a log.
    static func safe(_ word: String) -> String {
        String(decoding: word.utf8.prefix(80).filter { $0 > 0x20 && $0 < 0x7F && $0 != 0x60 }, as: UTF8.self)
    }
}
