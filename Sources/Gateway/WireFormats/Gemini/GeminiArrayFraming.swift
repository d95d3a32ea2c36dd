// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Makes the one JSON array, as which some clients of Gemini's read a stream, of the events that others read.
///
/// The elements are the provider's own bytes.
public struct GeminiArrayFraming: Sendable {
    private var splitter = SSESplitter()
    private var hasBegun = false

    public init() {}

    /// The array's bytes for whole events.
    public mutating func take(_ events: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        while let event = splitter.next(in: events) {
            guard event.data != nil else { continue }
            add(event.joinedData(in: events), to: &bytes)
        }
        splitter.discard(splitter.incompleteStart)
        return bytes
    }

    /// The array's end.
    public mutating func finish() -> [UInt8] { Array((hasBegun ? "\n]\n" : "[]\n").utf8) }

    /// An error as the last element, and the array's end.
    public mutating func fail(_ error: GatewayError) -> [UInt8] {
        var bytes: [UInt8] = []
        add(ErrorBody.json(error, format: .gemini, requestID: ""), to: &bytes)
        return bytes + finish()
    }

    private mutating func add(_ element: [UInt8], to bytes: inout [UInt8]) {
        bytes += Array((hasBegun ? "\n,\n" : "[").utf8)
        hasBegun = true
        bytes += element
    }
}
