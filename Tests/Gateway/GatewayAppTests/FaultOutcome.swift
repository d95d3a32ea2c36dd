// SPDX-License-Identifier: Apache-2.0

import FakeUpstream

/// What a client gets when its provider misbehaves: the table that the fault tests hold the gateway to.
enum FaultOutcome: Equatable {
    /// The provider's refusal: its own bytes, or the same status in the native surface's words.
    case refusedByProvider(Int)
    /// The gateway's own error, since nothing of the answer can be used.
    case failed(Int, codes: Set<String>)
    /// A stream that had begun ends with an error event.
    case brokenStream(codes: Set<String>)
    /// The answer as it came; `isKept` when nothing is wrong with what it says.
    case asItCame(isKept: Bool)
    /// Whether the stream had begun is a race that the fault is about.
    case failedOrBroken(Int, codes: Set<String>)

    static func expected(_ fault: FakeUpstreamFault, _ door: Door) -> FaultOutcome {
        if let status = fault.status { return .refusedByProvider(status) }
        switch fault {
        case .stallBefore: return .failed(504, codes: ["upstream_timeout"])
        case .stallInside:
            return door.streams ? .brokenStream(codes: ["upstream_stalled"]) : .failed(504, codes: ["upstream_stalled"])
        case .cut: return door.streams ? .brokenStream(codes: ["upstream_cut"]) : .failed(502, codes: ["upstream_cut"])
        case .reset: return .failedOrBroken(502, codes: ["upstream_cut"])
        case .malformedSSE, .truncatedJSON:
            return door.streams
                ? .brokenStream(codes: ["upstream_malformed", "upstream_cut"])
                : .failed(502, codes: ["upstream_malformed"])
        case .html200: return .failed(502, codes: ["upstream_malformed"])
        case .emptyAnswer: return .failed(502, codes: [door.streams ? "upstream_cut" : "upstream_malformed"])
        case .closeBefore: return .failed(502, codes: ["upstream_cut"])
        case .wrongContentType:
            // A body that reads as a whole answer is one, whatever it is called; a stream cannot be told from a page.
            return door.streams ? .failed(502, codes: ["upstream_malformed"]) : .asItCame(isKept: true)
        case .errorInStream:
            return door.isNative ? .failed(502, codes: ["upstream_error"]) : .asItCame(isKept: false)
        case .noTerminator:
            switch door {
            // Every choice has told why it stopped: only the farewell is missing.
            case .chatStream: return .asItCame(isKept: false)
            case .messagesStream: return .brokenStream(codes: ["upstream_cut"])
            default: return .asItCame(isKept: true)
            }
        default: return .asItCame(isKept: true)
        }
    }
}
