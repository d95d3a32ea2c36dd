// SPDX-License-Identifier: Apache-2.0

import Conversation

/// One request on its way into Gemini's format: what is known of it, and what came up while it was written.
struct GeminiEncoding {
    let conversation: Conversation
    let model: GeminiModel
    let client: GeminiClientNames
    /// Whether the conversation was read from this very format, so that it can say everything.
    let isOwn: Bool
    var names = ToolNames()
    private(set) var dropped: [String] = []
    /// Sentences for the model that stand for what the format has no field for.
    var instructions: [String] = []
    var tape = JSONTape()

    init(_ conversation: Conversation, _ target: EncodingTarget) {
        self.conversation = conversation
        model = GeminiModel(target.model)
        client = GeminiClientNames(origin: conversation.origin)
        isOwn = conversation.origin == .gemini
    }

    /// Notes that a field is left out.
    mutating func drop(_ field: String) {
        if !dropped.contains(field) { dropped.append(field) }
    }

    func inexpressible(_ field: String, _ what: String = "has no equivalent") -> TranslationProblem {
        TranslationProblem(
            .inexpressible, field,
            "\(what) at the provider of this model (Gemini); leave it out, or use a model of a provider that has it.")
    }

    /// Sorts the request's own extra fields into those that can be left out and those that cannot.
    mutating func checkFields() throws(TranslationProblem) {
        guard !isOwn else { return }
        for field in conversation.extras {
            if field.name == "reasoning.summary", showsThoughts == true { continue }
            guard GeminiForeignField.isHarmless(field) else { throw inexpressible(field.name) }
            drop(field.name)
        }
        if conversation.allowsParallelCalls == true { drop(client.parallelCalls) }
        if conversation.allowsParallelCalls == false, conversation.tools.contains(where: \.isCallable) {
            instructions.append("Call at most one tool at a time.")
            drop(client.parallelCalls)
        }
    }

    /// The same for the fields of a turn or a part.
    mutating func checkFields(_ extras: [ExtraField], in role: Turn.Role) throws(TranslationProblem) {
        for field in extras {
            let path = "\(client.turns)[].\(field.name)"
            guard GeminiForeignField.isHarmless(field, in: role) else { throw inexpressible(path) }
            drop(path)
        }
    }

    /// Whether the client wants to see thoughts; nil leaves it to the provider.
    var showsThoughts: Bool? {
        let reasoning = conversation.options.reasoning
        if isOwn || reasoning?.showsThoughts != nil { return reasoning?.showsThoughts }
        if reasoning?.mode == .disabled { return nil }
        if conversation.extras.contains(where: { $0.name == "reasoning.summary" && !$0.json.elementsEqual("null".utf8) }
        ) {
            return true
        }
        // Messages show thoughts unless they are told not to.
        let omits = conversation.extras.contains {
            $0.name == "thinking.display" && $0.json.elementsEqual(#""omitted""#.utf8)
        }
        return conversation.origin == .anthropicMessages && reasoning?.mode != nil && !omits ? true : nil
    }

    // MARK: Fields of this very format

    private static let nests = ["generationConfig.", "toolConfig."]

    /// Whether a request's extra field stands inside one of its objects.
    static func isNested(_ name: String) -> Bool { nests.contains { name.hasPrefix($0) } }

    /// Writes the extra fields whose names begin with `prefix`, but not those that begin with `other`.
    static func write(
        _ extras: [ExtraField], under prefix: String, except other: String? = nil, to writer: inout JSONWriter
    ) {
        for field in extras where field.name.hasPrefix(prefix) {
            if let other, field.name.hasPrefix(other) { continue }
            writer.member(String(field.name.dropFirst(prefix.count)), raw: field.json)
        }
    }
}

extension Tool {
    /// Whether the client carries its calls out.
    var isCallable: Bool { kind == .function || kind == .custom }
}
