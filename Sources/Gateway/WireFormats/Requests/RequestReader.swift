// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Reads a request body once: what it asks for, and the canonical text of its identity.
///
/// The reader keeps its storage between requests, so one reader serves one event loop.
public struct RequestReader: Sendable {
    private var tape = JSONTape()
    private var text = CanonicalText()
    private let limits: JSONLimits

    /// The tape's storage beyond this many values is given back after the request.
    private static let keptNodes = 1 << 16

    public init(limits: JSONLimits = JSONLimits()) {
        self.limits = limits
    }

    /// Reads `body` and hands its canonical text to `digest`.
    ///
    /// - Throws: a `GatewayError` with status 400 when the body is no JSON object, or breaks the surface's own rules.
    public mutating func read<Digest>(
        _ body: Span<UInt8>, in context: RequestContext, digest: ([UInt8]) -> Digest
    ) throws(GatewayError) -> (reading: RequestReading, identity: Digest?) {
        defer {
            tape.shrink(to: Self.keptNodes)
            text.clear()
        }
        do {
            try tape.scan(body, limits: limits)
        } catch {
            throw GatewayError(
                status: 400, kind: .invalidRequest, code: error.code,
                message: "The request cannot be read: \(error.explanation). Send one JSON object in UTF-8.")
        }
        guard tape.nodes[tape.root].kind == .object else {
            throw GatewayError(
                status: 400, kind: .invalidRequest, code: "invalid_json",
                message: "The request body must be one JSON object.")
        }
        var reading = RequestReading()
        RequestHead.write(context, into: &text, &reading.scope)
        RequestFields.read(tape, body, context, &reading, &text)
        if context.surface == .native { try NativeRequest.check(reading) }
        if reading.caching == .allowed, !text.isSound { reading.caching = .unknownShape }
        return (reading, reading.caching == .allowed ? digest(text.bytes) : nil)
    }
}
