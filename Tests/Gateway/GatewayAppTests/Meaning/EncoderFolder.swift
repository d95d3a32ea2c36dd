// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Folders of model files, as a gateway is given them.
enum EncoderFolder {
    static let files = ["model.safetensors", "vocab.txt"]

    /// The published files, where `scripts/weights.sh` puts them.
    static let published: String? = {
        var place = URL(filePath: #filePath).deletingLastPathComponent()
        while place.pathComponents.count > 1 {
            let folder = place.appending(path: ".build/weights/all-minilm-l6-v2").path
            if files.allSatisfy({ FileManager.default.fileExists(atPath: folder + "/" + $0) }) { return folder }
            place.deleteLastPathComponent()
        }
        return nil
    }()

    /// What a test says that cannot run without them.
    static let absence: Comment = "needs the encoder's files: run scripts/weights.sh"

    /// A models folder whose encoder has links to the published files; removed when `body` has returned.
    static func with(_ body: (_ models: String, _ encoder: String) async throws -> Void) async throws {
        let models = FileManager.default.temporaryDirectory.appending(path: "models-\(UUID().uuidString)").path
        let encoder = models + "/all-minilm-l6-v2"
        try FileManager.default.createDirectory(atPath: encoder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: models) }
        for name in files {
            guard let published else { continue }
            let path = URL(filePath: published + "/" + name).resolvingSymlinksInPath().path
            try FileManager.default.createSymbolicLink(atPath: encoder + "/" + name, withDestinationPath: path)
        }
        try await body(models, encoder)
    }

    /// Whether a disk in memory can be mounted.
    static let canMount: Bool = {
        let place = FileManager.default.temporaryDirectory.appending(path: "mount-\(UUID().uuidString)").path
        guard (try? FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)) != nil else {
            return false
        }
        defer { try? FileManager.default.removeItem(atPath: place) }
        guard mount(at: place, megabytes: 1) else { return false }
        unmount(place)
        return true
    }()

    /// Mounts a small disk in memory on a folder; false where the rights are missing.
    static func mount(at place: String, megabytes: Int) -> Bool {
        run(["mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "none", place])
    }

    static func unmount(_ place: String) { _ = run(["umount", "-l", place]) }

    private static func run(_ words: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
