// SPDX-License-Identifier: Apache-2.0

/// Cuts a text into tokens, in one pass over its folded bytes.
///
/// Punctuation at the edges of words, white space and case leave no trace in the tokens' `text`. Linear in the text's length.
struct TextScanner {
    private let bytes: [UInt8]
    private let limit: Int
    private var position = 0
    private var quote = 0
    private var quotes = 0
    private var quoteEnd = 0
    /// How far each quotation sign has been searched for, and whether one that ends a quotation stands there.
    private var closings: [(place: Int, isEnd: Bool)] = Array(repeating: (0, false), count: 3)
    /// Bytes that searches for the ends of quotations have looked at.
    private(set) var examined = 0
    private(set) var tokens: [ScannedToken] = []
    /// Digest of all tokens, also of those beyond the limit.
    private(set) var digest = TextDigest()

    /// - Parameter limit: most tokens that are kept; those beyond only enter the digest.
    init(_ bytes: [UInt8], limit: Int) {
        self.bytes = bytes
        self.limit = limit
        tokens.reserveCapacity(min(limit, bytes.count / 5 + 4))
    }

    /// The first tokens of a folded text, and the digest of all.
    static func scan(_ bytes: [UInt8], limit: Int) -> (tokens: [ScannedToken], digest: TextDigest) {
        var scanner = TextScanner(bytes, limit: limit)
        scanner.run()
        return (scanner.tokens, scanner.digest)
    }

    /// Reads the whole text; may be called once.
    mutating func run() {
        while position < bytes.count {
            let byte = bytes[position]
            if quote != 0 && position >= quoteEnd {
                // The closing sign opens nothing.
                quote = 0
                position += 1
                continue
            }
            if byte.isASCIISpace {
                if byte == 0x0A { markIntroduction() }
                position += 1
            } else if byte == UInt8(ascii: "`") && startsFence(position) {
                readFence()
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`") {
                openQuote(byte)
                position += 1
            } else if byte == UInt8(ascii: "'") && isOpeningApostrophe(position) {
                openQuote(byte)
                position += 1
            } else {
                readChunk()
            }
        }
    }

    private mutating func markIntroduction() {
        if let last = tokens.indices.last, digest.count == tokens.count { tokens[last].introduces = true }
    }

    private func startsFence(_ index: Int) -> Bool {
        index + 2 < bytes.count && bytes[index + 1] == UInt8(ascii: "`") && bytes[index + 2] == UInt8(ascii: "`")
    }

    private mutating func readFence() {
        position += 3
        // The language beside the opening fence is part of the code: two languages are two questions.
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "`"), startsFence(position) {
                position += 3
                return
            }
            if bytes[position].isASCIISpace {
                position += 1
                continue
            }
            let start = position
            while position < bytes.count, !bytes[position].isASCIISpace,
                !(bytes[position] == UInt8(ascii: "`") && startsFence(position))
            {
                position += 1
            }
            emit(.code, start..<position, fenced: true)
        }
    }

    private func isOpeningApostrophe(_ index: Int) -> Bool {
        quote == 0 && index + 1 < bytes.count && !bytes[index + 1].isASCIISpace
            && (index == 0 || !bytes[index - 1].isWordByte)
    }

    /// Longest quotation, in bytes.
    private static let quoteLimit = 600

    /// Opens a quotation if its end is in sight; otherwise the sign is punctuation.
    private mutating func openQuote(_ sign: UInt8) {
        guard quote == 0, let end = closing(sign, from: position + 1), end > position + 1 else { return }
        quotes += 1
        quote = quotes
        quoteEnd = end
    }

