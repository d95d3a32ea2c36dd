// SPDX-License-Identifier: Apache-2.0

/// How an entry's numbers are written down: a version, a bit for each number that is there, and those in order.
///
/// The bits are three bytes, lowest first. A number is there if it is not zero, money if it is known. Each is its 64 bits,
/// seven a byte and lowest first, the top bit telling that more follow; so small ones take a byte. There is one way to write
/// an entry, and only that can be read.
extension EntryNumbers {
    /// The longest that an entry can be, in bytes.
    public static let mostBytes = headBytes + fieldCount * mostNumberBytes

    private static let version: UInt8 = 1
    private static let headBytes = 4
    private static let fieldCount = 21
    private static let moneyField: UInt32 = 20
    private static let mostNumberBytes = 10

    // MARK: Writing

    /// Writes it to the front of `bytes`, which must have room for ``mostBytes``, and returns how many it took.
    public func pack(into bytes: UnsafeMutableRawBufferPointer) -> Int {
        precondition(bytes.count >= Self.mostBytes)
        var writer = Writer(bytes: bytes, place: Self.headBytes)
        writer.add(shape, 0)
        writer.add(marks, 1)
        writer.add(status, 2)
        writer.add(duration, 3)
        writer.add(tool, 4)
        writer.add(provider, 5)
        writer.add(model, 6)
        writer.add(answered, 7)
        writer.add(principal, 8)
        writer.add(session, 9)
        writer.add(key, 10)
        writer.add(counts.input, 11)
        writer.add(counts.output, 12)
        writer.add(counts.reasoning, 13)
        writer.add(counts.cachedRead, 14)
        writer.add(counts.cacheWrite5m, 15)
        writer.add(counts.cacheWrite1h, 16)
        writer.add(counts.audioInput, 17)
        writer.add(counts.imageInput, 18)
        writer.add(counts.audioOutput, 19)
        if let money { writer.write(money.nanos, Self.moneyField) }
        bytes[0] = Self.version
        for place in 0..<3 { bytes[1 + place] = UInt8(truncatingIfNeeded: writer.mask >> UInt32(8 * place)) }
        return writer.place
    }

    /// The bytes that it is written as.
    public var packed: [UInt8] {
        withUnsafeTemporaryAllocation(byteCount: Self.mostBytes, alignment: 1) { bytes in
            let count = pack(into: bytes)
            return Array(bytes[..<count])
        }
    }

    private struct Writer {
        let bytes: UnsafeMutableRawBufferPointer
        var place: Int
        var mask: UInt32 = 0

        mutating func add(_ number: Int64, _ field: UInt32) {
            if number != 0 { write(number, field) }
        }

        mutating func write(_ number: Int64, _ field: UInt32) {
            mask |= 1 << field
            var rest = UInt64(bitPattern: number)
            while rest >= 0x80 {
                bytes[place] = UInt8(truncatingIfNeeded: rest) | 0x80
                place += 1
                rest >>= 7
            }
            bytes[place] = UInt8(truncatingIfNeeded: rest)
            place += 1
        }
    }

    // MARK: Reading

    /// Reads what ``packed`` wrote; nil for anything else, as what a newer version may have written.
    public init?(packed bytes: [UInt8]) {
        guard bytes.count >= Self.headBytes, bytes[0] == Self.version else { return nil }
        let mask = UInt32(bytes[1]) | UInt32(bytes[2]) << 8 | UInt32(bytes[3]) << 16
        guard mask >> UInt32(Self.fieldCount) == 0 else { return nil }
        var reader = Reader(bytes: bytes[Self.headBytes...], mask: mask)
        shape = reader.next(0)
        marks = reader.next(1)
        status = reader.next(2)
        duration = reader.next(3)
        tool = reader.next(4)
        provider = reader.next(5)
        model = reader.next(6)
        answered = reader.next(7)
        principal = reader.next(8)
        session = reader.next(9)
        key = reader.next(10)
        counts.input = reader.next(11)
        counts.output = reader.next(12)
        counts.reasoning = reader.next(13)
        counts.cachedRead = reader.next(14)
        counts.cacheWrite5m = reader.next(15)
        counts.cacheWrite1h = reader.next(16)
        counts.audioInput = reader.next(17)
        counts.imageInput = reader.next(18)
        counts.audioOutput = reader.next(19)
        if mask >> Self.moneyField & 1 == 1 { money = Money(nanos: reader.number()) }
        guard reader.isGood, reader.bytes.isEmpty else { return nil }
    }

    private struct Reader {
        var bytes: ArraySlice<UInt8>
        let mask: UInt32
        var isGood = true

        mutating func next(_ field: UInt32) -> Int64 {
            guard mask >> field & 1 == 1 else { return 0 }
            let number = number()
            // A zero is left out.
            if number == 0 { isGood = false }
            return number
        }

        mutating func number() -> Int64 {
            var number: UInt64 = 0
            var shift: UInt64 = 0
            while let byte = bytes.popFirst() {
                // The tenth byte has one bit left.
                if shift == 63, byte > 1 { break }
                number |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 {
                    // The shortest way to write it does not end with nothing.
                    if byte == 0, shift > 0 { break }
                    return Int64(bitPattern: number)
                }
                shift += 7
            }
            isGood = false
            return 0
        }
    }
}
