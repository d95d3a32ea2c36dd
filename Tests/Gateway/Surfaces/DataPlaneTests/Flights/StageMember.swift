// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Providers

/// A provider of a stage's chain; its host is `NAME.example`, its keys are `NAME-1` and so on.
struct StageMember {
    /// What all keys begin with, and nothing else has in it.
    static let secret = "sk-secret-"

    var name: String
    var keys = 1
    var formats = [WireFormat.openAIChat]
    /// The model for all requests; nil if a request's own is sent.
    var model: String?
    var modelMap: [String: String] = [:]
    var strategy = KeyRing.Strategy.roundRobin
    var mostConcurrent = 1024

    var plan: MemberPlan {
        MemberPlan(
            id: name, keys: (0..<keys).map { KeyRing.Key(label: "\(name)-\($0 + 1)", priority: $0) },
            strategy: strategy, maxConcurrent: mostConcurrent)
    }

    func link() throws -> ChainMember {
        guard let site = ProviderSite(provider: name, formats: formats, url: "https://\(name).example/v1") else {
            throw GatewayError(status: 500, kind: .upstream, code: "no_site", message: name)
        }
        return ChainMember(
            id: name, site: site,
            keys: (0..<keys).map {
                Credential(
                    carrier: formats == [.anthropicMessages] ? .apiKey : .bearer, key: "\(Self.secret)\(name)-\($0 + 1)"
                )
            },
            model: model ?? "", modelMap: modelMap, takesRequestModel: model == nil, worksWithoutKey: true)
    }
}
