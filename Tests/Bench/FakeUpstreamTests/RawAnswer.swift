// SPDX-License-Identifier: Apache-2.0

@testable import FakeUpstream

/// An HTTP response as it came over the wire, whole or not.
struct RawAnswer: Equatable {
    /// Where reading stopped.
    enum Ending: Equatable {
        /// The body was framed and came to its end.
        case whole
        /// The connection was closed first.
        case closed
        /// The connection was reset first.
        case reset
    }

    var status = 0
    var headers: [String: String] = [:]
    /// The body in the chunks of its transfer coding; one piece where it had none.
    var chunks: [[UInt8]] = []
    var ending = Ending.closed

    var body: [UInt8] { Array(chunks.joined()) }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; nil when it is none.
    var json: JSONValue? { try? JSONReader.read(body) }

    /// The events of a stream, cut at blank lines; a rest without one is no event.
    var events: [RawEvent] { RawEvent.all(in: plainText) }

    /// The body with lines that end in LF alone, whichever way they ended.
    var plainText: String { text.replacing("\r\n", with: "\n") }

    /// Reads what the bytes hold of an answer.
    ///
    /// `length` is nil while the answer has not come to its end.
    static func read(_ bytes: [UInt8], noBody: Bool = false) -> (answer: RawAnswer, length: Int?) {
        var answer = RawAnswer()
        guard let headEnd = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return (answer, nil) }
        let lines = String(decoding: bytes[..<headEnd.lowerBound], as: UTF8.self).split(separator: "\r\n")
        answer.status = Int(lines[0].split(separator: " ")[1]) ?? 0
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            answer.headers[parts[0].lowercased()] = parts[1].drop { $0 == " " }.description
        }
        let start = headEnd.upperBound
        if noBody || (100..<200).contains(answer.status) {
            answer.ending = .whole
            return (answer, start)
        }
        if let length = answer.headers["content-length"].flatMap(Int.init) {
            let end = min(start + length, bytes.count)
            answer.chunks = [Array(bytes[start..<end])]
            guard end == start + length else { return (answer, nil) }
            answer.ending = .whole
            return (answer, end)
        }
        guard answer.headers["transfer-encoding"] == "chunked" else {
            answer.chunks = [Array(bytes[start...])]
            return (answer, nil)
        }
        return readChunks(bytes, from: start, into: answer)
    }

    private static func readChunks(
        _ bytes: [UInt8], from start: Int, into head: RawAnswer
    ) -> (answer: RawAnswer, length: Int?) {
        var answer = head
        var position = start
        while let line = bytes[position...].firstRange(of: Array("\r\n".utf8)) {
            guard let size = Int(String(decoding: bytes[position..<line.lowerBound], as: UTF8.self), radix: 16) else {
                return (answer, nil)
            }
            let end = line.upperBound + size
            guard end + 2 <= bytes.count else {
                answer.chunks.append(Array(bytes[line.upperBound...]))
                return (answer, nil)
            }
            if size == 0 {
                answer.ending = .whole
                return (answer, end + 2)
            }
            answer.chunks.append(Array(bytes[line.upperBound..<end]))
            position = end + 2
        }
        return (answer, nil)
    }
}
