// SPDX-License-Identifier: Apache-2.0

import Settings

/// A configuration that somebody might write, sensible or not, and where each of its credentials may go.
struct GeneratedConfiguration {
    /// One of the chain.
    struct Member {
        var provider: ProviderDescription
        var url: String?
        var keys: [String]
        /// What is spoken there: a whole endpoint says so itself.
        var family: ProviderFamily {
            guard let url, !["azure", "copilot"].contains(provider.name) else { return provider.family }
            if url.hasSuffix("/messages") { return .anthropic }
            return url.hasSuffix("/chat/completions") ? .openAIChat : provider.family
        }
        /// `host:port`.
        var host: String { GeneratedConfiguration.authority(url ?? provider.baseURL ?? "") }
    }

    let number: Int
    private(set) var members: [Member] = []
    let gatewayKey: String?
    let isOffline: Bool
    let hasAlias: Bool

    init(_ number: Int, _ dice: inout Dice) {
        self.number = number
        gatewayKey = dice.chance(40) ? "gw\(number)xxxxxxxxxxxxxxxx" : nil
        isOffline = dice.chance(10)
        hasAlias = dice.chance(30)
        for place in 0...dice.below(4) { members.append(Self.member(number, place, &dice)) }
    }

    private static func member(_ number: Int, _ place: Int, _ dice: inout Dice) -> Member {
        // The families come up more often: most can go wrong with them.
        let families = ["openai", "anthropic", "gemini", "copilot", "azure", "bedrock"]
        let name = dice.chance(45) ? dice.pick(families) : dice.pick(ProviderCatalogue.all.map(\.name))
        let provider = ProviderCatalogue.provider(called: name) ?? ProviderCatalogue.all[0]
        var keys: [String] = []
        if dice.chance(place == 0 ? 60 : 88) {
            keys = (0..<(dice.chance(30) ? 1 + dice.below(3) : 1)).map { "op\(number)m\(place)k\($0)x" }
        }
        if name == "bedrock", dice.chance(60) { keys = keys.map { "AK" + $0.dropFirst(2) + ":" + $0 } }
        return Member(provider: provider, url: url(provider, number * 4 + place, &dice), keys: keys)
    }

    private static func url(_ provider: ProviderDescription, _ unique: Int, _ dice: inout Dice) -> String? {
        switch provider.name {
        case "azure" where dice.chance(80): return "https://team\(unique).openai.azure.com"
        case "bedrock" where dice.chance(80): return "https://bedrock-runtime.eu-central-1.amazonaws.com/openai/v1"
        case "vertex" where dice.chance(80):
            return "https://europe-west1-aiplatform.googleapis.com/v1/projects/p/locations/l/endpoints/openapi"
        default: break
        }
        let own = "10.\(unique >> 16 & 255).\(unique >> 8 & 255).\(unique & 255)"
        let wrong = ["api.openai.com", "api.anthropic.com", "generativelanguage.googleapis.com", "api.groq.com"]
        let choice = dice.below(100)
        if choice < 40, provider.baseURL != nil { return nil }
        if choice < 60 { return "http://\(own):8000" }
        if choice < 75 { return "https://proxy\(unique).example/v1" }
        if choice < 85 { return "https://proxy\(unique).example/api/chat/completions" }
        if choice < 92 { return "http://\(own):8000/v1/messages" }
        if choice < 95 { return "http://proxy\(unique).example/v1" }
        return "https://\(dice.pick(wrong))/v1"
    }

    /// The host and port of a URL.
    static func authority(_ url: String) -> String {
        let isEncrypted = url.hasPrefix("https://")
        let rest = url.drop { $0 != ":" }.dropFirst(3)
        let authority = String(rest.prefix { $0 != "/" })
        return authority.contains(":") ? authority : authority + (isEncrypted ? ":443" : ":80")
    }

    // MARK: As the gateway reads it

    /// The environment variables that say the same.
    func environment(tokenURL: String) -> [String: String] {
        var variables = [
            "ISARTOR__LLM_PROVIDER": members[0].provider.name, "ISARTOR__EXTERNAL_LLM_MODEL": "usual",
            "ISARTOR__COPILOT_TOKEN_URL": tokenURL, "ISARTOR__L3_MAX_RETRIES": "0",
            "ISARTOR__OFFLINE_MODE": isOffline ? "true" : "false", "ISARTOR__TLS_VERIFY": "false",
            "ISARTOR__HOST_PORT": "127.0.0.1:0",
        ]
        if let gatewayKey { variables["ISARTOR__GATEWAY_API_KEY"] = gatewayKey }
        if hasAlias { variables["ISARTOR__MODEL_ALIASES"] = #"{"m":"aliased"}"# }
        let first = members[0]
        if let url = first.url { variables["ISARTOR__EXTERNAL_LLM_URL"] = url }
        if let key = first.keys.first { variables["ISARTOR__EXTERNAL_LLM_API_KEY"] = key }
        if first.keys.count > 1 { variables["ISARTOR__PROVIDER_KEYS"] = Self.list(first.keys.dropFirst()) }
        if first.provider.name == "azure" { variables["ISARTOR__AZURE_DEPLOYMENT_ID"] = "deployed" }
        if members.count > 1 {
            let fallbacks = members.dropFirst().enumerated().map { place, member in
                var fields = [#""provider":"\#(member.provider.name)""#, #""model":"model-\#(place)""#]
                if let url = member.url { fields.append(#""url":"\#(url)""#) }
                if let key = member.keys.first { fields.append(#""api_key":"\#(key)""#) }
                if member.keys.count > 1 { fields.append(#""provider_keys":\#(Self.list(member.keys.dropFirst()))"#) }
                if member.provider.name == "azure" { fields.append(#""azure_deployment_id":"deployed""#) }
                return "{" + fields.joined(separator: ",") + "}"
            }
            variables["ISARTOR__FALLBACK_PROVIDERS"] = "[" + fallbacks.joined(separator: ",") + "]"
        }
        return variables
    }

    private static func list(_ keys: ArraySlice<String>) -> String {
        "[" + keys.map { #"{"key":"\#($0)"}"# }.joined(separator: ",") + "]"
    }
}
