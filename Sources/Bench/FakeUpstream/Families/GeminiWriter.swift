// SPDX-License-Identifier: Apache-2.0

/// Writes an answer as Gemini's `GenerateContentResponse`, or as the stream of several of them.
struct GeminiWriter {
    let request: GenerationRequest
    let content: AnswerContent
    let prompt: PromptBill

    /// The whole answer as one document.
    func document() -> JSONValue {
        let candidates = content.choices.enumerated().map { index, choice in
            candidate(index, parts: wholeParts(of: choice, index: index), choice: choice, isLast: true)
        }
        return response(candidates, usage: usage)
    }

    /// The answer as a stream; the pieces of several candidates take turns.
    func frames() -> [StreamFrame] {
        let perChoice: [[(JSONValue, Int)]] = content.choices.enumerated().map { index, choice in
            pieces(of: choice, index: index).map { piece in
                (candidate(index, parts: [piece.part], choice: choice, isLast: false), piece.generatedBytes)
            }
        }
        var frames: [StreamFrame] = []
        for turn in 0..<(perChoice.map(\.count).max() ?? 0) {
            for (candidate, generated) in perChoice.compactMap({ turn < $0.count ? $0[turn] : nil }) {
                let document = response([candidate], usage: promptUsage)
                frames.append(frame(document, isFirst: frames.isEmpty, kind: .delta, generatedBytes: generated))
            }
        }
        let last = content.choices.enumerated().map { index, choice in
            // The signature of a text comes after its last word.
            let part = signed(["text": ""], when: choice.calls.isEmpty)
            return candidate(index, parts: [part], choice: choice, isLast: true)
        }
        // Events end with the last chunk, an array with its bracket.
        let kind: StreamFrame.Kind = isArray ? .closing : .terminator
        let refused = content.choices.reduce(0) { $0 + ($1.isRefusal ? $1.text.utf8.count : 0) }
        frames.append(
            frame(response(last, usage: usage), isFirst: frames.isEmpty, kind: kind, generatedBytes: refused))
        return isArray ? frames + [.arrayEnd] : frames
    }

    private struct Piece {
        var part: JSONValue
        var generatedBytes: Int
    }

    private var isArray: Bool { request.format == .geminiArray }

    private func frame(
        _ document: JSONValue, isFirst: Bool, kind: StreamFrame.Kind, generatedBytes: Int = 0
    ) -> StreamFrame {
        isArray
            ? .element(document, isFirst: isFirst, kind: kind, generatedBytes: generatedBytes)
            : .carriageReturnData(document, kind: kind, generatedBytes: generatedBytes)
    }

    // MARK: - Parts

    private func wholeParts(of choice: AnswerContent.Choice, index: Int) -> [JSONValue] {
        var parts: [JSONValue] = []
        if index == 0, !content.reasoning.isEmpty { parts.append(Self.thought(content.reasoning.joined())) }
        if !choice.isRefusal, !choice.pieces.isEmpty || choice.calls.isEmpty {
            parts.append(signed(["text": .string(choice.text)], when: choice.calls.isEmpty))
        }
        return parts + callParts(of: choice)
    }

    private func pieces(of choice: AnswerContent.Choice, index: Int) -> [Piece] {
        // Thinking is billed once, so it is shown with the first candidate only.
        var pieces = (index == 0 ? content.reasoning : []).map {
            Piece(part: Self.thought($0), generatedBytes: $0.utf8.count)
        }
        if !choice.isRefusal {
            pieces += choice.pieces.map {
                Piece(part: ["text": .string($0)], generatedBytes: $0.utf8.count)
            }
        }
        return pieces
            + zip(choice.calls, callParts(of: choice)).map { call, part in
                Piece(part: part, generatedBytes: call.name.utf8.count + call.input.utf8.count)
            }
    }

    private func callParts(of choice: AnswerContent.Choice) -> [JSONValue] {
        choice.calls.enumerated().map { number, call in
            let arguments = (try? JSONReader.read(Array(call.input.utf8))) ?? [:]
            let part: JSONValue = [
                "functionCall": ["id": .string(call.id), "name": .string(call.name), "args": arguments]
            ]
            // Of calls side by side, only the first one carries the signature.
            return signed(part, when: number == 0)
        }
    }

    private static func thought(_ text: String) -> JSONValue { ["text": .string(text), "thought": true] }

    /// The part with the signature of the thinking that led to it, in the place where it belongs.
    private func signed(_ part: JSONValue, when isPlace: Bool) -> JSONValue {
        guard isPlace, !content.reasoning.isEmpty else { return part }
        let signature = FakeText.identifier("", length: 88, seed: request.digest ^ Digest.of("signature"))
        return .object((part.objectMembers ?? []) + [.init(key: "thoughtSignature", value: .string(signature))])
    }

    // MARK: - Documents

    private func candidate(
        _ index: Int, parts: [JSONValue], choice: AnswerContent.Choice, isLast: Bool
    ) -> JSONValue {
        var members: [JSONValue.Member] = []
        // What was held back has no content.
        if !(choice.isRefusal && isLast) {
            members.append(.init(key: "content", value: ["parts": .array(parts), "role": "model"]))
        }
        if isLast {
            members.append(.init(key: "finishReason", value: .string(choice.finish.word(in: .gemini))))
            if choice.isRefusal { members.append(.init(key: "finishMessage", value: .string(choice.text))) }
        }
        members.append(.init(key: "index", value: .int(index)))
        return .object(members)
    }

    private func response(_ candidates: [JSONValue], usage: JSONValue) -> JSONValue {
        [
            "candidates": .array(candidates),
            "usageMetadata": usage,
            "modelVersion": .string(request.model),
            "responseId": .string(FakeText.identifier("", length: 22, seed: request.digest)),
        ]
    }

    private var promptUsage: JSONValue { .object(promptCounts(total: prompt.total)) }

    private var usage: JSONValue {
        var members = promptCounts(total: prompt.total + content.outputTokens)
        let thoughts = content.reasoningTokens
        members.insert(.init(key: "candidatesTokenCount", value: .int(content.outputTokens - thoughts)), at: 1)
        if thoughts > 0 { members.append(.init(key: "thoughtsTokenCount", value: .int(thoughts))) }
        return .object(members)
    }

    private func promptCounts(total: Int) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = [
            .init(key: "promptTokenCount", value: .int(prompt.total)),
            .init(key: "totalTokenCount", value: .int(total)),
            .init(
                key: "promptTokensDetails", value: [["modality": "TEXT", "tokenCount": .int(prompt.total)]]),
        ]
        // Google names no cached tokens where there are none.
        if prompt.cacheRead > 0 {
            members.append(.init(key: "cachedContentTokenCount", value: .int(prompt.cacheRead)))
        }
        return members
    }
}
