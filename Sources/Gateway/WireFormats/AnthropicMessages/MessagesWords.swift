// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The words that the messages format uses for what every format has.
enum MessagesWords {
    /// The search of the web that every model since Claude 3.5 can do.
    static let webSearch = "web_search_20250305"

    static func stopReason(_ word: String) -> StopReason {
        switch word {
        case "end_turn": .finished
        case "tool_use": .toolCalls
        case "stop_sequence": .stopSequence
        case "max_tokens": .length
        case "refusal": .filtered
        default: .other(word)
        }
    }

    static func word(_ reason: StopReason) -> String {
        switch reason {
        case .finished: "end_turn"
        case .toolCalls: "tool_use"
        case .stopSequence: "stop_sequence"
        case .length: "max_tokens"
        case .filtered: "refusal"
        case .other(let word): word
        }
    }

    /// Whether the stop reason at `index` leaves an answer whole.
    static func isWhole(_ index: Int, _ text: Span<UInt8>, _ tape: JSONTape) -> Bool {
        tape.matches(index, "end_turn", in: text) || tape.matches(index, "tool_use", in: text)
            || tape.matches(index, "stop_sequence", in: text)
    }
}
