// SPDX-License-Identifier: Apache-2.0

import Conversation

extension ChatWords {
    /// A word that clients of the format know, whatever the provider's format calls it.
    static func knownWord(_ reason: StopReason) -> String {
        switch reason {
        case .other("model_context_window_exceeded"): "length"
        case .other("safety"), .other("recitation"): "content_filter"
        case .other: "stop"
        default: word(reason)
        }
    }

    /// Whether an event's data is the one that ends a stream.
    static func isDone(_ data: Span<UInt8>) -> Bool {
        let done: StaticString = "[DONE]"
        guard data.count == done.utf8CodeUnitCount else { return false }
        for offset in 0..<data.count where data[offset] != done.utf8Start[offset] { return false }
        return true
    }
}
