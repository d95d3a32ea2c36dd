// SPDX-License-Identifier: Apache-2.0

/// All that may be different when a translated answer is read back.
enum AnswerLosses {
    static let all: [Loss] = always + parts + stops + counts + failures

    private static let always: [Loss] = [
        .init(["- id: ", "+ id: "], "An answer's id begins as the client's format has it."),
        .init(
            for: [.gemini, .messages], ["- created: "],
            "The time of the answer is left out where the format has no place."),
        .init(
            for: [.chat, .responses], to: [.messages, .gemini], ["+ created: "],
            "The time of the answer is the gateway's where the provider does not tell it."),
    ]

    private static let parts: [Loss] = [
        .init(
            for: [.chat, .gemini], in: ["thinking", "thinking-tools", "thinking-hidden"],
            ["- thought signature", #"- thought: """#, "- thought is hidden"],
            "Signatures of thoughts, and thoughts that are nothing but a signature, are left out."),
        .init(
            for: [.responses], to: [.messages], in: ["thinking-hidden"], ["- thought is hidden"],
            "Hidden thoughts come as encrypted content without a summary."),
        .init(
            to: [.gemini], in: ["thinking-tools"], ["- extra thoughtSignature"],
            "Signatures of tool calls are left out."),
        .init(
            for: [.messages, .gemini], to: [.chat, .responses], in: ["refusal"],
            ["- refusal: ", "+ text: ", "- stop: finished", "+ stop: filtered"],
            "A refusal in words is text with the stop reason for refusals."),
        .init(
            for: [.messages, .responses], to: [.chat, .gemini], in: ["choices"],
            ["- choice 1", #"- text: "Brigantine""#, "- stop: finished"],
            "Only the first alternative is shown."),
        .init(
            to: [.messages, .gemini], in: ["citations"], ["- extra citations", "- text: ", "+ text: "],
            "Citations are left out; texts between them join."),
    ]

    private static let stops: [Loss] = [
        .init(
            to: [.messages], in: ["stop-sequence"], ["- stop: stopSequence", "- stop sequence", "+ stop: finished"],
            "The end at a stop sequence is a regular end."),
        .init(
            for: [.chat, .messages], to: [.gemini], in: ["stop-other"], ["- stop: other", "+ stop: finished"],
            "A reason that the client's format has no word for is a regular end."),
        .init(
            for: [.chat, .gemini], to: [.messages], in: ["stop-pause"],
            ["- stop: other", "+ stop: finished", #"+ stop: other("OTHER")"#],
            "A pause is a regular end for chat, and `OTHER` for Gemini."),
    ]

    private static let counts: [Loss] = [
        .init(
            for: [.gemini], to: [.messages], in: ["usage"],
            ["- cache write: ", "+ cache write: 0", "- input: ", "+ input: "],
            "Tokens written to the cache count as other tokens of the prompt."),
        .init(
            to: [.messages], in: ["error"], ["- input", "- output", "- cached read", "- cache write", "- reasoning"],
            "Token counts before an error are left out."),
    ]

    private static let failures: [Loss] = [
        .init(
            for: [.chat, .gemini], to: [.responses], in: ["error", "error-failed"],
            ["- model: ", "+ model: ", "- created: "],
            "An error before any text comes alone."),
        .init(
            for: [.responses, .gemini], in: ["error", "error-failed"], ["- failure code", "+ failure code"],
            "The code of an error is a word of the client's format."),
    ]
}
