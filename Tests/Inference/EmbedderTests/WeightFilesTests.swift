// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Embedder

@Suite("The encoder's files", .enabled(if: EncoderFixture.isThere, EncoderFixture.absence))
struct WeightFilesTests {
    /// A folder with the published files, and nothing packed.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = try EncoderFixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let source = try #require(EncoderFixture.folder)
        for name in ["model.safetensors", "vocab.txt"] {
            let path = URL(filePath: source + "/" + name).resolvingSymlinksInPath().path
            try FileManager.default.createSymbolicLink(atPath: folder + "/" + name, withDestinationPath: path)
        }
        try body(folder)
    }

    private func refusal(of files: EncoderFiles) -> EncoderFailure? {
        do {
            _ = try Encoder(files)
            return nil
        } catch { return error }
    }

    @Test("are packed once, for their owner only, and then the published weights are not needed")
    func packing() throws {
        try withFolder { folder in
            let files = EncoderFiles(folder: folder)
            let first = try Encoder(files)
            #expect(first.keepingFailure == nil)
            let mode = try FileManager.default.attributesOfItem(atPath: files.packed)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            try FileManager.default.removeItem(atPath: files.weights)
            let second = try Encoder(files)
            let scratch = try EncoderScratch()
            for precision in [EncoderPrecision.int8, .bf16] {
                let text = Array("the same text".utf8)
                let one = try first.encode(text.span, precision: precision, scratch: scratch)
                let other = try second.encode(text.span, precision: precision, scratch: scratch)
                #expect(one == other)
            }
            // What the packed weights have not is told, and nothing crashes.
            #expect(throws: EncoderMiss.self) {
                try second.encode(Array("x".utf8).span, precision: .fp32, scratch: scratch)
            }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
                    "packed-1.weights", "vocab.txt",
                ])
        }
    }

    @Test("that are missing are named, with the way to get them")
    func missing() throws {
        let folder = try EncoderFixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let failure = try #require(refusal(of: EncoderFiles(folder: folder)))
        #expect(failure.kind == .missing)
        #expect(failure.description.contains("isartor models pull encoder"))
    }

    @Test("that are not the published ones are refused")
    func wrongDigest() throws {
        try withFolder { folder in
            let files = EncoderFiles(folder: folder)
            var bytes = try Data(contentsOf: URL(filePath: files.weights))
            bytes[bytes.count / 2] ^= 1
            try FileManager.default.removeItem(atPath: files.weights)
            try bytes.write(to: URL(filePath: files.weights))
            #expect(refusal(of: files)?.kind == .damaged)
            try bytes.prefix(1000).write(to: URL(filePath: files.weights))
            #expect(refusal(of: files)?.kind == .damaged)
            #expect(!FileManager.default.fileExists(atPath: files.packed))
        }
    }

    @Test("are packed again if what was packed is cut short or damaged")
    func damagedPacked() throws {
        try withFolder { folder in
            let files = EncoderFiles(folder: folder)
            _ = try Encoder(files)
            let whole = try Data(contentsOf: URL(filePath: files.packed))
            for damage in [whole.prefix(100), whole.prefix(whole.count - 1), Data()] {
                try Data(damage).write(to: URL(filePath: files.packed))
                _ = try Encoder(files)
                #expect(try Data(contentsOf: URL(filePath: files.packed)) == whole)
            }
            var flipped = whole
            flipped[5_000_000] ^= 4
            try flipped.write(to: URL(filePath: files.packed))
            _ = try Encoder(files)
            #expect(try Data(contentsOf: URL(filePath: files.packed)) == whole)
        }
    }

    @Test(
        "that do not fit on a full disk are used from memory, and leave nothing behind", .enabled(if: SmallDisk.canBe))
    func fullDisk() throws {
        try withFolder { folder in
            try SmallDisk.with(megabytes: 8) { disk in
                let encoder = try Encoder(EncoderFiles(folder: folder, packed: disk + "/packed"))
                let failure = try #require(encoder.keepingFailure)
                #expect(failure.kind == .unwritable)
                #expect(failure.description.contains("No space left"))
                #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == [])
                let scratch = try EncoderScratch()
                #expect(throws: Never.self) { try encoder.encode(Array("x".utf8).span, scratch: scratch) }
            }
        }
    }

    @Test("that cannot be packed to disk are used from memory, and the failure is told")
    func unwritable() throws {
        try withFolder { folder in
            for path in [folder + "/no/such/folder/packed", "/dev/full/packed"] {
                let encoder = try Encoder(EncoderFiles(folder: folder, packed: path))
                let failure = try #require(encoder.keepingFailure)
                #expect(failure.kind == .unwritable)
                let scratch = try EncoderScratch()
                for precision in EncoderPrecision.allCases {
                    #expect(throws: Never.self) {
                        try encoder.encode(Array("x".utf8).span, precision: precision, scratch: scratch)
                    }
                }
            }
        }
    }
}
