// SPDX-License-Identifier: Apache-2.0

import Foundation
import ModelFiles

/// A folder of its own for a test, and a small model whose files are known.
final class Place: Sendable {
    let path = FileManager.default.temporaryDirectory.path + "/models-\(UUID().uuidString)"
    /// 200,000 bytes that differ from one another.
    static let weights = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 251) }
    static let words = Array("[PAD]\n[UNK]\n".utf8)

    static let model = PublishedModel(
        name: "small", repository: "some/small-model", folderName: "small", licence: "Apache-2.0",
        files: [
            ModelFile(
                name: "model.safetensors", size: weights.count,
                digest: "cc1dcd72197e13a271c3cb8ad8028a1fbfc29c70ad2836da3e520e52999bf1f8"),
            ModelFile(
                name: "vocab.txt", size: words.count,
                digest: "baaffec70d0b8f0f47664f0efc76a998ef632783831b56cc18f0e6c5cf316087"),
        ])

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The model's folder; not made yet.
    var folder: ModelFolder { ModelFolder(Self.model, path: path + "/state/models/small") }

    func write(_ bytes: [UInt8], to name: String) throws {
        let file = path + "/" + name
        try FileManager.default.createDirectory(
            atPath: String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]), withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: file))
    }

    func bytes(_ name: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path + "/" + name).map(Array.init)
    }

    func permissions(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }

    /// An installation that fetches from an endpoint.
    func installation(
        endpoint: String? = nil, source: String? = nil, environment: [String: String] = [:]
    ) -> ModelInstallation {
        var environment = environment
        if let endpoint { environment["HF_ENDPOINT"] = endpoint }
        if environment["HF_HUB_CACHE"] == nil { environment["HF_HUB_CACHE"] = path + "/no-cache" }
        return ModelInstallation(
            folder: folder, hub: HubSettings(environment: environment, home: nil), source: source,
            userAgent: "isartor/test", progress: { _, _ in })
    }
}
