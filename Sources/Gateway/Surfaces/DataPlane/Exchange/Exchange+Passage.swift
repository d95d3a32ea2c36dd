// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import NIOHTTP1
import Pipeline
import Providers
import WireFormats

/// What only one family of providers does: it is passed on as it is, and its answers are never kept.
extension Exchange {
    func passOn(_ passage: Operation.Passage) throws(GatewayError) {
        let router = loop.configuration.router
        if passage == .messagesTokens || passage == .geminiTokens {
            let route = try router.route(passage.family, presented: request.admission.presented)
            guard case .site(let site, _) = route, site.does(passage) else { return try estimateTokens() }
        }
        guard case .site(let site, let credential) = try router.route(passage, presented: request.admission.presented)
        else { return }
        if request.method == .POST, passage == .embeddings || passage == .completions || passage == .messagesTokens {
            try read()
            identity = nil
        }
        askedAt = .now()
        provider = site.provider
        let endpoint = endpoint(passage, site)
        let outgoing = try OutgoingRequest.make(
            request, reading, surface: surface, endpoint: endpoint, query: request.passedQuery, credential: credential,
            allocator: connection.allocator)
        mutations = outgoing.mutations
        let target = UpstreamTarget(isEncrypted: endpoint.isEncrypted, host: endpoint.host, port: endpoint.port)
        call = loop.pool.ask(
            target, outgoing.request, timeouts: loop.configuration.upstreamTimeouts, receiver: self)
    }

    private func endpoint(_ passage: Operation.Passage, _ site: ProviderSite) -> Endpoint {
        switch passage {
        case .embeddings: site.address("/embeddings")
        case .completions: site.address("/completions")
        case .messagesTokens: site.address("/messages/count_tokens")
        case .storedResponses: site.address(String(request.path.dropFirst("/v1".count)))
        case .geminiTokens, .geminiOther:
            // The route was found by the same path.
            GeminiPath(request.path).map { site.preferred.gemini(model: $0.model, verb: $0.verb) } ?? site.preferred
        }
    }

    /// Counts tokens without a provider that could: an estimate, and marked as one.
    private func estimateTokens() throws(GatewayError) {
        try read()
        guard let conversation = reading?.conversation else {
            throw reading?.problem.map { RequestTranslation.refusal($0) }
                ?? GatewayError(
                    status: 400, kind: .invalidRequest, code: "invalid_request",
                    message: "The request is not of its format's shape, so its tokens cannot be counted.")
        }
        let count = TokenEstimate.count(conversation)
        provider = "isartor"
        sendEstimate(
            Array((surface == .gemini ? "{\"totalTokens\":\(count)}" : "{\"input_tokens\":\(count)}").utf8))
    }
}
