// SPDX-License-Identifier: Apache-2.0

import CEncoderKernels
import Locking

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The encoder's weights: packed once, then loaded precision by precision as they are used.
final class WeightStore: Sendable {
    let base: WeightImage
    /// Why the packed weights could not be kept for next time, if they could not.
    let keepingFailure: EncoderFailure?
    private let files: EncoderFiles
    private let loaded: Locked<[EncoderPrecision: WeightImage]>

    /// Loads what all precisions share and the everyday one; packs the weights first if that was not done yet.
    init(_ files: EncoderFiles, tokenizer: WordPieceTokenizer) throws(EncoderFailure) {
        self.files = files
        let file = PackedFile(path: files.packed)
        if let base = try file.load(encoder_part_base), let everyday = try file.load(encoder_part_int8) {
            self.base = base
            loaded = Locked([.int8: everyday])
            keepingFailure = nil
            return
        }
        let images = try Self.pack(files, tokenizer: tokenizer)
        base = images[0]
        do throws(EncoderFailure) {
            try file.store(images, suffix: "\(getpid())")
            keepingFailure = nil
            loaded = Locked([.int8: images[1]])
        } catch {
            // All that was packed stays in memory, since it cannot be loaded later.
            keepingFailure = error
            loaded = Locked([.int8: images[1], .bf16: images[2]])
        }
    }

    /// The matrices of a precision. The first call for one reads them, some 10 ms from the packed file; the reference
    /// precision is made from the published file, which takes longer.
    func image(_ precision: EncoderPrecision) throws(EncoderFailure) -> WeightImage {
        try loaded.withLock { loaded throws(EncoderFailure) in
            if let image = loaded[precision] { return image }
            let image = try load(precision)
            loaded[precision] = image
            return image
        }
    }

    private func load(_ precision: EncoderPrecision) throws(EncoderFailure) -> WeightImage {
        switch precision {
        case .int8, .bf16:
            let part = precision == .int8 ? encoder_part_int8 : encoder_part_bf16
            guard let image = try PackedFile(path: files.packed).load(part) else {
                throw EncoderFailure(
                    .damaged, "\(files.packed) was changed while the gateway runs", remedy: "restart the gateway")
            }
            return image
        case .fp32:
            return try Self.reference(PublishedWeights(path: files.weights))
        }
    }

    private static func reference(_ published: PublishedWeights) throws(EncoderFailure) -> WeightImage {
        try packed(encoder_part_fp32, published, nil)
    }

    private static func packed(
        _ part: encoder_part, _ published: PublishedWeights, _ calibration: UnsafePointer<encoder_calibration>?
    ) throws(EncoderFailure) -> WeightImage {
        try WeightImage(part) { bytes throws(EncoderFailure) in
            let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            try published.withSource { encoder_pack($0, part, calibration, start) }
        }
    }

    /// Parts in the order of the packed file.
    private static func pack(
        _ files: EncoderFiles, tokenizer: WordPieceTokenizer
    ) throws(EncoderFailure) -> [WeightImage] {
        let published = try PublishedWeights(path: files.weights)
        let base = try packed(encoder_part_base, published, nil)
        let calibration = try Calibration.run(
            base: base, reference: reference(published), tokenizer: tokenizer)
        defer { calibration.deallocate() }
        return [
            base, try packed(encoder_part_int8, published, calibration),
            try packed(encoder_part_bf16, published, nil),
        ]
    }
}
