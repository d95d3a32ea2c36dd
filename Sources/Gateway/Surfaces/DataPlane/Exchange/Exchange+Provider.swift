// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import NIOHTTP1
import Pipeline
import Providers
import WireFormats

/// Layer 3: chooses a provider and asks it, in its own format.
extension Exchange {
    func askProvider() throws(GatewayError) {
        let route = try loop.configuration.router.route(surface.format, presented: request.admission.presented)
        askedAt = .now()
        switch route {
        case .synthetic: try askSynthetic()
        case .site(let site, let credential):
            provider = site.provider
            if let endpoint = site.endpoint(surface.format) {
                try ask(endpoint, credential)
            } else if surface == .native,
                site.preferred.format == .openAIChat
                    || site.preferred.format == .anthropicMessages
            {
                try ask(site.preferred, credential)
            } else {
                try askTranslated(site.preferred, credential)
            }
        }
    }

    /// Asks in the client's own format, with its own bytes.
    private func ask(_ endpoint: Endpoint, _ credential: Credential?) throws(GatewayError) {
        format = endpoint.format
        var endpoint = endpoint
        var query = surface == .native ? "" : request.passedQuery
        if case .gemini(let model, let streams) = request.route {
            let verb = streams ? "streamGenerateContent" : "generateContent"
            endpoint = endpoint.gemini(model: reading?.resolvedModel ?? model, verb: verb)
            if request.wantsArray {
                // Events can be watched and cut in the right places; the client gets them as the array that it wants.
                query = Substring(
                    (query.split(separator: "&").filter { !$0.hasPrefix("alt=") } + ["alt=sse"]).joined(separator: "&"))
                framing = GeminiArrayFraming()
            }
        }
        let outgoing = try OutgoingRequest.make(
            request, reading, surface: surface, endpoint: endpoint, query: query, credential: credential,
            allocator: connection.allocator)
        mutations = outgoing.mutations
        send(outgoing.request, to: endpoint)
    }

    /// Asks in the provider's format.
    private func askTranslated(_ endpoint: Endpoint, _ credential: Credential?) throws(GatewayError) {
        let translated = try translate(for: endpoint.format, isOpenAI: endpoint.provider == "openai")
        var endpoint = endpoint
        var query: Substring = ""
        if endpoint.format == .gemini {
            let streams = reading?.streams ?? false
            endpoint = endpoint.gemini(
                model: reading?.resolvedModel ?? "", verb: streams ? "streamGenerateContent" : "generateContent")
            if streams { query = "alt=sse" }
        }
        let outgoing = OutgoingRequest.make(
            translated: translated.body, request, endpoint: endpoint, query: query, credential: credential,
            allocator: connection.allocator)
        send(outgoing, to: endpoint)
    }

    private func send(_ outgoing: UpstreamRequest, to endpoint: Endpoint) {
        let target = UpstreamTarget(isEncrypted: endpoint.isEncrypted, host: endpoint.host, port: endpoint.port)
        call = loop.pool.ask(
            target, outgoing, timeouts: loop.configuration.upstreamTimeouts, receiver: self)
    }

    private func askSynthetic() throws(GatewayError) {
        provider = "synthetic"
        switch surface {
        case .chatCompletions, .messages: format = surface.format
        case .native: format = .openAIChat
        case .responses, .gemini: _ = try translate(for: .openAIChat, isOpenAI: false)
        }
        call = loop.configuration.synthetic.ask(
            model: reading?.resolvedModel ?? "synthetic", seed: identity ?? fastKey(), format: format,
            streams: reading?.streams ?? false, withUsage: translation != nil || reading?.wantsStreamUsage == true,
            now: WallClock.seconds(), eventLoop: loop.eventLoop, receiver: self)
    }

    /// The request in another format; from then on the answer is translated back.
    private func translate(for format: WireFormat, isOpenAI: Bool) throws(GatewayError) -> TranslatedRequest {
        guard let reading else { throw Self.notRead }
        if reading.caching == .providerState {
            throw RequestTranslation.stateRefusal(reading.stateField, surface: surface)
        }
        guard let conversation = reading.conversation else {
            throw reading.problem.map { RequestTranslation.refusal($0) } ?? Self.notRead
        }
        let target = EncodingTarget(
            format: format, model: reading.resolvedModel ?? "", streams: reading.streams, isOpenAI: isOpenAI)
        let translated = try RequestTranslation.encode(conversation, for: target)
        self.format = format
        tools = translated.tools
        dropped = translated.dropped
        for name in reading.ignored + (holdsMarkers ? ["cache_control"] : []) where !dropped.contains(name) {
            dropped.append(name)
        }
        translation = Boxed(
            AnswerTranslation(
                from: format, to: surface.format, isArray: request.wantsArray,
                context: AnswerContext(
                    now: WallClock.seconds(), seed: request.requestID.filter { $0 != "-" },
                    wantsUsage: surface != .chatCompletions || reading.wantsStreamUsage, tools: tools)))
        return translated
    }

    /// Whether the body may hold markers for Anthropic's prompt cache, which stand in many places.
    private var holdsMarkers: Bool {
        guard surface == .messages || surface == .chatCompletions else { return false }
        return request.body.readableBytesView.firstRange(of: Array("\"cache_control\"".utf8)) != nil
    }

    private static var notRead: GatewayError {
        GatewayError(
            status: 400, kind: .invalidRequest, code: "invalid_request",
            message: "The request is not of its format's shape, so it cannot be translated for the configured provider."
        )
    }
}
