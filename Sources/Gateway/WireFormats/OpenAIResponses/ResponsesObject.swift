// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The object that an answer of the responses format is, whole or at some stage of its stream.
struct ResponsesObject: Sendable {
    let id: String
    let model: String
    let created: Int
    /// Why it is not whole; nil for one that is.
    var incomplete: String?
    var failure: GatewayError?
    var usage: Usage?

    init(id: String, model: String, created: Int?, _ context: AnswerContext) {
        let id = id.isEmpty ? context.seed : id
        self.id = id.hasPrefix("resp_") ? id : "resp_" + id
        self.model = model
        self.created = created ?? context.now
    }

    var isWhole: Bool { failure == nil && incomplete == nil }

    /// The word for an answer that nothing more will be added to.
    var finalStatus: StaticString {
        if failure != nil { return "failed" }
        return incomplete == nil ? "completed" : "incomplete"
    }

    /// Writes the object; of what the request said only what clients cannot do without.
    func write(_ status: StaticString, output: [[UInt8]], at now: Int?, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", string: id)
        writer.member("object", string: "response")
        writer.member("created_at", integer: created)
        writer.member("status", string: "\(status)")
        writer.key("background")
        writer.boolean(false)
        writer.key("completed_at")
        if let now, isWhole { writer.integer(now) } else { writer.null() }
        writer.key("error")
        if let failure {
            writer.beginObject()
            writer.member("code", string: Self.code(failure))
            writer.member("message", string: failure.message)
            writer.endObject()
        } else {
            writer.null()
        }
        writer.key("incomplete_details")
        if let incomplete {
            writer.beginObject()
            writer.member("reason", string: incomplete)
            writer.endObject()
        } else {
            writer.null()
        }
        for name in ["instructions", "max_output_tokens", "max_tool_calls"] { writer.nullMember(name) }
        writer.member("model", string: model)
        writer.key("output")
        writer.beginArray()
        for item in output { writer.raw(item) }
        writer.endArray()
        writer.member("parallel_tool_calls", raw: "true".utf8)
        writer.nullMember("previous_response_id")
        writer.member("reasoning", raw: #"{"effort":null,"summary":null}"#.utf8)
        writer.member("store", raw: "false".utf8)
        writer.nullMember("temperature")
        writer.member("text", raw: #"{"format":{"type":"text"}}"#.utf8)
        writer.member("tool_choice", string: "auto")
        writer.member("tools", raw: "[]".utf8)
        writer.nullMember("top_p")
        writer.member("truncation", string: "disabled")
        writeUsage(to: &writer)
        writer.nullMember("user")
        writer.member("metadata", raw: "{}".utf8)
        writer.endObject()
    }

    private func writeUsage(to writer: inout JSONWriter) {
        writer.key("usage")
        guard let usage else { return writer.null() }
        writer.beginObject()
        writer.member("input_tokens", integer: usage.prompt)
        writer.key("input_tokens_details")
        writer.beginObject()
        writer.member("cached_tokens", integer: usage.cachedRead)
        writer.member("cache_write_tokens", integer: usage.cacheWrite)
        writer.endObject()
        writer.member("output_tokens", integer: usage.output)
        writer.key("output_tokens_details")
        writer.beginObject()
        writer.member("reasoning_tokens", integer: usage.reasoning)
        writer.endObject()
        writer.member("total_tokens", integer: usage.prompt &+ usage.output)
        writer.endObject()
    }

    /// The word for a failure by which clients decide whether to try again.
    static func code(_ failure: GatewayError) -> String {
        switch failure.kind {
        case .rateLimit where failure.code != "insufficient_quota": "rate_limit_exceeded"
        case .overloaded: "server_is_overloaded"
        default: failure.code
        }
    }
}
