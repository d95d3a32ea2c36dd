// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Reads the heads that clients of today send; whatever is in the least unusual it leaves to the HTTP library's decoder.
///
/// A plain head is `POST` or `GET`, a path, HTTP/1.1, and lines of a token, a colon and visible ASCII, all ended by CRLF,
/// with no framing but one `Content-Length`. So nothing is ever taken here that the decoder, or a proxy in front, could
/// read in another way (decision 0038).
enum RequestHeadReader {
    enum Outcome {
        /// The head goes on behind these bytes, plain so far.
        case incomplete
        /// The decoder has to say what this is.
        case unusual
        /// A head of `size` bytes, which a body of `length` bytes follows.
        case head(RequestHead, size: Int, length: Int)
    }

    /// Longer heads are unusual, and the gate has a limit for them.
    static let longest = 16 << 10
    private static let mostLines = 100

    /// Reads the head at the beginning of `bytes`.
    static func read(_ bytes: ByteBuffer) -> Outcome {
        bytes.withUnsafeReadableBytes { all in
            var scanner = Scanner(bytes: UnsafeRawBufferPointer(rebasing: all.prefix(longest)))
            guard let method = scanner.method() else { return scanner.end }
            guard let target = scanner.target(), scanner.takeVersion() else { return scanner.end }
            let linesStart = scanner.place
            let fields = RequestHeaders()
            var length: Int?
            var count = 0
            while !scanner.takeLineEnd() {
                guard count < mostLines, let line = scanner.line() else { return scanner.end }
                count += 1
                let (name, value) = (scanner.slice(line.name), scanner.slice(line.value))
                switch RequestHeadRule(name) {
                case .none: break
                case .never: return .unusual
                case .length:
                    guard length == nil, let number = Scanner.number(value) else { return .unusual }
                    length = number
                case .keepAlive:
                    guard RequestHeaders.equal(value, "keep-alive") else { return .unusual }
                }
                fields.take(name, value)
            }
            fields.settle()
            // What a body under GET means is nobody's to guess.
            guard method == .POST || (length ?? 0) == 0 else { return .unusual }
            let size = scanner.place
            guard let lines = bytes.getSlice(at: bytes.readerIndex + linesStart, length: size - 2 - linesStart) else {
                return .unusual
            }
            let head = RequestHead(
                method: method, uri: String(decoding: scanner.slice(target), as: UTF8.self), lines: .plain(lines),
                fields: fields, isModern: true, isKeepAlive: true)
            return .head(head, size: size, length: length ?? 0)
        }
    }

    /// A place in the head's bytes, and the little grammar that is plain.
    private struct Scanner {
        let bytes: UnsafeRawBufferPointer
        var place = 0
        /// Why nothing was found: the bytes end, or are not plain.
        var end: Outcome = .unusual

        init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

        func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[range]) }

        /// Notes that the bytes end here, unless they have been cut because the head is too long.
        private mutating func runOut() {
            end = bytes.count < RequestHeadReader.longest ? .incomplete : .unusual
        }

        private mutating func take(_ word: StaticString) -> Bool {
            let size = word.utf8CodeUnitCount
            let there = min(size, bytes.count - place)
            for offset in 0..<there where bytes[place + offset] != word.utf8Start[offset] { return false }
            guard there == size else {
                runOut()
                return false
            }
            place += size
            return true
        }

        mutating func method() -> HTTPMethod? {
            guard let first = bytes.first else {
                runOut()
                return nil
            }
            if first == UInt8(ascii: "G") { return take("GET ") ? .GET : nil }
            return take("POST ") ? .POST : nil
        }

        /// A path with its query, of characters that nobody reads in another way.
        mutating func target() -> Range<Int>? {
            guard let target = run(of: 0xAFFF_FFF2_0000_0000, 0x47FF_FFFE_87FF_FFFF) else { return nil }
            return bytes[target.lowerBound] == UInt8(ascii: "/") ? target : nil
        }

        mutating func takeVersion() -> Bool { take(" HTTP/1.1\r\n") }

        /// Takes the empty line that ends the head.
        mutating func takeLineEnd() -> Bool {
            guard place < bytes.count, bytes[place] == UInt8(ascii: "\r") else { return false }
            return take("\r\n")
        }

        mutating func line() -> (name: Range<Int>, value: Range<Int>)? {
            guard let name = run(of: 0x03FF_6CFA_0000_0000, 0x57FF_FFFF_C7FF_FFFE), bytes[place] == UInt8(ascii: ":")
            else { return nil }
            place += 1
            while place < bytes.count, bytes[place] == 0x20 { place += 1 }
            let value = place
            skipVisible()
            let valueEnd = place
            guard place < bytes.count else {
                runOut()
                return nil
            }
            guard take("\r\n") else { return nil }
            // A decoder may or may not leave a blank at the end out.
            if valueEnd > value, bytes[valueEnd - 1] == 0x20 { return nil }
            return (name, value..<valueEnd)
        }

        /// Goes to the next byte that is not visible ASCII or a blank, eight at a time.
        private mutating func skipVisible() {
            while place + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                let isLow = (word &- 0x2020_2020_2020_2020) & ~word
                let deleted = word ^ 0x7F7F_7F7F_7F7F_7F7F
                let isDelete = (deleted &- 0x0101_0101_0101_0101) & ~deleted
                guard (word | isLow | isDelete) & 0x8080_8080_8080_8080 == 0 else { break }
                place += 8
            }
            while place < bytes.count, bytes[place] >= 0x20, bytes[place] < 0x7F { place += 1 }
        }

        /// Takes characters of a set of ASCII, a bit each, up to another one; nil if there is none, or nothing behind.
        private mutating func run(of low: UInt64, _ high: UInt64) -> Range<Int>? {
            let start = place
            while place < bytes.count {
                let byte = bytes[place]
                guard byte < 0x80, ((byte < 64 ? low : high) >> UInt64(byte & 63)) & 1 == 1 else {
                    return place > start ? start..<place : nil
                }
                place += 1
            }
            runOut()
            return nil
        }

        /// A number of at most 15 digits and nothing else.
        static func number(_ text: UnsafeRawBufferPointer) -> Int? {
            guard !text.isEmpty, text.count <= 15 else { return nil }
            var number = 0
            for byte in text {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                number = number * 10 + Int(byte - 0x30)
            }
            return number
        }
    }
}

/// What a plain head may say in a line of this name.
private enum RequestHeadRule {
    case none, never, length, keepAlive

    init(_ name: UnsafeRawBufferPointer) {
        func named(_ word: StaticString) -> Bool { RequestHeaders.equal(name, word) }
        self =
            switch name.count {
            case 2 where named("te"): .never
            case 6 where named("expect"): .never
            case 7 where named("upgrade") || named("trailer"): .never
            case 10 where named("connection"): .keepAlive
            case 10 where named("keep-alive"): .never
            case 14 where named("content-length"): .length
            case 16 where named("proxy-connection"): .never
            case 17 where named("transfer-encoding"): .never
            default: .none
            }
    }
}
