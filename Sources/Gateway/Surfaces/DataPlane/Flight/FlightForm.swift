// SPDX-License-Identifier: Apache-2.0

import Conversation
import WireFormats

/// The form of an answer while it comes: who wants another one cannot listen along.
struct FlightForm: Sendable, Hashable {
    var streams: Bool
    /// Whether a stream of chat completions tells token counts; nothing to a whole answer, which always does.
    var wantsUsage: Bool

    init(streams: Bool, wantsUsage: Bool) {
        self.streams = streams
        self.wantsUsage = streams && wantsUsage
    }

    /// The form that a request wants; only chat completions leave token counts to the client.
    init(_ reading: RequestReading?, _ surface: Surface) {
        self.init(
            streams: reading?.streams ?? false,
            wantsUsage: surface == .chatCompletions ? reading?.wantsStreamUsage ?? false : true)
    }
}
