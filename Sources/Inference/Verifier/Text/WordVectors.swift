// SPDX-License-Identifier: Apache-2.0

internal import Embedder

/// A unit vector for each telling word at two layers of the encoder, eight bits a value.
///
/// A word's vector is the mean of its pieces' vectors. Layer 3 still knows the word, layer 6 its part in the sentence.
struct WordVectors: Sendable, Equatable {
    static let early = 3
    static let late = 6
    /// Most words that get vectors; those beyond count as unlike everything.
    static let limit = 96

    let dimension: Int
    /// For each word of the text its row, -1 for none.
    let rows: [Int16]
    private let earlyValues: [Int8]
    private let lateValues: [Int8]
    private let earlyScales: [Float]
    private let lateScales: [Float]

    /// Nil if the layers are missing or do not fit the pieces.
    init?(_ tokens: TokenVectors, words: [Word]) {
        let dimension = tokens.dimension
        let early = tokens.vectors(Self.early)
        let late = tokens.vectors(Self.late)
        guard dimension > 0, early.count == tokens.pieces.count * dimension, late.count == early.count,
            tokens.ranges.count == tokens.pieces.count
        else { return nil }
        var rows = [Int16](repeating: -1, count: words.count)
        var (earlyValues, lateValues): ([Int8], [Int8]) = ([], [])
        var (earlyScales, lateScales): ([Float], [Float]) = ([], [])
        var piece = 0
        // In whole vectors of eight; what is beyond the dimension stays 0.
        var mean = [Float](repeating: 0, count: (dimension + 7) / 8 * 8)
        let most = min(words.count, Self.limit) * dimension
        earlyValues.reserveCapacity(most)
        lateValues.reserveCapacity(most)
        for (index, word) in words.enumerated() where rows.count > index && earlyScales.count < Self.limit {
            while piece < tokens.ranges.count, tokens.ranges[piece].upperBound <= word.range.lowerBound { piece += 1 }
            let first = piece
            while piece < tokens.ranges.count, tokens.ranges[piece].lowerBound < word.range.upperBound { piece += 1 }
            guard piece > first else { continue }
            rows[index] = Int16(earlyScales.count)
            earlyScales.append(Self.append(early, first..<piece, dimension, &mean, to: &earlyValues))
            lateScales.append(Self.append(late, first..<piece, dimension, &mean, to: &lateValues))
        }
        self.dimension = dimension
        self.rows = rows
        (self.earlyValues, self.lateValues, self.earlyScales, self.lateScales) = (
            earlyValues, lateValues, earlyScales, lateScales
        )
    }

    /// Appends the mean of some rows as eight-bit values; returns what one unit of them is worth in the unit vector.
    private static func append(
        _ vectors: [Float], _ pieces: Range<Int>, _ dimension: Int, _ mean: inout [Float], to values: inout [Int8]
    ) -> Float {
        let scale = vectors.withUnsafeBufferPointer { vectors in
            mean.withUnsafeMutableBufferPointer { mean in
                for index in 0..<dimension { mean[index] = 0 }
                for piece in pieces {
                    let start = piece * dimension
                    for index in 0..<dimension { mean[index] += vectors[start + index] }
                }
                return quantise(mean)
            }
        }
        let start = values.count
        values.append(contentsOf: repeatElement(0, count: dimension))
        guard let scale else { return 0 }
        values.withUnsafeMutableBufferPointer { values in
            // The sum's lowest bits are the value as a whole number, the nearest one.
            for index in 0..<dimension {
                values[start + index] = Int8(
                    truncatingIfNeeded: Int32(bitPattern: (mean[index] + Self.magic).bitPattern))
            }
        }
        return scale
    }

    /// 1.5 · 2²³: what is added to it is rounded to a whole number.
    private static let magic: Float = 12_582_912

    /// Brings values to -127...127; returns what one unit is worth in the unit vector, nil if they are nothing.
    private static func quantise(_ values: UnsafeMutableBufferPointer<Float>) -> Float? {
        let bytes = UnsafeMutableRawBufferPointer(values)
        var (squares, highest) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
        for start in stride(from: 0, to: bytes.count, by: 32) {
            let eight = bytes.loadUnaligned(fromByteOffset: start, as: SIMD8<Float>.self)
            squares += eight * eight
            let size = eight.replacing(with: -eight, where: eight .< 0)
            highest.replace(with: size, where: size .> highest)
        }
        let (square, largest) = (squares.sum(), highest.max())
        guard square > 0, square.isFinite else { return nil }
        let factor = 127 / largest
        for index in values.indices { values[index] *= factor }
        return largest / 127 / square.squareRoot()
    }

    /// The memory that it takes, in bytes.
    var size: Int { earlyValues.count + lateValues.count + (earlyScales.count + lateScales.count) * 4 + rows.count * 2 }

    /// Cosine of a word here and a word there at the late layer; 0 where one has no vector.
    func late(_ word: Int, _ other: WordVectors, _ otherWord: Int) -> Float {
        let (row, otherRow) = (Int(rows[word]), Int(other.rows[otherWord]))
        guard row >= 0, otherRow >= 0, dimension == other.dimension else { return 0 }
        let dot = Self.dot(lateValues, row * dimension, other.lateValues, otherRow * dimension, dimension)
        return Float(dot) * (lateScales[row] * other.lateScales[otherRow])
    }

    /// Cosine at the early layer.
    func early(_ word: Int, _ other: WordVectors, _ otherWord: Int) -> Float {
        let (row, otherRow) = (Int(rows[word]), Int(other.rows[otherWord]))
        guard row >= 0, otherRow >= 0, dimension == other.dimension else { return 0 }
        let dot = Self.dot(earlyValues, row * dimension, other.earlyValues, otherRow * dimension, dimension)
        return Float(dot) * (earlyScales[row] * other.earlyScales[otherRow])
    }

    private static func dot(_ one: [Int8], _ start: Int, _ other: [Int8], _ otherStart: Int, _ count: Int) -> Int32 {
        one.withUnsafeBufferPointer { left in
            other.withUnsafeBufferPointer { right in
                guard start + count <= left.count, otherStart + count <= right.count else { return 0 }
                var sum = SIMD8<Int32>.zero
                var index = 0
                while index + 8 <= count {
                    let a = UnsafeRawBufferPointer(left).loadUnaligned(
                        fromByteOffset: start + index, as: SIMD8<Int8>.self)
                    let b = UnsafeRawBufferPointer(right).loadUnaligned(
                        fromByteOffset: otherStart + index, as: SIMD8<Int8>.self)
                    let product = SIMD8<Int16>(truncatingIfNeeded: a) &* SIMD8<Int16>(truncatingIfNeeded: b)
                    sum &+= SIMD8<Int32>(truncatingIfNeeded: product)
                    index += 8
                }
                var total = sum.wrappedSum()
                while index < count {
                    total += Int32(left[start + index]) * Int32(right[otherStart + index])
                    index += 1
                }
                return total
            }
        }
    }
}
