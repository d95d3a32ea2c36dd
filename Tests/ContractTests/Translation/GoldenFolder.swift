// SPDX-License-Identifier: Apache-2.0

import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The files that translations are held against.
///
/// `GOLDEN=write swift test` writes them anew instead; a person then reads what has changed. Files of one format alone
/// (`requests/chat`, `answers/gemini`) are written by hand and never touched.
enum GoldenFolder {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Golden")

    private static let environment = ProcessInfo.processInfo.environment
    private static let isWriting = environment["GOLDEN"] == "write"
    private static let isWritingDocuments = isWriting || environment["DOCS"] == "write"

    /// The names of a folder's files with an ending, without it, in order.
    static func names(_ folder: String, _ ending: String) -> [String] {
        let path = root.appending(path: folder).path()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: root.appending(path: path)))
    }

    static func holds(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path())
    }

    /// Holds `bytes` against a golden file, or writes it.
    static func check(_ path: String, _ bytes: [UInt8], _ location: SourceLocation = #_sourceLocation) throws {
        let file = root.appending(path: path)
        try check(file, path, bytes, isWriting: isWriting, location)
    }

    /// Holds a document of the package against what tests found.
    static func checkDocument(
        _ path: String, _ text: String, _ location: SourceLocation = #_sourceLocation
    ) throws {
        let file = ShapeFolder.package.appending(path: path)
        try check(file, path, Array(text.utf8), isWriting: isWritingDocuments, location)
    }

    private static func check(
        _ file: URL, _ name: String, _ bytes: [UInt8], isWriting: Bool, _ location: SourceLocation
    ) throws {
        if isWriting {
            let folder = file.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            if (try? [UInt8](Data(contentsOf: file))) != bytes { try Data(bytes).write(to: file) }
            return
        }
        guard let golden = try? [UInt8](Data(contentsOf: file)) else {
            Issue.record("\(name) does not exist; GOLDEN=write makes it", sourceLocation: location)
            return
        }
        guard golden != bytes else { return }
        let changes = Lines.difference(lines(golden), lines(bytes)).prefix(12).joined(separator: "\n")
        Issue.record("\(name) differs:\n\(changes)", sourceLocation: location)
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Golden files of translations that no test looks at any more.
    static func leftovers(_ kind: String, _ known: Set<String>, endings: [String]) -> [String] {
        DialectPair.foreign.flatMap { pair in
            endings.flatMap { ending in
                names("\(kind)/\(pair.folder)", ending).map { "\(kind)/\(pair.folder)/\($0)\(ending)" }
            }
        }.filter { !known.contains($0) }
    }
}
