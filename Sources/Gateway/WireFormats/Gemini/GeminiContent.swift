// SPDX-License-Identifier: Apache-2.0

import Conversation

/// One content of a request in the making: what the user or the model says before the other one speaks.
struct GeminiContent {
    let isModels: Bool
    /// Parts that are results of functions: they stand in front, where the provider looks for them.
    var results: [[UInt8]] = []
    var parts: [[UInt8]] = []
    var extras: [ExtraField] = []

    var isEmpty: Bool { results.isEmpty && parts.isEmpty && extras.isEmpty }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("role", string: isModels ? "model" : "user")
        writer.key("parts")
        writer.beginArray()
        for part in results { writer.raw(part) }
        for part in parts { writer.raw(part) }
        writer.endArray()
        for field in extras { writer.member(field.name, raw: field.json) }
        writer.endObject()
    }
}
