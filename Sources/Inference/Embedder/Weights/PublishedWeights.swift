// SPDX-License-Identifier: Apache-2.0

import CEncoderKernels
import Crypto

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `model.safetensors` as it is published, read and checked.
///
/// Needed once, to pack the weights (and for the reference precision): 91 MB of memory while it is there.
final class PublishedWeights {
    /// The SHA-256 of the one file that is taken.
    static let digest = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

    private let bytes: UnsafeMutableRawBufferPointer
    private let header: SafetensorsHeader

    /// - Parameters:
    ///   - path: the file.
    ///   - digest: what its SHA-256 must be; nil takes any.
    init(path: String, digest: String? = PublishedWeights.digest) throws(EncoderFailure) {
        let file = try SystemFile(reading: path)
        let size = try file.size()
        guard size > 8, size < 1 << 28 else { throw EncoderFailure.weights("it has \(size) bytes") }
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, 64, size) == 0, let memory else { throw EncoderFailure.noMemory }
        bytes = UnsafeMutableRawBufferPointer(start: memory, count: size)
        do throws(EncoderFailure) {
            guard try file.read(into: bytes, at: 0) else { throw EncoderFailure.weights("it became shorter meanwhile") }
            if let digest {
                var hash = SHA256()
                hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
                let found = hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                guard found == digest else { throw EncoderFailure.weights("its SHA-256 is \(found)") }
            }
            let length = UInt64(littleEndian: bytes.load(as: UInt64.self))
            guard length <= UInt64(SafetensorsHeader.limit), 8 + Int(length) <= size, length % 4 == 0 else {
                throw EncoderFailure.weights("its table is longer than the file")
            }
            let dataStart = 8 + Int(length)
            header = try SafetensorsHeader(
                table: Array(bytes[8..<dataStart]), dataStart: dataStart, fileSize: size)
        } catch {
            free(memory)
            throw error
        }
    }

    deinit { free(bytes.baseAddress) }

    /// Lets `body` read the tensors in the form that the kernels' packing wants.
    func withSource<Result>(_ body: (UnsafePointer<encoder_source>) -> Result) throws(EncoderFailure) -> Result {
        let hidden = Int(encoder_hidden), inner = Int(encoder_inner)
        var source = encoder_source()
        source.word_embeddings = try tensor("embeddings.word_embeddings.weight", [Int(encoder_vocabulary), hidden])
        source.position_embeddings = try tensor("embeddings.position_embeddings.weight", [512, hidden])
        source.type_embeddings = try tensor("embeddings.token_type_embeddings.weight", [2, hidden])
        source.norm_scale = try tensor("embeddings.LayerNorm.weight", [hidden])
        source.norm_shift = try tensor("embeddings.LayerNorm.bias", [hidden])
        try withUnsafeMutableLayers(of: &source) { layer, number throws(EncoderFailure) in
            let name = "encoder.layer.\(number)."
            layer.query = try tensor(name + "attention.self.query.weight", [hidden, hidden])
            layer.query_bias = try tensor(name + "attention.self.query.bias", [hidden])
            layer.key = try tensor(name + "attention.self.key.weight", [hidden, hidden])
            layer.key_bias = try tensor(name + "attention.self.key.bias", [hidden])
            layer.value = try tensor(name + "attention.self.value.weight", [hidden, hidden])
            layer.value_bias = try tensor(name + "attention.self.value.bias", [hidden])
            layer.output = try tensor(name + "attention.output.dense.weight", [hidden, hidden])
            layer.output_bias = try tensor(name + "attention.output.dense.bias", [hidden])
            layer.output_scale = try tensor(name + "attention.output.LayerNorm.weight", [hidden])
            layer.output_shift = try tensor(name + "attention.output.LayerNorm.bias", [hidden])
            layer.in = try tensor(name + "intermediate.dense.weight", [inner, hidden])
            layer.in_bias = try tensor(name + "intermediate.dense.bias", [inner])
            layer.out = try tensor(name + "output.dense.weight", [hidden, inner])
            layer.out_bias = try tensor(name + "output.dense.bias", [hidden])
            layer.out_scale = try tensor(name + "output.LayerNorm.weight", [hidden])
            layer.out_shift = try tensor(name + "output.LayerNorm.bias", [hidden])
        }
        return withUnsafePointer(to: source, body)
    }

    private func tensor(_ name: String, _ shape: [Int]) throws(EncoderFailure) -> UnsafePointer<Float>? {
        let place = try header.place(of: name, shape: shape)
        return bytes.baseAddress.map { UnsafePointer(($0 + place).assumingMemoryBound(to: Float.self)) }
    }

    private typealias Layer = encoder_layer_source

    /// The layers are an array in C, which Swift sees as a tuple.
    private func withUnsafeMutableLayers(
        of source: inout encoder_source, _ body: (inout Layer, Int) throws(EncoderFailure) -> Void
    ) throws(EncoderFailure) {
        try body(&source.layer.0, 0)
        try body(&source.layer.1, 1)
        try body(&source.layer.2, 2)
        try body(&source.layer.3, 3)
        try body(&source.layer.4, 4)
        try body(&source.layer.5, 5)
    }
}
