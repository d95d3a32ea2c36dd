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
            guard case .candidates(let found) = route,
                found.contains(where: { router.members[$0.member].site.does(passage) })
            else { return try estimateTokens() }
        }
        if request.method == .POST, passage == .embeddings || passage == .completions || passage == .messagesTokens {
            try read()
            identity = nil
        } else {
            try checkPassage(passage)
        }
        askPassage()
    }

    /// Refuses a key that is limited to some models, or whose calls must be bounded, what nobody has read.
    private func checkPassage(_ passage: Operation.Passage) throws(GatewayError) {
        guard let key = request.admission.key else { return }
        do throws(KeyRefusal) {
            switch passage {
            case .geminiTokens, .geminiOther:
                try key.check(model: GeminiPath(request.path).map { String($0.model) }, resolved: nil)
            // Looking at what is kept, and removing it, asks no model.
            case .storedResponses where request.method != .POST: return
            default: if key.looksAtModels { try key.check(model: nil, resolved: nil) }
            }
            if passage != .geminiTokens, key.metering.isMetered { throw KeyRefusal.unbounded }
        } catch { throw error.error }
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
        source = AnswerSource(provider: "isartor", format: surface.format)
        sendEstimate(
            Array((surface == .gemini ? "{\"totalTokens\":\(count)}" : "{\"input_tokens\":\(count)}").utf8))
    }
}
