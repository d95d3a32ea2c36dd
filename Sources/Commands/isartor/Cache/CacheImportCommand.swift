// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// `isartor cache import`: takes up what `isartor cache export` wrote.
struct CacheImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take up the answers of an export.",
        discussion: """
            Answers keep their age. Those past their time, and those of which the gateway has a newer one, are skipped.
            """)

    @Argument(help: "The file.", completion: .file())
    var file: String

    @OptionGroup var gateway: GatewayOptions

    /// Lines are sent in pieces of about this size, in bytes.
    private static let piece = 4 << 20

    private struct Outcome: Decodable {
        var taken: Int
        var skipped: Int
    }

    func run() async throws {
        let bytes: [UInt8]
        do { bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe)) } catch {
            throw CommandFailure("\(file) cannot be read", remedy: "check its name and its permissions")
        }
        var (taken, skipped) = (0, 0)
        for piece in Self.pieces(of: bytes, size: Self.piece) {
            let answer = try await gateway.ask("POST", "/api/admin/cache/import", body: Array(piece), seconds: 60)
            let outcome = try GatewayOptions.decode(Outcome.self, answer)
            taken += outcome.taken
            skipped += outcome.skipped
        }
        Terminal.output.line("Took up \(taken) answers, skipped \(skipped).")
    }

    /// Cuts a file behind line ends, so that each piece but one with a very long line has at most `size` bytes.
    static func pieces(of bytes: [UInt8], size: Int) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count {
            var end = min(bytes.count, start + size)
            if end < bytes.count {
                let lineEnd = UInt8(ascii: "\n")
                let last = bytes[start..<end].lastIndex(of: lineEnd) ?? bytes[end...].firstIndex(of: lineEnd)
                end = last.map { $0 + 1 } ?? bytes.count
            }
            pieces.append(bytes[start..<end])
            start = end
        }
        return pieces
    }
}
