// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The words that chat completions use for what every format has.
enum ChatWords {
    static func stopReason(_ word: String) -> StopReason {
        switch word {
        case "stop": .finished
        case "tool_calls", "function_call": .toolCalls
        case "length": .length
        case "content_filter": .filtered
        default: .other(word)
        }
    }

    static func word(_ reason: StopReason) -> String {
        switch reason {
        case .finished, .stopSequence: "stop"
        case .toolCalls: "tool_calls"
        case .length: "length"
        case .filtered: "content_filter"
        case .other(let word): word
        }
    }

    /// Whether the finish reason at `index` leaves an answer whole.
    static func isWhole(_ index: Int, _ text: Span<UInt8>, _ tape: JSONTape) -> Bool {
        tape.matches(index, "stop", in: text) || tape.matches(index, "tool_calls", in: text)
            || tape.matches(index, "function_call", in: text)
    }
}
