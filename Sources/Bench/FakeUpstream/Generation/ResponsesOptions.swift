// SPDX-License-Identifier: Apache-2.0

/// What a request for one of OpenAI's `response`s says beyond what every format says.
struct ResponsesOptions: Sendable {
    /// Where the turns before this one are kept, on the provider's side.
    enum Earlier: Sendable, Equatable {
        case response(String)
        case conversation(String)
    }

    /// The body as the client sent it; the answer repeats much of it.
    var body: JSONValue = [:]
    var earlier: Earlier?
    /// The items of this conversation before the answer, those of earlier turns included.
    var items: [JSONValue] = []
    /// Whether the answer can be named as `previous_response_id` later.
    var isStored = true
    /// Whether the thinking comes along encrypted, for clients that keep the state themselves.
    var includesEncryptedReasoning = false
}
