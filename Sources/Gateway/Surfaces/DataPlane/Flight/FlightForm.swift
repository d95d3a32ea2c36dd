// SPDX-License-Identifier: Apache-2.0

/// The form of an answer while it comes: who wants another one cannot listen along.
struct FlightForm: Sendable, Hashable {
    var streams: Bool
    /// Whether a stream of chat completions tells token counts; nothing to a whole answer, which always does.
    var wantsUsage: Bool

    init(streams: Bool, wantsUsage: Bool) {
        self.streams = streams
        self.wantsUsage = streams && wantsUsage
    }
}
