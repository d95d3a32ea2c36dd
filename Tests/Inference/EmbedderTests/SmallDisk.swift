// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A disk in memory that is soon full, where the tests run with the rights to mount one.
enum SmallDisk {
    /// Whether one can be mounted.
    static let canBe = (try? with(megabytes: 1) { _ in }) != nil

    private struct Refusal: Error {}

    /// Mounts one, and unmounts it when `body` has returned.
    static func with(megabytes: Int, _ body: (String) throws -> Void) throws {
        let place = try EncoderFixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: place) }
        try run(["mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "none", place])
        defer { try? run(["umount", "-l", place]) }
        try body(place)
    }

    private static func run(_ words: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Refusal() }
    }
}
