// SPDX-License-Identifier: Apache-2.0

/// A model that the gateway can use, as its publishers name it.
public struct PublishedModel: Sendable, Hashable {
    /// What commands call it.
    public let name: String
    /// Its repository at a Hugging Face style endpoint.
    public let repository: String
    /// The name of its folder among the models.
    public let folderName: String
    /// The licence that it comes under.
    public let licence: String
    public let files: [ModelFile]

    /// - Parameters:
    ///   - name: what commands call it.
    ///   - repository: owner and name, with a slash between.
    ///   - folderName: the name of its folder among the models.
    ///   - licence: its SPDX identifier.
    ///   - files: what belongs to it.
    public init(name: String, repository: String, folderName: String, licence: String, files: [ModelFile]) {
        self.name = name
        self.repository = repository
        self.folderName = folderName
        self.licence = licence
        self.files = files
    }

    /// The encoder of the semantic cache: all-MiniLM-L6-v2, weights in 32-bit floats and vocabulary.
    public static let encoder = PublishedModel(
        name: "encoder", repository: "sentence-transformers/all-MiniLM-L6-v2", folderName: "all-minilm-l6-v2",
        licence: "Apache-2.0",
        files: [
            ModelFile(
                name: "model.safetensors", size: 90_868_376,
                digest: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
            ModelFile(
                name: "vocab.txt", size: 231_508,
                digest: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
        ])

    /// All that there are.
    public static let all = [encoder]

    /// How many bytes its files have.
    public var size: Int { files.reduce(0) { $0 + $1.size } }
}
