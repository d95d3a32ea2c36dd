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
            let header = AnswerPlan.Header(request.family.requestIDHeader, request.requestID)
            let body = request.family.errorBody(error, requestID: request.requestID)
            return .document(body, status: error.status, headers: [header])
        }
    }

    private func answer(_ request: UpstreamRequest) throws(Refusal) -> AnswerPlan {
        let route = request.route
        // A scheduled directive belongs to the next generation request, however that one fares.
        let scheduled = route == .chatCompletions || route == .messages ? state.takeScheduled() : nil
        if request.method == .HEAD, request.path == "/api/hello" { return .bytes([], type: "text/plain") }
        if configuration.requiresKey, request.credential == nil { throw request.family.refusal(onDemand: 401) }
        if request.isTooLarge { throw request.family.refusal(onDemand: 413) }
        var asked = (scheduled ?? FakeUpstreamDirectives()).filled(from: try directives(request.headerDirectives))
        switch route {
        case .chatCompletions, .messages:
            let generation = try read(request)
            asked = asked.filled(from: try directives(generation.markedDirectives))
            return try generate(generation, for: request, asked: asked.filled(from: configuration.defaults))
        case .countTokens:
            let counted = try AnthropicMessagesReader.read(try json(of: request), needsMaxTokens: false)
            asked = asked.filled(from: try directives(counted.markedDirectives))
            return plain(["input_tokens": .int(counted.tape.tokens)], for: request, asked: asked)
        case .models:
            return plain(try models(for: request), for: request, asked: asked)
        case .other:
            let message = "Not found: \(request.method.rawValue) \(request.path)"
            throw Refusal(status: 404, message: message, code: "not_found")
        }
    }

    private func generate(
        _ generation: GenerationRequest, for request: UpstreamRequest, asked: FakeUpstreamDirectives
    ) throws(Refusal) -> AnswerPlan {
        let content = try AnswerComposer(request: generation, directives: asked).compose()
        let prompt = state.quote(generation, credential: request.credential ?? "")
        let body: GeneratedBody
        switch generation.family {
        case .openAI:
            let writer = OpenAIChatWriter(
                request: generation, content: content, prompt: prompt, created: configuration.created)
            body =
                generation.streams
                ? .stream(writer.frames())
                : .document(writer.document().encoded(), generatedBytes: content.generatedBytes)
        case .anthropic:
            let writer = AnthropicMessagesWriter(request: generation, content: content, prompt: prompt)
            body =
                generation.streams
                ? .stream(writer.frames())
                : .document(writer.document().encoded(), generatedBytes: content.generatedBytes)
        }
        return planner(for: request, asked: asked).plan(body, prompt: prompt)
    }

    /// An answer that costs nothing, with the faults that are asked of it.
    private func plain(
        _ document: JSONValue, for request: UpstreamRequest, asked: FakeUpstreamDirectives
    ) -> AnswerPlan {
        let asked = asked.filled(from: configuration.defaults)
        return planner(for: request, asked: asked).plan(.document(document.encoded(), generatedBytes: 0), prompt: nil)
    }

    private func planner(for request: UpstreamRequest, asked: FakeUpstreamDirectives) -> FaultPlanner {
        FaultPlanner(
            family: request.family, directives: asked, requestID: request.requestID,
            firstByteWait: asked.firstByteWait(seed: Digest.mix(configuration.seed) ^ UInt64(request.number)))
    }

    private func models(for request: UpstreamRequest) throws(Refusal) -> JSONValue {
        let list = ModelList(family: request.family, models: configuration.models, created: configuration.created)
        guard let model = request.askedModel else { return list.document() }
        guard let document = list.document(of: model) else { throw request.family.refusal(onDemand: 404) }
        return document
    }

    private func read(_ request: UpstreamRequest) throws(Refusal) -> GenerationRequest {
        let body = try json(of: request)
        return switch request.family {
        case .openAI: try OpenAIChatReader.read(body)
        case .anthropic: try AnthropicMessagesReader.read(body)
        }
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
