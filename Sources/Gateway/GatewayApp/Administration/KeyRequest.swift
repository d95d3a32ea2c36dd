// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline

/// What is asked for a key: the fields of LiteLLM's `/key/generate` and `/key/update` that mean something here, and our
/// own.
///
/// A field that nobody knows, or that would promise what is not kept, is refused unless it says nothing.
struct KeyRequest: Sendable {
    private let fields: [String: JSONValue]

    /// Fields that mean nothing here and change nothing: LiteLLM's libraries send them.
    private static let ignored: Set<String> = ["key", "keys", "key_type", "send_invite_email", "auto_rotate"]
    private static let known: Set<String> = [
        "key_alias", "duration", "models", "max_budget", "token_budget", "budget_duration", "rpm_limit", "tpm_limit",
        "max_parallel_requests", "allowed_routes", "metadata", "user_id", "team_id", "blocked",
    ]
    private static let longestMetadata = 16 << 10

    init(_ fields: [String: JSONValue]) throws(GatewayError) {
        for (name, value) in fields.sorted(by: { $0.key < $1.key })
        where !Self.known.contains(name) && !Self.ignored.contains(name) && !value.isEmpty {
            throw Self.wrong(name, "is not supported by this gateway. Leave it out")
        }
        self.fields = fields
    }

    /// The name that is wanted for the key.
    var name: String? {
        get throws(GatewayError) {
            guard let name = try text("key_alias") else { return nil }
            guard (1...128).contains(name.utf8.count), name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw Self.wrong("key_alias", "is a text of 1 to 128 bytes")
            }
            return name
        }
    }

    /// Applies what is given to a key; what is null is taken away, what is left out stays.
    func apply(to key: inout VirtualKey, wall: Int64) throws(GatewayError) {
        if let name = try name { key.name = name }
        if fields["duration"] != nil {
            key.expires = try text("duration").map { (text) throws(GatewayError) in
                guard let seconds = Self.seconds(text) else {
                    throw Self.wrong("duration", "is a time such as 30s, 15m, 12h, 30d or 1mo")
                }
                return wall + seconds
            }
        }
        if fields["models"] != nil { key.models = ModelRule(try list("models")) }
        if fields["allowed_routes"] != nil {
            key.routes = []
            for word in try list("allowed_routes") {
                guard let route = Self.route(word) else {
                    throw Self.wrong(
                        "allowed_routes",
                        "holds words out of " + KeyRoute.allCases.map(\.rawValue).joined(separator: ", "))
                }
                if !key.routes.contains(route) { key.routes.append(route) }
            }
        }
        if fields["max_budget"] != nil { key.budget = try dollars("max_budget") }
        if fields["token_budget"] != nil { key.tokenBudget = try count("token_budget") }
        if fields["budget_duration"] != nil { key.period = try period() }
        if fields["rpm_limit"] != nil { key.requestsPerMinute = try count("rpm_limit") }
        if fields["tpm_limit"] != nil { key.tokensPerMinute = try count("tpm_limit") }
        if fields["max_parallel_requests"] != nil {
            key.concurrent = try count("max_parallel_requests").map { Int($0) }
        }
        if fields["user_id"] != nil { key.user = try text("user_id") }
        if fields["team_id"] != nil { key.team = try text("team_id") }
        if let blocked = fields["blocked"] {
            guard case .boolean(let flag) = blocked else { throw Self.wrong("blocked", "is true or false") }
            key.isBlocked = flag
        }
        if let metadata = fields["metadata"] { key.metadata = try Self.metadata(metadata) }
    }

    private static func metadata(_ value: JSONValue) throws(GatewayError) -> [UInt8] {
        switch value {
        case .null: return Array("{}".utf8)
        case .object:
            let bytes = value.bytes
            guard bytes.count <= longestMetadata else { throw wrong("metadata", "has at most 16 KiB") }
            return bytes
        default: throw wrong("metadata", "is an object")
        }
    }

    /// A budget's period: our words, or the time that LiteLLM's clients write for them.
    private func period() throws(GatewayError) -> BudgetPeriod {
        guard let text = try text("budget_duration") else { return .total }
        switch text {
        case "total", "": return .total
        case "daily", "1d", "24h": return .daily
        case "weekly", "7d": return .weekly
        case "monthly", "30d", "1mo": return .monthly
        default:
            throw Self.wrong(
                "budget_duration",
                "is daily (1d), weekly (7d), monthly (30d, 1mo) or total; budgets follow the calendar in UTC")
        }
    }

    /// A route by our word, by its path, or by its path without `/v1`.
    private static func route(_ word: String) -> KeyRoute? {
        if let route = KeyRoute(rawValue: word) { return route }
        return switch word {
        case "/chat/completions", "/v1/chat/completions": .chat
        case "/messages", "/v1/messages": .messages
        case "/responses", "/v1/responses": .responses
        case "/embeddings", "/v1/embeddings": .embeddings
        case "/completions", "/v1/completions": .completions
        case "/api/chat": .native
        default: nil
        }
    }

    /// Seconds of a time such as `30d`; a month has thirty days, since a key's life is no matter of the calendar.
    static func seconds(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits), number > 0, number < 1_000_000 else { return nil }
        return switch text.dropFirst(digits.count) {
        case "s": number
        case "m": number * 60
        case "h": number * 3_600
        case "d": number * 86_400
        case "w": number * 604_800
        case "mo": number * 2_592_000
        default: nil
        }
    }

    // MARK: Fields

    private func text(_ name: String) throws(GatewayError) -> String? {
        switch fields[name] {
        case nil, .null: return nil
        case .text(let text): return text
        default: throw Self.wrong(name, "is a text")
        }
    }

    private func list(_ name: String) throws(GatewayError) -> [String] {
        switch fields[name] {
        case nil, .null: return []
        case .list(let values):
            var texts: [String] = []
            for value in values {
                guard case .text(let text) = value, !text.isEmpty, text.utf8.count <= 256 else {
                    throw Self.wrong(name, "is a list of names")
                }
                texts.append(text)
            }
            guard texts.count <= 1_000 else { throw Self.wrong(name, "has at most 1000 names") }
            return texts
        default: throw Self.wrong(name, "is a list of names")
        }
    }

    private func count(_ name: String) throws(GatewayError) -> Int64? {
        switch fields[name] {
        case nil, .null: return nil
        case .integer(let number) where (0...1_000_000_000_000_000).contains(number): return number
        default: throw Self.wrong(name, "is a whole number, at least 0")
        }
    }

    /// Dollars, as nano-dollars.
    private func dollars(_ name: String) throws(GatewayError) -> Int64? {
        let amount: Double
        switch fields[name] {
        case nil, .null: return nil
        case .integer(let number): amount = Double(number)
        case .number(let number): amount = number
        default: throw Self.wrong(name, "is an amount in dollars")
        }
        guard amount >= 0, amount <= 1_000_000_000 else { throw Self.wrong(name, "is from 0 to a billion dollars") }
        return Int64((amount * 1_000_000_000).rounded())
    }

    static func wrong(_ field: String, _ what: String) -> GatewayError {
        let name = String(decoding: field.utf8.prefix(64).filter { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self)
        return GatewayError(
            status: 400, kind: .invalidRequest, code: "invalid_key_request", message: "`\(name)` \(what).", field: name)
    }
}
