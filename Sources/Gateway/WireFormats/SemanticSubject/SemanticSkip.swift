// SPDX-License-Identifier: Apache-2.0

/// Why a request is not compared with others by its meaning. The raw value is the stable code for headers and reports.
public enum SemanticSkip: String, Error, Sendable, Hashable, CaseIterable {
    /// The answer depends on state that the provider keeps.
    case providerState = "provider_state"
    /// A session id is blank, too long or no string.
    case unusableSession = "unusable_session"
    /// The body is not of its format's shape.
    case unknownShape = "unknown_shape"
    /// The request offers tools, or lets the provider search.
    case tools
    /// A tool was called or gave something back in the conversation.
    case toolResult = "tool_result"
    /// Instructions have the model call tools or edit files in what it writes.
    case textualTools = "text_tools"
    /// A picture, sound, document or a part that only its format knows.
    case attachment
    /// The last turn is not the user's.
    case noQuestion = "no_question"
    /// The last user turn has several texts, and nobody knows which is the question.
    case severalTexts = "several_texts"
    /// The last user turn has no words.
    case empty
    /// The last user turn is longer than what is compared.
    case tooLong = "too_long"
    /// A temperature above the limit: the client wants variety.
    case temperature
    /// Several alternatives are asked for.
    case choices
    /// The question speaks of today, now or the latest: its answer does not last.
    case timeWords = "time_words"
    /// The question points to something outside itself.
    case deictic
}
