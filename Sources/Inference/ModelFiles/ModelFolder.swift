// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The folder of one model's files on this machine.
public struct ModelFolder: Sendable, Hashable {
    /// How far the files can be trusted.
    public enum State: Sendable, Hashable {
        /// Some are not there.
        case missing([String])
        /// Some have another size, or other contents than when they were checked.
        case damaged([String])
        /// All are there in their sizes; nobody looked at their contents.
        case present
        /// All have the contents that they should have, and were not written since that was seen.
        case verified
    }

    public let model: PublishedModel
    public let path: String

    /// - Parameters:
    ///   - model: whose files these are.
    ///   - path: where they are, or are to be.
    public init(_ model: PublishedModel, path: String) {
        self.model = model
        self.path = path
    }

    /// Where a file is, or is to be.
    public func path(of file: ModelFile) -> String { "\(path)/\(file.name)" }

    /// The state as far as it can be told without reading the files.
    public var state: State {
        let missing = model.files.filter { FileStatus(path(of: $0)) == nil }
        guard missing.isEmpty else { return .missing(missing.map(\.name)) }
        let damaged = model.files.filter { FileStatus(path(of: $0))?.size != $0.size }
        guard damaged.isEmpty else { return .damaged(damaged.map(\.name)) }
        return receipt == expectedReceipt ? .verified : .present
    }

    /// Reads all files and compares them with what they should be; remembers it if they are.
    public func verify() throws(ModelFailure) -> State {
        let missing = model.files.filter { FileStatus(path(of: $0)) == nil }
        guard missing.isEmpty else { return .missing(missing.map(\.name)) }
        // Taken first, so that a file written meanwhile does not pass for the one that was read.
        let seen = expectedReceipt
        let damaged = model.files.filter { FileDigest.of(path(of: $0)) != $0.digest }
        guard damaged.isEmpty else {
            unlink(receiptPath)
            return .damaged(damaged.map(\.name))
        }
        try write(receipt: seen)
        return .verified
    }

    /// Makes the folder and those above it, for the owner alone.
    func create() throws(ModelFailure) {
        try Self.create(path)
    }

    /// A note beside the files of what they were when they were checked.
    private var receiptPath: String { path + "/verified" }

    private var expectedReceipt: String {
        model.files.map { file in
            let status = FileStatus(path(of: file))
            return "\(file.digest) \(status?.size ?? -1) \(status?.written ?? -1) \(file.name)\n"
        }.joined()
    }

    private var receipt: String? {
        let descriptor = open(receiptPath, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &bytes, bytes.count)
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }

    private func write(receipt: String) throws(ModelFailure) {
        // Whoever may read the files but not write beside them can still check them.
        guard access(path, W_OK) == 0 else { return }
        let note = try PartialFile(receiptPath + ".new")
        try note.empty()
        try note.append(Array(receipt.utf8))
        try note.move(to: receiptPath)
    }

    private static func create(_ path: String) throws(ModelFailure) {
        if let status = FileStatus(path) {
            guard status.isFolder else {
                throw ModelFailure(.fileAccess, "\(path) is no folder", remedy: "move it away")
            }
            return
        }
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex { try create(String(path[..<slash])) }
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .fileAccess("create", path) }
    }
}
