// SPDX-License-Identifier: Apache-2.0

import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The folders that shapes are read from.
enum ShapeFolder {
    private static let suite = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    /// The package's folder.
    static let package = suite.deletingLastPathComponent().deletingLastPathComponent()

    /// Shapes in our own words; they are part of the repository.
    static let own = read(suite.appending(path: "Fixtures"))

    private static let recordings: URL = {
        let named = ProcessInfo.processInfo.environment["SAMPLES"].map { URL(filePath: $0) }
        return named ?? package.deletingLastPathComponent().appending(path: "shared/samples")
    }()

    /// Targets and bodies of everything recorded that was posted, generations or not.
    static let recordedBodies: [(target: String, body: [UInt8])] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: recordings.path())) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().compactMap { name in
            guard let bytes = try? Data(contentsOf: recordings.appending(path: name)),
                let tree = try? JSONTree([UInt8](bytes)), tree["method"]?.text == "POST",
                let target = tree["path"]?.text, let body = tree["body"], body.members != nil
            else { return nil }
            return (target, body.bytes)
        }
    }()

    /// Shapes that were recorded from real clients; empty where there are none.
    static let recorded: [Shape] = {
        let shapes = read(recordings)
        if shapes.isEmpty {
            print(
                "CONTRACT TESTS: no recorded shapes found, only our own are tested. Set SAMPLES=<folder> to test them.")
        }
        return shapes
    }()

    static let hasRecorded = !recorded.isEmpty
    static let all = own + recorded

    static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: package.appending(path: path)), as: UTF8.self)
    }

    private static func read(_ folder: URL) -> [Shape] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().compactMap { name in
            do { return try shape(String(name.dropLast(5)), folder.appending(path: name)) } catch {
                Issue.record("\(name) cannot be read: \(error)")
                return nil
            }
        }
    }

    private static func shape(_ name: String, _ file: URL) throws -> Shape? {
        let tree = try JSONTree([UInt8](Data(contentsOf: file)))
        guard tree["method"]?.text == "POST", let target = tree["path"]?.text,
            let surface = Shape.surface(of: target), let body = tree["body"], body.members != nil
        else { return nil }
        let headers = tree["headers_in_order"]?.elements?.compactMap { line -> (name: String, value: String)? in
            guard let name = line[0]?.text, let value = line[1]?.text else { return nil }
            return (name, value)
        }
        return Shape(
            name: name, surface: surface, target: target, headers: headers ?? [], body: body.bytes,
            spacedBody: OddJSON.spaced(body))
    }
}
