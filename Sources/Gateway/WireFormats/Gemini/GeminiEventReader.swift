// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads the chunks of a streamed answer. Each of them is a small answer of its own; a whole answer is one chunk.
///
/// No chunk is marked as the last one: what a candidate said is known when it has a finish reason, but counts may still
/// change, so stops and usage come out when the upstream has ended.
struct GeminiEventReader: Sendable {
    private struct Candidate {
        /// The text or thought that is still growing.
        var growing: (part: Int, isThought: Bool)?
        var hasCalls = false
        var reason: String?
    }

    private var candidates: [Int: Candidate] = [:]
    private var parts = 0
    private var id: String?
    private var ids = GeminiCallID()
    private var usage: Usage?
    private var isBlocked = false
    private var isOver = false
    /// Whether one chunk is all: texts that follow each other are parts of their own then, and not pieces of one.
    private let isWholeAnswer: Bool

    init() { self.init(isWholeAnswer: false) }

    init(isWholeAnswer: Bool) { self.isWholeAnswer = isWholeAnswer }

    /// Reads one chunk, which is scanned into `tape`.
    ///
    /// - Returns: false if it is nothing that Gemini would say.
    mutating func read(_ data: Span<UInt8>, tape: inout JSONTape, into events: inout [AnswerEvent]) -> Bool {
        do { try tape.scan(data) } catch { return Self.isDone(data) }
        return read(data, tape, into: &events)
    }

    /// The same for a chunk that is scanned already.
    mutating func read(_ data: Span<UInt8>, _ tape: JSONTape, into events: inout [AnswerEvent]) -> Bool {
        guard !isOver, tape.nodes[tape.root].kind == .object else { return isOver }
        if let error = GeminiErrorReader.read(data, tape, status: 200) {
            events.append(.failure(error))
            isOver = true
            return true
        }
        if id == nil { begin(data, tape, into: &events) }
        if let counts = GeminiFields.member("usageMetadata", "usage_metadata", of: tape.root, tape, data) {
            usage = GeminiUsage.read(counts, tape, data) ?? usage
        }
        if let feedback = GeminiFields.member("promptFeedback", "prompt_feedback", of: tape.root, tape, data),
            let reason = GeminiFields.member("blockReason", "block_reason", of: feedback, tape, data),
            tape.nodes[reason].kind == .string
        {
            isBlocked = true
        }
        var isFine = true
        if let list = tape.member("candidates", of: tape.root, in: data) {
            tape.forEachElement(of: list) { element in
                if isFine { isFine = candidate(element, data, tape, &events) }
            }
        }
        return isFine
    }

    /// The upstream has ended: if every candidate has, or the prompt was blocked, the answer does.
    mutating func finish(into events: inout [AnswerEvent]) {
        guard !isOver, id != nil else { return }
        if isBlocked, candidates.isEmpty { candidates[0] = Candidate(reason: "SAFETY") }
        // What came in one piece is all there is, even if it does not say why.
        if isWholeAnswer {
            for index in candidates.keys where candidates[index]?.reason == nil { candidates[index]?.reason = "OTHER" }
        }
        guard !candidates.isEmpty, candidates.values.allSatisfy({ $0.reason != nil }) else { return }
        isOver = true
        let indices = candidates.keys.sorted()
        for index in indices {
            if let growing = candidates[index]?.growing { events.append(.close(part: growing.part)) }
        }
        if let usage { events.append(.usage(usage)) }
        for index in indices {
            guard let candidate = candidates[index], let reason = candidate.reason else { continue }
            let stop = GeminiWords.stopReason(reason, hasCalls: candidate.hasCalls)
            events.append(.stop(choice: index, stop, sequence: nil))
        }
        events.append(.end)
    }

