// SPDX-License-Identifier: Apache-2.0

/// Why there is no encoder, and what to do about it.
public struct EncoderFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, in one word; for metrics.
    public enum Kind: String, Sendable {
        /// A file is not there.
        case missing
        /// A file is not what it should be.
        case damaged
        /// A file cannot be read.
        case unreadable
        /// The packed weights cannot be written.
        case unwritable
        /// There is too little memory.
        case memory
    }

    /// What is wrong.
    public let kind: Kind
    /// What went wrong, with the file's name.
    public let reason: String
    /// What to do.
    public let remedy: String

    /// - Parameters:
    ///   - kind: what is wrong.
    ///   - reason: what went wrong.
    ///   - remedy: what to do.
    public init(_ kind: Kind, _ reason: String, remedy: String) {
        self.kind = kind
        self.reason = reason
        self.remedy = remedy
    }

    /// One line for a person.
    public var description: String { "\(reason); \(remedy)" }

    static let fetchAgain = "fetch the encoder's files again with `isartor models pull encoder`"

    static func missing(_ path: String) -> EncoderFailure {
        EncoderFailure(
            .missing, "there is no \(path)", remedy: "fetch the encoder's files with `isartor models pull encoder`")
    }

    static func unreadable(_ path: String, _ why: String) -> EncoderFailure {
        EncoderFailure(.unreadable, "\(path) cannot be read (\(why))", remedy: "let the gateway's user read it")
    }

    static func vocabulary(_ why: String) -> EncoderFailure {
        EncoderFailure(.damaged, "vocab.txt is not the encoder's vocabulary: \(why)", remedy: fetchAgain)
    }

    static func weights(_ why: String) -> EncoderFailure {
        EncoderFailure(.damaged, "model.safetensors is not the encoder's: \(why)", remedy: fetchAgain)
    }

    static func unwritable(_ path: String, _ why: String) -> EncoderFailure {
        EncoderFailure(
            .unwritable, "the packed weights cannot be written to \(path) (\(why))",
            remedy: "free 60 MB there, and let the gateway's user write to its folder")
    }

    static let noMemory = EncoderFailure(
        .memory, "there is too little memory for the encoder's weights", remedy: "give the gateway 100 MB more")
}
