// SPDX-License-Identifier: Apache-2.0

internal import CEncoderKernels

/// The vectors of one text in 16-bit integers: what the index takes in, and what is stored beside an entry.
///
/// The first vector stands for the whole text; a text of several parts has one more for each part. All are scaled to
/// length 1; the integers give each component back to one part in 32,512 of the vector's largest.
///
/// ``bytes`` is the stored form. Little-endian: a byte 1 (the form's version), a zero byte, the dimension and the number
/// of vectors in two bytes each, two zero bytes; then for each vector its scale as a 32-bit float, and its integers.
public struct QuantisedVectors: Sendable, Hashable {
    /// How many values a vector may have.
    public static let dimensions = 1...4096
    /// How many vectors one text may have.
    public static let counts = 1...65

    /// Values in each vector.
    public let dimension: Int
    /// How many vectors there are, the one of the whole text included.
    public let count: Int
    /// The stored form.
    public let bytes: [UInt8]

    /// Rounds vectors of floats; nil if they are none or too many, differ in dimension, or one has no direction.
    ///
    /// - Parameters:
    ///   - whole: the vector of the whole text.
    ///   - parts: the vectors of its parts; not needed for a text of one part.
    public init?(whole: [Float], parts: [[Float]] = []) {
        let parts = parts.count > 1 ? parts : []
        guard Self.dimensions.contains(whole.count), Self.counts.contains(1 + parts.count),
            parts.allSatisfy({ $0.count == whole.count })
        else { return nil }
        dimension = whole.count
        count = 1 + parts.count
        var bytes = [UInt8](repeating: 0, count: Self.headSize + count * Self.rowSize(dimension))
        let areUnits = bytes.withUnsafeMutableBytes { buffer in
            buffer.storeBytes(of: 1, as: UInt8.self)
            buffer.storeBytes(of: UInt16(whole.count), toByteOffset: 2, as: UInt16.self)
            buffer.storeBytes(of: UInt16(1 + parts.count), toByteOffset: 4, as: UInt16.self)
            return (0...parts.count).allSatisfy { number in
                let place = Self.headSize + number * Self.rowSize(whole.count)
                let integers = (buffer.baseAddress.map { $0 + place + 4 })?.assumingMemoryBound(to: Int16.self)
                let scale = scan_quantise_row(number == 0 ? whole : parts[number - 1], whole.count, integers)
                buffer.storeBytes(of: scale.bitPattern, toByteOffset: place, as: UInt32.self)
                return scale > 0
            }
        }
        guard areUnits else { return nil }
        self.bytes = bytes
    }

    /// Takes a stored form back; nil if it is damaged, or of another version.
    public init?(bytes: [UInt8]) {
        guard bytes.count >= Self.headSize, bytes[0] == 1, bytes[1] == 0, bytes[6] == 0, bytes[7] == 0 else {
            return nil
        }
        dimension = Int(bytes[2]) | Int(bytes[3]) << 8
        count = Int(bytes[4]) | Int(bytes[5]) << 8
        self.bytes = bytes
        guard Self.dimensions.contains(dimension), Self.counts.contains(count),
            bytes.count == Self.headSize + count * Self.rowSize(dimension)
        else { return nil }
        let areUnits = (0..<count).allSatisfy { number in
            withRow(number) { scale, integers in
                // No sum of rounding errors makes a length differ by so much.
                scale.isFinite && scale > 0 && abs(scan_row_length(integers, dimension, scale) - 1) < 0.01
            }
        }
        guard areUnits else { return nil }
    }

    /// One vector as floats; the whole text's is number 0.
    public func vector(_ number: Int) -> [Float] {
        precondition((0..<count).contains(number), "there is no such vector")
        return withRow(number) { scale, integers in
            (0..<dimension).map { Float(integers?[$0] ?? 0) * scale }
        }
    }

    /// The numbers of the vectors that stand for parts: all but the first, or that one if the text is one part.
    var partNumbers: Range<Int> { count > 1 ? 1..<count : 0..<1 }

    /// The dot product of a vector with one of floats.
    func dot(_ number: Int, _ vector: UnsafePointer<Float>) -> Float {
        withRow(number) { scale, integers in scan_row_dot(integers, dimension, vector) * scale }
    }

    /// Lends a vector's scale and integers.
    func withRow<Result>(_ number: Int, _ body: (Float, UnsafePointer<Int16>?) -> Result) -> Result {
        bytes.withUnsafeBytes { buffer in
            let place = Self.headSize + number * Self.rowSize(dimension)
            let scale = Float(bitPattern: buffer.loadUnaligned(fromByteOffset: place, as: UInt32.self))
            return body(scale, (buffer.baseAddress.map { $0 + place + 4 })?.assumingMemoryBound(to: Int16.self))
        }
    }

    private static let headSize = 8
    private static func rowSize(_ dimension: Int) -> Int { 4 + 2 * dimension }
}
