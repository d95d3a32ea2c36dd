// SPDX-License-Identifier: Apache-2.0

import Settings
import WireFormats

/// Reads the vector in an embedding server's answer.
enum EmbeddingAnswer {
    /// An answer may have no more bytes: 4,096 values at 40 bytes, and what surrounds them.
    static let limit = 256 << 10

    /// The vector, made one of length 1.
    ///
    /// - Parameters:
    ///   - status: of the answer.
    ///   - body: all of it.
    ///   - dimension: how many values the vector must have.
    static func vector(
        status: Int, _ body: [UInt8], _ format: EmbeddingSettings.Format, dimension: Int
    ) throws(EmbeddingFailure) -> [Float] {
        switch status {
        case 200: break
        case 401, 403: throw .keyRefused(status: status)
        // What a server says of a text that is longer than its model reads.
        case 400, 413, 422: throw .textRefused(status: status)
        default: throw .status(status)
        }
        var tape = JSONTape()
        do throws(JSONProblem) {
            try tape.scan(body.span, limits: JSONLimits(depth: 8, values: 8192))
        } catch { throw .malformed }
        guard let place = place(tape, body.span, format), tape.nodes[place].kind == .array else { throw .malformed }
        var values: [Float] = []
        values.reserveCapacity(dimension)
        try tape.forEachElement(of: place) { element throws(EmbeddingFailure) in
            guard tape.nodes[element].kind == .number,
                let value = Float(String(decoding: tape.raw(element, in: body.span), as: UTF8.self)), value.isFinite
            else { throw .malformed }
            values.append(value)
        }
        guard values.count == dimension else { throw .dimension(values.count, expected: dimension) }
        let length = values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        guard length.isFinite, length > 1e-12 else { throw .malformed }
        return values.map { Float(Double($0) / length) }
    }

    /// Where the first vector begins.
    private static func place(_ tape: JSONTape, _ text: Span<UInt8>, _ format: EmbeddingSettings.Format) -> Int? {
        func first(_ list: Int) -> Int? {
            guard tape.nodes[list].kind == .array, Int(tape.nodes[list].next) > list + 1 else { return nil }
            return list + 1
        }
        switch format {
        case .openai:
            return tape.member("data", of: tape.root, in: text).flatMap(first)
                .flatMap { tape.member("embedding", of: $0, in: text) }
        case .tei: return first(tape.root)
        }
    }
}
