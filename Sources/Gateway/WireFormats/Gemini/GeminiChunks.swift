// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Makes the chunks of a streamed answer: texts as they grow, everything else when it is complete, and at the end one
/// chunk with the finish reasons and the counts.
struct GeminiChunks: Sendable {
    /// A part that has begun. Its text has gone out already; what else it holds has not.
    private struct Open: Sendable {
        let choice: Int
        var part: Part
        /// A text's signature, which goes out with its first piece.
        var signature: [UInt8]?
    }

    private var parts: GeminiPartWriter
    private var open: [Int: Open] = [:]
    private var stops: [Int: StopReason] = [:]
    private var usage: Usage?
    private var model = ""
    private var id: String
    private(set) var isOver = false

    init(_ context: AnswerContext) {
        parts = GeminiPartWriter(context.tools)
        id = context.seed
    }

    /// The chunk that an event makes, if it makes one.
    mutating func chunk(_ event: AnswerEvent) -> [UInt8]? {
        guard !isOver else { return nil }
        switch event {
        case .begin(let id, let model, _):
            if !id.isEmpty { self.id = id }
            self.model = model
            return nil
        case .open(let number, let choice, let part): return begin(number, choice, part)
        case .grow(let number, let piece): return grow(number, piece)
        case .sign(let number, let piece):
            guard case .reasoning(var reasoning) = open[number]?.part.content else { return nil }
            reasoning.signature = (reasoning.signature ?? "") + piece
            open[number]?.part.content = .reasoning(reasoning)
            return nil
        case .close(let number): return close(number)
        case .usage(let counts):
            usage = counts
            return nil
        case .stop(let choice, let reason, _):
            stops[choice] = reason
            return nil
        case .failure(let error):
            isOver = true
            return ErrorBody.json(error, format: .gemini, requestID: "")
        case .end:
            isOver = true
            return last()
        }
    }

    private mutating func begin(_ number: Int, _ choice: Int, _ part: Part) -> [UInt8]? {
        var open = Open(choice: choice, part: part)
        if case .text = part.content { open.signature = GeminiPartWriter.signature(of: part) }
        self.open[number] = open
        switch part.content {
        case .text(let text), .refusal(let text): return text.isEmpty ? nil : grow(number, text)
        case .reasoning(let reasoning): return reasoning.text.isEmpty ? nil : grow(number, reasoning.text)
        case .toolCall, .media, .opaque, .toolResult: return nil
        }
    }

    private mutating func grow(_ number: Int, _ piece: String) -> [UInt8]? {
        guard let part = open[number], !piece.isEmpty else { return nil }
        switch part.part.content {
        case .text, .refusal:
            open[number]?.signature = nil
            return chunk(part.choice, GeminiPartWriter.text(piece, signature: part.signature))
        case .reasoning(let reasoning):
            return reasoning.isRedacted ? nil : chunk(part.choice, GeminiPartWriter.thought(piece, signature: nil))
        case .toolCall(var call):
            call.input += piece
            open[number]?.part.content = .toolCall(call)
            return nil
        case .media, .opaque, .toolResult: return nil
        }
    }

    private mutating func close(_ number: Int) -> [UInt8]? {
        guard let part = open.removeValue(forKey: number) else { return nil }
        switch part.part.content {
        case .text, .refusal: return part.signature.map { chunk(part.choice, GeminiPartWriter.text("", signature: $0)) }
        case .reasoning(let reasoning):
            guard !reasoning.isRedacted, let signature = reasoning.signature, GeminiWords.isBase64(signature) else {
                return nil
            }
            return chunk(part.choice, GeminiPartWriter.thought("", signature: signature))
        case .toolCall, .media, .opaque, .toolResult: return parts.json(part.part).map { chunk(part.choice, $0) }
        }
    }

    private func chunk(_ choice: Int, _ part: [UInt8]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("candidates")
        writer.beginArray()
        GeminiAnswerWriter.candidate(choice, [part], nil, to: &writer)
        writer.endArray()
        GeminiAnswerWriter.names(model: model, id: id, to: &writer)
        writer.endObject()
        return Self.oneLine(writer.bytes)
    }

    private func last() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("candidates")
        writer.beginArray()
        for choice in stops.keys.sorted() {
            GeminiAnswerWriter.candidate(choice, [GeminiPartWriter.text("")], stops[choice], to: &writer)
        }
        writer.endArray()
        if let usage { GeminiUsage.write(usage, to: &writer) }
        GeminiAnswerWriter.names(model: model, id: id, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    /// Values that came as JSON may hold line ends between their tokens, which an event must not.
    private static func oneLine(_ json: [UInt8]) -> [UInt8] {
        json.contains { $0 == 0x0A || $0 == 0x0D } ? json.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 } : json
    }
}
