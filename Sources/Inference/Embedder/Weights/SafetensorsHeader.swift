// SPDX-License-Identifier: Apache-2.0

/// The table of contents of a safetensors file: which tensor lies where.
///
/// A file begins with the table's length (8 bytes, little-endian), then the table as JSON:
/// `{"NAME": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}`; offsets count from the table's end.
struct SafetensorsHeader: Sendable, Equatable {
    /// One tensor of 32-bit floats.
    struct Tensor: Sendable, Equatable {
        let shape: [Int]
        /// Bytes of the file.
        let range: Range<Int>
    }

    /// No table of an encoder is longer.
    static let limit = 1 << 20

    let tensors: [String: Tensor]

    /// - Parameters:
    ///   - bytes: the table alone.
    ///   - dataStart: where it ends in the file.
    ///   - fileSize: the file's length.
    init(table bytes: [UInt8], dataStart: Int, fileSize: Int) throws(EncoderFailure) {
        var scanner = TableScanner(bytes)
        var tensors: [String: Tensor] = [:]
        guard scanner.take(0x7B) else { throw EncoderFailure.weights("its table is no JSON object") }
        while !scanner.take(0x7D) {
            guard let name = scanner.string(), scanner.take(0x3A), let entry = scanner.object() else {
                throw EncoderFailure.weights("its table cannot be read")
            }
            _ = scanner.take(0x2C)
            guard name != "__metadata__" else { continue }
            guard let shape = entry.numbers["shape"], let offsets = entry.numbers["data_offsets"], offsets.count == 2,
                offsets[0] <= offsets[1], offsets[1] <= fileSize - dataStart
            else { throw EncoderFailure.weights("its table tells no place for \(name)") }
            guard entry.strings["dtype"] == "F32" else { continue }
            tensors[name] = Tensor(shape: shape, range: dataStart + offsets[0]..<dataStart + offsets[1])
        }
        self.tensors = tensors
    }

    /// Where a tensor of the given shape lies.
    func place(of name: String, shape: [Int]) throws(EncoderFailure) -> Int {
        guard let tensor = tensors[name] else { throw EncoderFailure.weights("it has no tensor \(name)") }
        guard tensor.shape == shape, tensor.range.count == shape.reduce(4, *), tensor.range.lowerBound % 4 == 0 else {
            throw EncoderFailure.weights("its tensor \(name) has another shape")
        }
        return tensor.range.lowerBound
    }
}
