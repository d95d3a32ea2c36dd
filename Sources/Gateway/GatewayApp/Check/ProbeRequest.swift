// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Settings
import WireFormats

/// The least question that a provider can be asked, in its own dialect and at its own address: one word in, one out.
struct ProbeRequest: Sendable, Equatable {
    let isEncrypted: Bool
    let host: String
    let port: Int
    /// The value of the `Host` header.
    let authority: String
    let target: String
    /// Header lines as `name: value`, the key's among them.
    let lines: [String]
    let body: [UInt8]

    /// Scheme, host and path; queries are left out, which may hold a key.
    var place: String { "\(isEncrypted ? "https" : "http")://\(authority)\(target.prefix { $0 != "?" })" }

    /// The question to `member` with `key`; `nil` when its address is none.
    init?(_ member: ChainedProvider, key: ProviderKeySettings?) {
        let mapped = member.modelMap[member.model]
        let model = mapped ?? member.model
        guard var site = member.site else { return nil }
        if let mapped { site = site.deployment(mapped) }
        let endpoint =
            site.preferred.format == .gemini
            ? site.preferred.gemini(model: model, verb: "generateContent") : site.preferred
        let format = endpoint.format
        isEncrypted = endpoint.isEncrypted
        host = endpoint.host
        port = endpoint.port
        authority = endpoint.authority
        target = endpoint.target
        var lines = ["content-type: application/json"]
        if format == .anthropicMessages { lines.append("anthropic-version: 2023-06-01") }
        if let key = key?.key.value {
            let credential = Credential(carrier: member.name.carrier(of: key), key: key)
            if let prefix = credential.linePrefix { lines.append("\(prefix)\(key)") }
        }
        self.lines = lines
        body = Self.question(model, format)
    }

    private static func question(_ model: String, _ format: WireFormat) -> [UInt8] {
        var conversation = Conversation(origin: format, model: model)
        conversation.add(.user, [.text("ping")])
        // OpenAI's responses take no less than 16.
        conversation.options.maxTokens = format == .openAIResponses ? 16 : 1
        let target = EncodingTarget(format: format, model: model, streams: false)
        do throws(GatewayError) {
            return try RequestTranslation.encode(conversation, for: target).body
        } catch {
            // One word can be said in every format.
            return []
        }
    }
}