    /// The first place from `start` on, within the limit, where a quotation with this sign may end.
    ///
    /// What was searched once is not searched again, so that all searches together look at each byte once for each sign.
    private mutating func closing(_ sign: UInt8, from start: Int) -> Int? {
        let kind = sign == UInt8(ascii: "\"") ? 0 : sign == UInt8(ascii: "'") ? 1 : 2
        let end = min(bytes.count, start - 1 + Self.quoteLimit)
        // The last search came to `closings[kind]`: there a quotation may end, or there it gave up.
        var index = max(start, closings[kind].place)
        if closings[kind].isEnd, closings[kind].place >= start { return index < end ? index : nil }
        while index < end {
            examined += 1
            if bytes[index] == sign,
                sign != UInt8(ascii: "'") || index + 1 >= bytes.count || !bytes[index + 1].isWordByte
            {
                closings[kind] = (index, true)
                return index
            }
            index += 1
        }
        closings[kind] = (index, false)
        return nil
    }

    private mutating func readChunk() {
        let start = position
        var end = start
        while end < bytes.count, !bytes[end].isASCIISpace, bytes[end] != UInt8(ascii: "\""),
            bytes[end] != UInt8(ascii: "`"),
            !(quote != 0 && end >= quoteEnd)
        {
            end += 1
        }
        position = max(end, start + 1)
        if end == start { return }
        classify(start..<end)
    }

