// SPDX-License-Identifier: Apache-2.0

import Conversation

extension MessagesWords {
    /// A word that clients of the format know, whatever the provider's format calls it.
    ///
    /// - Parameter refused: whether the answer holds words of refusal, which this format tells by the stop reason.
    static func knownWord(_ reason: StopReason, refused: Bool) -> String {
        switch reason {
        case .other("pause_turn"), .other("model_context_window_exceeded"): word(reason)
        case .other, .finished: refused ? "refusal" : "end_turn"
        default: word(reason)
        }
    }

    /// Whether a block of this type is one of the format's own that others do not have.
    static func isOwnBlock(_ type: String) -> Bool {
        ["server_tool_use", "mcp_tool_use", "container_upload", "compaction"].contains(type)
            || type.hasSuffix("_tool_result")
    }

    /// Token counts told later than `earlier` ones. Some providers tell those of the prompt at the start only and
    /// others at the end only, with zeros in the other place.
    static func merged(_ later: Usage, into earlier: Usage) -> Usage {
        func either(_ path: KeyPath<Usage, Int>) -> Int {
            later[keyPath: path] > 0 ? later[keyPath: path] : earlier[keyPath: path]
        }
        var usage = Usage(
            input: either(\.input), output: either(\.output), cachedRead: either(\.cachedRead),
            cacheWrite: either(\.cacheWrite), reasoning: either(\.reasoning))
        usage.cacheWriteHour = either(\.cacheWriteHour)
        usage.tier = later.tier == .standard ? earlier.tier : later.tier
        return usage
    }
}
