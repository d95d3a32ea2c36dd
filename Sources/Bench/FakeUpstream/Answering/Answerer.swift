// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Plays the providers: decides what a request is answered with.
struct Answerer: Sendable {
    let configuration: FakeUpstreamConfiguration
    let state: UpstreamState

    /// The plan for a request that is not about the fake itself.
    func plan(for request: UpstreamRequest) -> AnswerPlan {
        do {
            return try answer(request)
        } catch {
            let format = request.format
            let header = AnswerPlan.Header(format.family.requestIDHeader, request.requestID)
            let body = format.errorBody(error, requestID: request.requestID)
            return .document(body, status: error.status, headers: [header])
        }
    }

    private func answer(_ request: UpstreamRequest) throws(Refusal) -> AnswerPlan {
        let route = request.route
        // A scheduled directive belongs to the next request that costs something, however that one fares.
        let scheduled = route.isGeneration || route == .embeddings ? state.takeScheduled() : nil
        if request.method == .HEAD, request.path == "/api/hello" { return .bytes([], type: "text/plain") }
        let family = request.format.family
        if configuration.requiresKey, request.credential == nil { throw family.missingCredential }
        if request.isTooLarge { throw family.refusal(onDemand: 413) }
        var asked = (scheduled ?? FakeUpstreamDirectives()).filled(from: try directives(request.headerDirectives))
        switch route {
        case .chatCompletions, .completions, .responses, .messages, .generateContent:
            let generation = try read(request)
            asked = asked.filled(from: try directives(generation.markedDirectives))
            return try generate(generation, for: request, asked: asked)
        case .countTokens:
            let counted = try read(request, isCounting: true)
            asked = asked.filled(from: try directives(counted.markedDirectives))
            return plain(count(counted), for: request, asked: asked)
        case .embeddings:
            let embedding = try embeddings(request)
            asked = asked.filled(from: try directives(embedding.markedDirectives))
            let bill = PromptBill(input: embedding.tokens)
            return plain(embedding.document(), for: request, asked: asked, prompt: bill)
        case .models:
            return plain(try models(for: request), for: request, asked: asked)
        case .storedState:
            let body = request.body.isEmpty ? nil : try json(of: request)
            return plain(try storedState.document(for: request, body: body), for: request, asked: asked)
        case .other:
            let message = "Not found: \(request.method.rawValue) \(request.path)"
            throw Refusal(status: 404, message: message, code: family == .gemini ? nil : "not_found")
        }
    }

    // MARK: - Answers

    private func generate(
        _ generation: GenerationRequest, for request: UpstreamRequest, asked: FakeUpstreamDirectives
    ) throws(Refusal) -> AnswerPlan {
        let asked = asked.filled(from: state.standing).filled(from: configuration.defaults)
        let credential = request.credential ?? ""
        let content = try AnswerComposer(request: generation, directives: asked).compose()
        let prompt = state.quote(generation, credential: credential)
        let writer = AnswerWriter(
            request: generation, content: content, prompt: prompt, created: configuration.created)
        var plan = planner(for: request, asked: asked).plan(writer.body(), prompt: prompt)
        plan.tellsCounts = Self.tellsCounts(generation, plan.fault)
        // What is billed was generated: the provider keeps it, also when the client loses it on the way.
        if generation.format == .responses, plan.prompt != nil {
            storedState.keep(writer.responses, credential: credential, size: request.body.count)
        }
        return plan
    }

    /// Whether an answer that is sent to its end tells its token counts where a client looks for them.
    private static func tellsCounts(_ request: GenerationRequest, _ fault: FakeUpstreamFault) -> Bool {
        let isChat = request.format == .chatCompletions || request.format == .completions
        switch fault {
        case .truncatedJSON, .malformedSSE, .errorInStream, .cut, .reset: return false
        case .wrongContentType where request.streams: return false
        case .noTerminator where request.streams && !isChat && request.format != .messages: return false
        default: return !request.streams || !isChat || request.includesUsage
        }
    }

    /// An answer without generated text, with the faults that are asked of it; without `prompt` it costs nothing.
    private func plain(
        _ document: JSONValue, for request: UpstreamRequest, asked: FakeUpstreamDirectives, prompt: PromptBill? = nil
    ) -> AnswerPlan {
        let asked = asked.filled(from: state.standing).filled(from: configuration.defaults)
        let body = GeneratedBody.document(document.encoded(), generatedBytes: 0)
        return planner(for: request, asked: asked).plan(body, prompt: prompt)
    }

    private func planner(for request: UpstreamRequest, asked: FakeUpstreamDirectives) -> FaultPlanner {
        FaultPlanner(
            format: request.format, directives: asked, requestID: request.requestID,
            firstByteWait: asked.firstByteWait(seed: Digest.mix(configuration.seed) ^ UInt64(request.number)))
    }

    private var storedState: StoredState { StoredState(state: state, created: configuration.created) }

    private func count(_ counted: GenerationRequest) -> JSONValue {
        let tokens = JSONValue.int(counted.tape.tokens)
        return counted.family == .gemini
            ? ["totalTokens": tokens, "promptTokensDetails": [["modality": "TEXT", "tokenCount": tokens]]]
            : ["input_tokens": tokens]
    }

    private func models(for request: UpstreamRequest) throws(Refusal) -> JSONValue {
        let family = request.format.family
        let list = ModelList(family: family, models: configuration.models, created: configuration.created)
        guard let model = request.askedModel else { return list.document() }
        guard let document = list.document(of: model) else { throw family.refusal(onDemand: 404) }
        return document
    }

    // MARK: - Reading

    private func read(_ request: UpstreamRequest, isCounting: Bool = false) throws(Refusal) -> GenerationRequest {
        let body = try json(of: request)
        if let target = request.geminiTarget {
            return try GeminiReader.read(body, target: target, format: request.format)
        }
        switch request.format {
        case .completions: return try OpenAICompletionsReader.read(body)
        case .messages: return try AnthropicMessagesReader.read(body, needsMaxTokens: !isCounting)
        case .responses:
            let earlier = try OpenAIResponsesReader.earlier(in: body)
            let history = try storedState.history(of: earlier, credential: request.credential ?? "")
            return try OpenAIResponsesReader.read(body, history: history)
        case .chatCompletions, .gemini, .geminiArray: return try OpenAIChatReader.read(body)
        }
    }

    private func embeddings(_ request: UpstreamRequest) throws(Refusal) -> EmbeddingRequest {
        let body = try json(of: request)
        guard let target = request.geminiTarget else { return try request.isRows ? .rows(body) : .openAI(body) }
        return try .gemini(body, target: target)
    }

    private func json(of request: UpstreamRequest) throws(Refusal) -> JSONValue {
        do {
            return try JSONReader.read(request.body)
        } catch {
            throw .invalid("We could not parse the JSON body of your request: \(error)")
        }
    }

    private func directives(
        _ parse: () throws(FakeUpstreamDirectiveError) -> FakeUpstreamDirectives
    ) throws(Refusal) -> FakeUpstreamDirectives {
        do { return try parse() } catch { throw .invalid(error.description) }
    }
}
