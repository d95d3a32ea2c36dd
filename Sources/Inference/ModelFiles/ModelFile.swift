// SPDX-License-Identifier: Apache-2.0

/// One file of a published model, known by its contents.
public struct ModelFile: Sendable, Hashable {
    /// Its name, in the repository and in the folder.
    public let name: String
    /// How many bytes it has.
    public let size: Int
    /// The SHA-256 of its contents, in lower-case hexadecimal.
    public let digest: String

    /// - Parameters:
    ///   - name: its name.
    ///   - size: how many bytes it has.
    ///   - digest: the SHA-256 of its contents, in lower-case hexadecimal.
    public init(name: String, size: Int, digest: String) {
        self.name = name
        self.size = size
        self.digest = digest
    }
}
