// SPDX-License-Identifier: Apache-2.0

import CEncoderKernels
import Embedder
import Foundation
import Testing

/// The published files, where `scripts/weights.sh` puts them.
enum EncoderFixture {
    /// The folder, if both files are there.
    static let folder: String? = {
        var place = URL(filePath: #filePath).deletingLastPathComponent()
        while place.pathComponents.count > 1 {
            let folder = place.appending(path: ".build/weights/all-minilm-l6-v2").path
            let isThere = ["model.safetensors", "vocab.txt"].allSatisfy {
                FileManager.default.fileExists(atPath: folder + "/" + $0)
            }
            if isThere { return folder }
            place.deleteLastPathComponent()
        }
        return nil
    }()

    static var isThere: Bool { folder != nil }

    /// What a test says that cannot run without them.
    static let absence: Comment = "needs the encoder's files: run scripts/weights.sh"

    /// The encoder, its packed weights kept between runs of the tests.
    static func encoder(level: cpu_level = cpu_level_best()) throws -> Encoder {
        let folder = try #require(folder, absence)
        return try Encoder(EncoderFiles(folder: folder), level: level)
    }

    /// The levels that this machine runs.
    static let levels: [cpu_level] = (0..<UInt32(cpu_level_count)).map { cpu_level(rawValue: $0) }.filter(
        cpu_level_runs)

    /// A file of the folder Golden.
    static func golden<Entry: Decodable>(_ name: String, of type: Entry.Type = Entry.self) throws -> [Entry] {
        let folder = try #require(Bundle.module.resourceURL).appending(path: "Golden")
        return try JSONDecoder().decode([Entry].self, from: Data(contentsOf: folder.appending(path: name)))
    }

    /// A folder of this test alone, removed by the caller.
    static func temporaryFolder() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "encoder-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    static func cosine(_ left: [Float], _ right: [Float]) -> Double {
        zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
}