    private mutating func begin(_ data: Span<UInt8>, _ tape: JSONTape, into events: inout [AnswerEvent]) {
        func text(_ camel: StaticString, _ snake: StaticString) -> String {
            let member = GeminiFields.member(camel, snake, of: tape.root, tape, data)
            return member.flatMap { tape.string(at: $0, in: data) } ?? ""
        }
        let id = text("responseId", "response_id")
        self.id = id
        events.append(.begin(id: id, model: text("modelVersion", "model_version"), created: nil))
    }

    private mutating func candidate(
        _ element: Int, _ data: Span<UInt8>, _ tape: JSONTape, _ events: inout [AnswerEvent]
    ) -> Bool {
        guard tape.nodes[element].kind == .object else { return false }
        let index = tape.count("index", of: element, in: data) ?? 0
        guard (0..<128).contains(index) else { return false }
        var candidate = candidates[index] ?? Candidate()
        var isFine = true
        if let content = tape.member("content", of: element, in: data),
            let parts = tape.member("parts", of: content, in: data)
        {
            tape.forEachElement(of: parts) { part in
                guard isFine else { return }
                guard let part = GeminiAnswerPart(part, tape, data) else { return isFine = false }
                take(part, index, &candidate, &events)
            }
        }
        if let reason = GeminiFields.member("finishReason", "finish_reason", of: element, tape, data),
            GeminiWords.isReason(reason, data, tape)
        {
            candidate.reason = tape.string(at: reason, in: data)
        }
        candidates[index] = candidate
        return isFine
    }

    private mutating func take(
        _ answer: GeminiAnswerPart, _ choice: Int, _ candidate: inout Candidate, _ events: inout [AnswerEvent]
    ) {
        switch answer.part.content {
        case .text: grow(answer, signature: nil, isThought: false, choice, &candidate, &events)
        case .reasoning(let reasoning):
            grow(answer, signature: reasoning.signature, isThought: true, choice, &candidate, &events)
        case .toolCall(var call):
            candidate.hasCalls = true
            if call.id.isEmpty { call.id = ids.next(call, answer: id ?? "") }
            let input = call.input
            call.input = ""
            let part = open(Part(.toolCall(call), extras: answer.part.extras), choice, &candidate, &events)
            events.append(.grow(part: part, input))
            events.append(.close(part: part))
        case .media, .opaque, .refusal, .toolResult:
            events.append(.close(part: open(answer.part, choice, &candidate, &events)))
        }
    }

    private mutating func grow(
        _ answer: GeminiAnswerPart, signature: String?, isThought: Bool, _ choice: Int, _ candidate: inout Candidate,
        _ events: inout [AnswerEvent]
    ) {
        // An empty text says nothing; a signature alone belongs to the text before it, which has gone out already.
        if answer.text.isEmpty, signature == nil { return }
        if isWholeAnswer || candidate.growing?.isThought != isThought {
            let part = isThought ? Part(.reasoning(Reasoning(text: ""))) : answer.part
            let number = open(part, choice, &candidate, &events)
            candidate.growing = (number, isThought)
        }
        guard let number = candidate.growing?.part else { return }
        if !answer.text.isEmpty { events.append(.grow(part: number, answer.text)) }
        if let signature {
            events.append(.sign(part: number, signature))
            // What is thought next has a signature of its own.
            events.append(.close(part: number))
            candidate.growing = nil
        }
    }

    /// Opens a part after what was growing; returns its number.
    private mutating func open(
        _ part: Part, _ choice: Int, _ candidate: inout Candidate, _ events: inout [AnswerEvent]
    ) -> Int {
        if let growing = candidate.growing { events.append(.close(part: growing.part)) }
        candidate.growing = nil
        events.append(.open(part: parts, choice: choice, part))
        parts += 1
        return parts - 1
    }

    /// Some gateways end every stream as OpenAI does.
    private static func isDone(_ data: Span<UInt8>) -> Bool {
        let done: StaticString = "[DONE]"
        guard data.count == done.utf8CodeUnitCount else { return false }
        for offset in 0..<data.count where data[offset] != done.utf8Start[offset] { return false }
        return true
    }
}
