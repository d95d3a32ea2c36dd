// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Providers

/// Why an embedding server gave no vector.
enum EmbeddingFailure: Error, Sendable, Equatable {
    /// As many texts wait for it as may.
    case busy
    /// It took too long.
    case late
    /// It failed of late and is not asked for a while.
    case resting
    /// It could not be reached, or broke off; the word says how.
    case unreachable(String)
    case keyRefused(status: Int)
    /// It does not take this text; others may be fine.
    case textRefused(status: Int)
    /// It answered with another status.
    case status(Int)
    /// Its answer is no vector.
    case malformed
    case dimension(Int, expected: Int)
    /// The gateway ends.
    case stopped

    init(_ failure: UpstreamFailure) {
        switch failure {
        case .overloaded: self = .busy
        case .connectTimeout, .firstByteTimeout, .idleTimeout, .totalTimeout: self = .late
        case .malformed: self = .malformed
        case .unreachable, .closed: self = .unreachable(failure.word)
        }
    }

    /// The word for metrics.
    var label: String {
        switch self {
        case .busy: "queue_full"
        case .late: "deadline"
        case .resting: "breaker_open"
        case .unreachable: "unreachable"
        case .keyRefused: "key_refused"
        case .textRefused: "text_refused"
        case .status: "status"
        case .malformed: "malformed"
        case .dimension: "wrong_dimension"
        case .stopped: "stopped"
        }
    }

    /// All that ``label`` may be.
    static let labels = [
        "queue_full", "deadline", "breaker_open", "unreachable", "key_refused", "text_refused", "status", "malformed",
        "wrong_dimension", "stopped",
    ]

    /// Whether the server is to blame, so that it is asked less.
    var isServersFault: Bool {
        switch self {
        case .busy, .resting, .textRefused, .stopped: false
        default: true
        }
    }

    /// What it is to the semantic cache.
    var miss: EncodingMiss {
        switch self {
        case .busy: .busy
        case .late: .late
        case .textRefused: .unreadable
        default: .failed
        }
    }

    /// What to tell of it and what to do; nil for what is no fault of the server's or was told already.
    var trouble: (reason: String, remedy: String)? {
        switch self {
        case .busy:
            ("has as many texts waiting for it as may", "give it more room, or switch the semantic cache off")
        case .late:
            (
                "did not answer within embedding_sidecar.timeout_seconds",
                "see whether it has too much to do"
            )
        case .unreachable(let word):
            (
                "gave no answer (\(word.replacing("_", with: " ")))",
                "start it, or check embedding_sidecar.sidecar_url; behind https, this system must trust its certificate"
            )
        case .keyRefused(let status): ("answered with \(status)", "check embedding_sidecar.api_key")
        case .status(let status):
            (
                "answered with \(status)",
                "check embedding_sidecar.sidecar_url, embedding_sidecar.format and embedding_sidecar.model_name"
            )
        case .malformed: ("answered without a vector", "check embedding_sidecar.format")
        case .dimension(let found, let expected):
            (
                "gave a vector of \(found) values, not \(expected)",
                "set embedding_sidecar.dimension = \(found) if that is the right model"
            )
        case .resting, .textRefused, .stopped: nil
        }
    }
}
