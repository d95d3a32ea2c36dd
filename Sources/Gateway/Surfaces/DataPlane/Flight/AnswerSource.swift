// SPDX-License-Identifier: Apache-2.0

import Conversation
import WireFormats

/// Where an answer comes from, and what was done to get it.
final class AnswerSource: Sendable {
    /// The provider's lower-case name.
    let provider: String
    /// The format that the provider speaks.
    let format: WireFormat
    /// Whether the request was put into another format.
    let isTranslated: Bool
    /// What the client's tools are called at the provider.
    let tools: ToolNames
    /// Fields that were left out of a translated request.
    let dropped: [String]
    /// What was changed in the request's bytes.
    let mutations: [Mutation]
    /// The providers that were tried before this one, and why they did not answer.
    let attempts: [FlightAttempt]

    init(
        provider: String, format: WireFormat, isTranslated: Bool = false, tools: ToolNames = ToolNames(),
        dropped: [String] = [], mutations: [Mutation] = [], attempts: [FlightAttempt] = []
    ) {
        self.provider = provider
        self.format = format
        self.isTranslated = isTranslated
        self.tools = tools
        self.dropped = dropped
        self.mutations = mutations
        self.attempts = attempts
    }
}