    private func isEdgePunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "!"),
            UInt8(ascii: "?"),
            UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "{"),
            UInt8(ascii: "}"), UInt8(ascii: "\""), UInt8(ascii: "`"):
            true
        default: false
        }
    }

    private mutating func classify(_ chunk: Range<Int>) {
        var start = chunk.lowerBound
        var end = chunk.upperBound
        let hasColon = bytes[end - 1] == UInt8(ascii: ":")
        defer { if hasColon { markIntroduction() } }
        while start < end, isEdgePunctuation(bytes[start]) {
            // A dot before a letter begins a file's name (".env"), unless it is one of several.
            if bytes[start] == UInt8(ascii: "."), start + 1 < end,
                bytes[start + 1].isASCIILetter || bytes[start + 1] == UInt8(ascii: "/"),
                start == chunk.lowerBound
            {
                break
            }
            if bytes[start] == UInt8(ascii: "."), start + 2 < end, bytes[start + 1] == UInt8(ascii: "."),
                bytes[start + 2] == UInt8(ascii: "/")
            {
                break
            }
            start += 1
        }
        while end > start, isEdgePunctuation(bytes[end - 1]) {
            // "name()" is a function's name.
            if bytes[end - 1] == UInt8(ascii: ")"), end - 2 > start, bytes[end - 2] == UInt8(ascii: "(") { break }
            end -= 1
        }
        // Dashes that hang on a word are punctuation; those before it may make a flag.
        while end > start,
            bytes[end - 1] == UInt8(ascii: "-") || bytes[end - 1] == UInt8(ascii: "*")
                || bytes[end - 1] == UInt8(ascii: "_"),
            end - 1 > start,
            bytes[start].isWordByte || bytes[start] == UInt8(ascii: "*") || bytes[start] == UInt8(ascii: "_")
        {
            end -= 1
            while end > start, isEdgePunctuation(bytes[end - 1]) { end -= 1 }
        }
        while start < end, bytes[start] == UInt8(ascii: "*"), start + 1 < end,
            bytes[start + 1].isWordByte || bytes[start + 1] == UInt8(ascii: "*")
        {
            start += 1
        }
        guard start < end else { return }
        let slice = bytes[start..<end]
        if slice.allSatisfy({
            $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "~")
                || isEdgePunctuation($0)
        }) {
            // Rules, bullets and dashes between words.
            if !(slice.count == 1 && bytes[start] == UInt8(ascii: "*") && isBetweenNumbers(start)) { return }
        }
        var shape = ChunkShape(slice)
        if shape.isSign || isUnitSign(start..<end) {
            emitSign(start..<end)
        } else if let number = shape.number() {
            emitNumber(number, start..<end)
        } else if shape.isCode {
            emit(.code, start..<end)
        } else {
            readProse(start..<end)
        }
    }

    /// "€", "°F": signs of more than one byte, which look like letters of another script.
    private func isUnitSign(_ range: Range<Int>) -> Bool {
        range.count <= 4 && bytes[range.lowerBound] >= 0x80
            && UnitWords.signs[String(decoding: bytes[range], as: UTF8.self)] != nil
    }

    /// Signs that are words keep their meaning; of the others only operators count.
    private mutating func emitSign(_ range: Range<Int>) {
        let sign = String(decoding: bytes[range], as: UTF8.self)
        if let word = UnitWords.signs[sign] {
            digest.add(Array(word.utf8)[...])
            guard tokens.count < limit else { return }
            tokens.append(
                ScannedToken(kind: .word, text: word, exact: word, quote: quote, introduces: false, isFenced: false))
        } else if sign.utf8.contains(where: { $0 >= 0x80 })
            || sign.utf8.allSatisfy({ UnitWords.operators.contains($0) })
        {
            emit(.symbol, range)
        }
    }

    private func isBetweenNumbers(_ index: Int) -> Bool {
        index >= 2 && index + 2 < bytes.count && bytes[index - 2].isASCIIDigit && bytes[index + 2].isASCIIDigit
    }

    /// Words joined by slashes, dashes, commas or missing spaces come apart; scripts without spaces go letter by letter.
    private mutating func readProse(_ range: Range<Int>) {
        var start = range.lowerBound
        var index = start
        if let letters = ChunkShape(bytes[range]).initials {
            digest.add(Array(letters.utf8)[...])
            guard tokens.count < limit else { return }
            tokens.append(
                ScannedToken(
                    kind: .word, text: letters, exact: letters, quote: quote, introduces: false, isFenced: false))
            return
        }
        while index < range.upperBound {
            let byte = bytes[index]
            if byte >= 0xE3 && byte <= 0xED && index + 2 < range.upperBound {
                // Han, kana and Hangul: three bytes each.
                if start < index { emitWord(start..<index) }
                emit(.word, index..<index + 3)
                index += 3
                start = index
            } else if byte.isWordByte || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "+")
                || byte == UInt8(ascii: "#")
                || byte == UInt8(ascii: "&")
            {
                index += 1
            } else {
                if start < index { emitWord(start..<index) }
                index += 1
                start = index
            }
        }
        if start < range.upperBound { emitWord(start..<range.upperBound) }
    }

    private mutating func emitWord(_ range: Range<Int>) {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, bytes[start] == UInt8(ascii: "'") { start += 1 }
        while end > start, bytes[end - 1] == UInt8(ascii: "'") { end -= 1 }
        guard start < end else { return }
        var shape = ChunkShape(bytes[start..<end])
        if let number = shape.number() {
            emitNumber(number, start..<end)
        } else {
            emit(.word, start..<end)
        }
    }

    private mutating func emit(_ kind: ScannedToken.Kind, _ range: Range<Int>, fenced: Bool = false) {
        let isExact = kind == .code && (fenced || quote != 0)
        isExact ? digest.add(bytes[range]) : digest.addLowered(bytes[range])
        guard tokens.count < limit else { return }
        tokens.append(
            ScannedToken(
                kind: kind, text: TextFolding.shortened(TextFolding.lowered(bytes[range])),
                exact: TextFolding.shortened(String(decoding: bytes[range], as: UTF8.self)),
                quote: quote, introduces: false, isFenced: fenced))
    }

    private mutating func emitNumber(_ parts: [ChunkShape.Part], _ range: Range<Int>) {
        let exact = String(decoding: bytes[range], as: UTF8.self)
        for part in parts {
            digest.add(Array(part.text.utf8)[...])
            guard tokens.count < limit else { continue }
            tokens.append(
                ScannedToken(
                    kind: part.isNumber ? .number : .word, text: part.text, exact: part.isNumber ? exact : part.text,
                    quote: quote,
                    introduces: false, isFenced: false))
        }
    }
}
