// SPDX-License-Identifier: Apache-2.0

/// A way in which the fake upstream misbehaves; the raw value is how directives spell it.
///
/// Faults of streams have a counterpart for plain JSON answers and the other way round, so that each one can be
/// asked of any request; the case's comment names both.
public enum FakeUpstreamFault: String, Sendable, Hashable, CaseIterable {
    /// No fault; written in a schedule it also silences the faults of lower-ranking sources.
    case none
    /// The family's error body with that status. `retry-after` is sent with 429, 503 and 529 when it is set.
    case status400 = "status-400"
    /// Like `status400`: the credential is refused.
    case status401 = "status-401"
    /// Like `status400`: the model is unknown.
    case status404 = "status-404"
    /// Like `status400`: the request is too large.
    case status413 = "status-413"
    /// Like `status400`: the rate limit is reached.
    case status429 = "status-429"
    /// Like `status400`: the provider failed.
    case status500 = "status-500"
    /// Like `status400`: the provider is unavailable.
    case status503 = "status-503"
    /// Like `status400`: the provider is overloaded.
    case status529 = "status-529"
    /// Waits for `stall-ms` before the response head, then answers as usual.
    case stallBefore = "stall-before"
    /// Waits for `stall-ms` in the middle of the body, then goes on as usual.
    case stallInside = "stall-inside"
    /// Closes the connection in the middle of an event or of the JSON body, without ending the body.
    case cut
    /// Like `cut`, but resets the connection (TCP RST) instead of closing it.
    case reset
    /// Puts an event with broken JSON and a line that is no field into the stream; a JSON answer is broken JSON.
    case malformedSSE = "malformed-sse"
    /// Sends the body in small pieces that ignore the borders of events, `frame-delay-ms` apart.
    case slowBody = "slow-body"
    /// Sends the right body under the content type `text/plain`.
    case wrongContentType = "wrong-content-type"
    /// Sends the family's error event after half of the text and ends; a JSON answer is an error body under 200.
    case errorInStream = "error-in-stream"
    /// Ends the body properly after half of a JSON document, or in the middle of a stream's last event.
    case truncatedJSON = "truncated-json"
    /// Answers 200 with a web page, as captive portals and proxies do.
    case html200 = "html-200"
    /// Answers 200 with no body at all.
    case emptyAnswer = "empty-answer"
    /// Ends a stream properly but without its last event (`[DONE]`, `message_stop`, `response.completed`, Gemini's
    /// chunk with the `finishReason`, the bracket of a JSON array); a JSON answer is as usual.
    case noTerminator = "no-terminator"
    /// Closes the connection when the request is read, before any byte of an answer.
    case closeBefore = "close-before"

    /// The status that a `status-…` fault answers with; nil for every other fault.
    public var status: Int? {
        switch self {
        case .status400: 400
        case .status401: 401
        case .status404: 404
        case .status413: 413
        case .status429: 429
        case .status500: 500
        case .status503: 503
        case .status529: 529
        default: nil
        }
    }
}
