// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import Settings

/// A folder of its own for a test, with a working directory and a home, removed when the test ends.
final class Workspace: Sendable {
    let root: String
    var directory: String { root + "/work" }
    var home: String { root + "/home" }

    init() throws {
        root = FileManager.default.temporaryDirectory.path + "/settings-\(UUID().uuidString)"
        for folder in [root + "/work", root + "/home"] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root)
    }

    /// Writes a file; `path` is relative to the root of the workspace.
    @discardableResult
    func write(_ text: String, to path: String = "work/isartor.toml") throws -> String {
        let file = root + "/" + path
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try text.write(toFile: file, atomically: false, encoding: .utf8)
        return file
    }

    func text(of path: String) throws -> String {
        try String(contentsOfFile: root + "/" + path, encoding: .utf8)
    }

    /// The permission bits of a file or folder.
    func mode(of path: String) throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(atPath: root + "/" + path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue
    }

    func request(
        config: String? = nil, environment: [String: String] = [:], flags: [String: String] = [:]
    ) -> LoadRequest {
        LoadRequest(
            configPath: config, workingDirectory: directory, home: home, environment: environment, flags: flags)
    }

    func load(
        _ toml: String? = nil, config: String? = nil, environment: [String: String] = [:], flags: [String: String] = [:]
    ) throws -> LoadedSettings {
        if let toml { try write(toml) }
        return try Settings.load(request(config: config, environment: environment, flags: flags))
    }

    /// The lines of all problems of a configuration that must not load; empty when it loads.
    func problems(
        _ toml: String? = nil, config: String? = nil, environment: [String: String] = [:], flags: [String: String] = [:]
    ) throws -> [String] {
        do {
            _ = try load(toml, config: config, environment: environment, flags: flags)
            return []
        } catch let error as InvalidSettings {
            return error.description.split(separator: "\n").map(String.init)
        }
    }
}
