// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import NIOHTTP1
import Pipeline
import WireFormats

/// Questions of the gateway itself: they go the way that clients' questions go, but nobody else hears the answer and nothing
/// is kept.
extension LoopContext {
    /// The longest that the gateway waits for an answer of its own, in seconds.
    private static let patience = 60.0

    /// Asks one provider of the chain.
    ///
    /// - Parameter tell: called once, on this event loop, unless the loop ends.
    func ask(
        _ question: ModelQuestion, provider: String, model: String,
        tell: @escaping (Result<ModelReply, ModelFailure>) -> Void
    ) {
        let own = OwnCall(tell: tell)
        let body = ByteBuffer(bytes: Self.body(question, model: model, provider: family(of: provider)))
        let headers: HTTPHeaders = ["content-type": "application/json", "user-agent": "isartor"]
        let fields = RequestHeaders(headers)
        fields.wantedProviders = provider
        fields.clientTimeout = Self.patience
        let request = Incoming(
            method: .POST, uri: "/v1/chat/completions", lines: .parsed(headers), fields: fields,
            route: .generation(.chatCompletions), admission: Gatekeeper.Admission(principal: .local),
            requestID: nextRequestID(), started: .now(), isModern: true)
        request.body = body
        let context = RequestContext(
            surface: .chatCompletions, principal: .local, aliases: configuration.aliases,
            defaultModel: configuration.defaultModel)
        do throws(GatewayError) {
            let (reading, _) = try reader.read(body.readableBytesUInt8Span, in: context, digest: { Digest.of($0) })
            let question = Question(
                request: request, surface: .chatCompletions, passage: nil, reading: reading, identity: nil,
                mayKeep: false, isHeldOut: false, session: nil, allocator: ByteBufferAllocator(), isOwn: true)
            let flight = Flight(question, loop: self, isBackground: true, own: own)
            opened(own: flight)
            own.ended = { [weak self, name = ObjectIdentifier(flight)] in self?.closed(own: name) }
            flight.start()
        } catch {
            own.take(.failed(FlightFailure(error: error, mayServeStale: false, attempts: [])))
        }
    }

    private func family(of provider: String) -> String {
        configuration.router.members.first { $0.id == provider }?.site.provider ?? provider
    }

    private static func body(_ question: ModelQuestion, model: String, provider: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("model", string: model)
        // OpenAI's models that think know no other name; others' servers often know the older one only.
        let limit = ["openai", "azure"].contains(provider) ? "max_completion_tokens" : "max_tokens"
        writer.member(limit, integer: question.outputTokens)
        writer.key("messages")
        writer.beginArray()
        for (role, text) in [("system", question.instructions), ("user", question.prompt)] {
            writer.beginObject()
            writer.member("role", string: role)
            writer.member("content", string: text)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
