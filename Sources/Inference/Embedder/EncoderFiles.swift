// SPDX-License-Identifier: Apache-2.0

/// Where the encoder's files are.
public struct EncoderFiles: Sendable, Equatable {
    /// The published weights, `model.safetensors`: needed until they are packed.
    public let weights: String
    /// The vocabulary, `vocab.txt`.
    public let vocabulary: String
    /// Where the packed weights are kept, in a folder that is there and that only the gateway's user writes to.
    public let packed: String

    /// - Parameters:
    ///   - folder: where `model.safetensors` and `vocab.txt` are.
    ///   - packed: where the packed weights are kept; nil puts them beside the others.
    public init(folder: String, packed: String? = nil) {
        weights = folder + "/model.safetensors"
        vocabulary = folder + "/vocab.txt"
        self.packed = packed ?? folder + "/packed-\(PackedFile.version).weights"
    }
}
