// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Providers

/// What a parser made of the bytes of one connection, the pieces of bodies joined.
struct ParsedResponse: Hashable {
    var statuses: [Int] = []
    var fields: [[String]] = []
    var framings: [ResponseHead.Framing] = []
    var keepsAlive: [Bool] = []
    var bytes: [UInt8] = []
    var hasEnded = false
    /// What came after the end.
    var rest = ""

    var body: String { String(decoding: bytes, as: UTF8.self) }

    /// Feeds `bytes` in pieces of `size`, then the connection's end if `closes`.
    static func parse(_ bytes: [UInt8], pieces size: Int = .max, closes: Bool = false) throws -> ParsedResponse {
        var found = ParsedResponse()
        var parser = ResponseParser()
        var buffer = ByteBuffer()
        var place = 0
        repeat {
            let end = place + min(size, bytes.count - place)
            buffer.writeBytes(bytes[place..<end])
            place = end
            while !found.hasEnded, let event = try parser.next(&buffer) { found.take(event) }
        } while place < bytes.count
        if closes, !found.hasEnded, let event = parser.finishAtClose() { found.take(event) }
        found.rest = String(buffer: buffer)
        return found
    }

    static func parse(_ text: String, pieces size: Int = .max, closes: Bool = false) throws -> ParsedResponse {
        try parse(Array(text.utf8), pieces: size, closes: closes)
    }

    private mutating func take(_ event: ResponseParser.Event) {
        switch event {
        case .head(let head):
            statuses.append(head.status)
            framings.append(head.framing)
            keepsAlive.append(head.keepsAlive)
            let bytes = Array(head.bytes.readableBytesView)
            for field in head.fields {
                fields.append([field.name, field.value].map { String(decoding: bytes[$0], as: UTF8.self) })
            }
        case .body(let piece): bytes += piece.readableBytesView
        case .end: hasEnded = true
        }
    }
}
