// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The words that the responses format uses for what every format has.
enum ResponsesWords {
    /// The word in `include` that asks for the probabilities of tokens.
    static let logprobs: StaticString = "message.output_text.logprobs"

    /// Why an answer with these words stopped; `details` is the reason of an incomplete one.
    static func stopReason(status: String, details: String?, calls: Bool) -> StopReason {
        switch (status, details) {
        case ("completed", _): calls ? .toolCalls : .finished
        case ("incomplete", "max_output_tokens"): .length
        case ("incomplete", "content_filter"): .filtered
        case ("incomplete", let details?): .other(details)
        default: .other(status)
        }
    }

    /// What an answer that stopped so has as `incomplete_details.reason`; nil for one that is whole.
    static func incompleteReason(_ reason: StopReason) -> String? {
        switch reason {
        case .finished, .toolCalls, .stopSequence: nil
        case .length: "max_output_tokens"
        case .filtered: "content_filter"
        case .other(let word): word
        }
    }

    /// Whether `type` is that of a kind of item which a model's answer can hold in this format, beside those that
    /// every format has.
    static func isOutputItem(_ type: String) -> Bool {
        switch type {
        case "mcp_list_tools", "mcp_approval_request", "compaction", "program", "program_output", "tool_search_output":
            true
        default: type.hasSuffix("_call") || type.hasSuffix("_call_output")
        }
    }

    /// Whether an item of this `type` in a request comes from the user's side.
    static func isFromUser(_ type: String) -> Bool {
        type.hasSuffix("_output") || type.hasSuffix("_response")
    }

    /// Whether a part with an unknown `type` stands inside a message rather than as an item of its own.
    static func isContent(_ type: String) -> Bool {
        type.hasPrefix("input_") || type.hasPrefix("output_") || type.hasSuffix("_text") || type.hasSuffix("_content")
            || type.hasSuffix("_screenshot")
    }

    /// Reads token counts; `input_tokens` here includes all that have to do with the prompt cache.
    static func usage(_ index: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> Usage? {
        guard tape.nodes[index].kind == .object else { return nil }
        func count(_ name: StaticString, of object: Int?) -> Int {
            Usage.plausible(object.flatMap { tape.count(name, of: $0, in: body) })
        }
        let details = tape.member("input_tokens_details", of: index, in: body)
        let read = count("cached_tokens", of: details)
        let written = count("cache_write_tokens", of: details)
        var usage = Usage(
            input: max(0, count("input_tokens", of: index) - read - written),
            output: count("output_tokens", of: index), cachedRead: read, cacheWrite: written,
            reasoning: count("reasoning_tokens", of: tape.member("output_tokens_details", of: index, in: body)))
        usage.toldCost = UsageWords.toldCost(index, body, tape)
        return usage
    }
}
