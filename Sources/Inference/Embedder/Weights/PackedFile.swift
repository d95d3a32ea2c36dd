// SPDX-License-Identifier: Apache-2.0

import CEncoderKernels

/// The packed weights on disk: a header of 4 KiB, then the parts for all precisions but the reference.
///
/// Written whole or not at all (a new file, then a rename), readable by its owner only. A file of another version, of
/// other weights or with a wrong checksum counts as not there: the weights are packed again.
struct PackedFile: Sendable {
    /// Raised whenever the meaning of a byte changes.
    static let version: UInt32 = 1
    static let parts = [encoder_part_base, encoder_part_int8, encoder_part_bf16]
    private static let headerSize = 4096
    private static let magic = Array("isartor encoder\n".utf8)

    let path: String

    /// Loads a part; nil if the file is not there, cannot be read, or is not one that this program wrote.
    func load(_ part: encoder_part) throws(EncoderFailure) -> WeightImage? {
        guard let place = Self.place(of: part), let file = try? SystemFile(reading: path) else { return nil }
        let size = try file.size()
        var header = [UInt8](repeating: 0, count: Self.headerSize)
        var isWhole = false
        try Self.fill(&header) { bytes throws(EncoderFailure) in isWhole = try file.read(into: bytes, at: 0) }
        guard isWhole, size == Self.size, let expected = Self.checksum(of: part, in: header) else { return nil }
        let image = try WeightImage(part) { bytes throws(EncoderFailure) in
            isWhole = try file.read(into: bytes, at: place)
        }
        return isWhole && image.checksum == expected ? image : nil
    }

    /// Writes all parts.
    ///
    /// - Parameters:
    ///   - images: in the order of ``parts``.
    ///   - suffix: makes the name of the file that is written first; of this process alone.
    func store(_ images: [WeightImage], suffix: String) throws(EncoderFailure) {
        let temporary = path + ".new-" + suffix
        SystemFile.remove(temporary)
        let file = try SystemFile(creating: temporary)
        do throws(EncoderFailure) {
            var header = Self.header(images.map(\.checksum))
            try Self.fill(&header) { bytes throws(EncoderFailure) in try file.write(UnsafeRawBufferPointer(bytes)) }
            for image in images { try file.write(UnsafeRawBufferPointer(image.bytes)) }
            try file.synchronise()
            try SystemFile.replace(path, with: temporary)
        } catch {
            SystemFile.remove(temporary)
            throw error
        }
    }

    private static var size: Int { parts.reduce(headerSize) { $0 + encoder_part_size($1) } }

    private static func place(of part: encoder_part) -> Int? {
        guard let index = parts.firstIndex(of: part) else { return nil }
        return parts[..<index].reduce(headerSize) { $0 + encoder_part_size($1) }
    }

    /// What the weights were packed from and how: the published file's digest, the calibration texts, the version.
    private static var origin: [UInt8] {
        var hash: UInt64 = 0
        for text in CalibrationTexts.all { hash = PieceHash.finish(hash ^ PieceHash.of(text.utf8), goesOn: false) }
        return Array("\(PublishedWeights.digest) \(String(hash, radix: 16)) v\(version)\n".utf8)
    }

    private static func header(_ checksums: [UInt64]) -> [UInt8] {
        var bytes = magic + origin
        for checksum in checksums { bytes += (0..<8).map { UInt8(truncatingIfNeeded: checksum >> ($0 * 8)) } }
        return bytes + [UInt8](repeating: 0, count: headerSize - bytes.count)
    }

    private static func checksum(of part: encoder_part, in header: [UInt8]) -> UInt64? {
        let start = magic + origin
        guard let index = parts.firstIndex(of: part), header.starts(with: start) else { return nil }
        let place = start.count + index * 8
        return (0..<8).reduce(0) { $0 | UInt64(header[place + $1]) << UInt64($1 * 8) }
    }

    private static func fill(
        _ bytes: inout [UInt8], _ body: (UnsafeMutableRawBufferPointer) throws(EncoderFailure) -> Void
    ) throws(EncoderFailure) {
        var failure: EncoderFailure?
        bytes.withUnsafeMutableBytes { buffer in
            do throws(EncoderFailure) { try body(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}
