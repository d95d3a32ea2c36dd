// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// The most tokens that a call can take, worked out before it is made.
///
/// **Input.** A token of any tokenizer in use stands for at least one byte, and a JSON string has at least as many bytes
/// as the text in it, so a body has no more tokens than bytes; what a provider writes around turns is shorter than the
/// JSON around them. Beside the body a provider may add instructions of its own for tools. Pictures cost by their
/// size, which no model charges more for than ``imageTokens``. Files, links, stored answers and tools that the provider runs are
/// read in addition, but never beyond the model's window.
///
/// **Output.** What the request allows, else the most that the model gives, else the configured cap; for each of the
/// answers that are asked for.
public struct CallBound: Sendable, Hashable {
    public var input: Int64
    public var output: Int64

    public init(input: Int64, output: Int64) {
        self.input = input
        self.output = output
    }

    /// All tokens.
    public var tokens: Int64 {
        let (sum, isTooLarge) = input.addingReportingOverflow(output)
        return isTooLarge ? .max : sum
    }

    /// The largest charge for one picture that a provider documents, rounded up.
    static let imageTokens: Int64 = 50_000
    /// Beside the body: a provider's own words around it.
    static let frameTokens: Int64 = 64
    /// Beside the body, with tools: a provider's own instructions for their use.
    static let toolTokens: Int64 = 2_048

    /// The bound of a request to `model`.
    ///
    /// - Parameters:
    ///   - conversation: what the body asks for; nil where nobody could read it.
    ///   - hasProviderState: whether the request refers to what the provider keeps.
    ///   - bytes: the body's length.
    ///   - cap: the longest answer of a model that is not known, in tokens.
    ///   - writes: whether an answer is written at all; vectors are not.
    public static func of(
        _ conversation: Conversation?, hasProviderState: Bool, model: String, bytes: Int, cap: Int64?,
        writes: Bool = true
    ) throws(KeyRefusal) -> CallBound {
        let limits = ModelLimits.of(model)
        guard writes else {
            return CallBound(input: min(Int64(bytes) + frameTokens, limits?.window ?? .max), output: 0)
        }
        guard let conversation else { throw .unbounded }
        var input = Int64(bytes) + frameTokens
        if !conversation.tools.isEmpty { input += toolTokens }
        switch hasProviderState ? .window : extra(conversation) {
        case .tokens(let tokens): input += tokens
        case .window:
            guard let limits else { throw .inputUnbounded(model: model) }
            input = limits.window
        }
        if let limits { input = min(input, limits.window) }
        return CallBound(input: input, output: try output(conversation, limits, model, cap))
    }

    private static func output(
        _ conversation: Conversation, _ limits: ModelLimits?, _ model: String, _ cap: Int64?
    ) throws(KeyRefusal) -> Int64 {
        var asked = conversation.options.maxTokens.map { Int64(max(0, $0)) }
        // Two limits that differ: the provider decides which one counts.
        for field in conversation.extras where field.name == "max_tokens" {
            guard let other = Int64(String(decoding: field.json, as: UTF8.self)) else { throw .unbounded }
            asked = max(asked ?? 0, other)
        }
        let single: Int64
        switch (asked, limits?.output) {
        case (let asked?, let most?): single = min(asked, most)
        case (let asked?, nil): single = asked
        case (nil, let most?): single = most
        case (nil, nil):
            guard let cap else { throw .outputUnbounded(model: model) }
            single = cap
        }
        // What the client predicts and the model does not use is charged like an answer.
        let predicted = conversation.extras.reduce(Int64(0)) {
            $1.name == "prediction" ? $0 + Int64($1.json.count) : $0
        }
        let choices = Int64(min(max(1, conversation.options.choices ?? 1), 1_000_000))
        let (product, isTooLarge) = min(single, 1 << 50).addingReportingOverflow(predicted).partialValue
            .multipliedReportingOverflow(by: choices)
        return isTooLarge ? .max : product
    }

    private enum Extra {
        case tokens(Int64)
        /// Nobody can tell but by the model's window.
        case window
    }

    /// What is read beside the body's own text.
    private static func extra(_ conversation: Conversation) -> Extra {
        if conversation.extras.contains(where: { readers.contains($0.name) }) { return .window }
        for tool in conversation.tools {
            switch tool.kind {
            case .function, .custom: continue
            case .webSearch, .opaque: return .window
            }
        }
        var pictures: Int64 = 0
        for turn in conversation.turns {
            for part in turn.parts where !count(part, &pictures) { return .window }
        }
        return .tokens(pictures * imageTokens)
    }

    /// Counts pictures; false if the part may stand for any number of tokens.
    private static func count(_ part: Part, _ pictures: inout Int64) -> Bool {
        switch part.content {
        case .text, .toolCall, .reasoning, .refusal: return true
        case .media(let media):
            if case .text = media.source { return true }
            guard media.kind == .image else { return false }
            pictures += 1
            return true
        case .toolResult(let result):
            for part in result.parts where !count(part, &pictures) { return false }
            return true
        // A part that only its format knows may be anything.
        case .opaque: return false
        }
    }

    /// Fields that make the provider read more than the request holds.
    private static let readers: Set<String> = ["web_search_options", "mcp_servers", "container", "cachedContent"]
}
