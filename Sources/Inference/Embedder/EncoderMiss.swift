// SPDX-License-Identifier: Apache-2.0

/// Why a text has no vector: the caller goes on without one.
public enum EncoderMiss: Error, Sendable, Equatable {
    /// As many texts, or as many bytes of them, wait as may.
    case queueFull
    /// The text's turn did not come in time.
    case deadlinePassed
    /// The text is longer than the encoder reads.
    case textTooLong
    /// The text has no word in it.
    case noText
    /// The precision's weights could not be loaded.
    case weights(EncoderFailure)
    /// The processor has not the instructions that were asked for.
    case unsupported
    /// The pool was stopped.
    case stopped
    /// There was nothing to encode after all, as who made the text found out.
    case notNeeded

    /// All that ``label`` may be of a text that was needed.
    public static let labels = [
        "queue_full", "deadline", "text_too_long", "no_text", "weights", "unsupported", "stopped",
    ]

    /// The word for metrics and logs.
    public var label: String {
        switch self {
        case .queueFull: "queue_full"
        case .deadlinePassed: "deadline"
        case .textTooLong: "text_too_long"
        case .noText: "no_text"
        case .weights: "weights"
        case .unsupported: "unsupported"
        case .stopped: "stopped"
        case .notNeeded: "not_needed"
        }
    }
}
