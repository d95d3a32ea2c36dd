// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The sources that a configuration is loaded from.
public struct LoadRequest: Sendable {
    /// The file to read, relative to `workingDirectory`; `nil` looks in the usual places.
    public var configPath: String?
    /// The folder in which `isartor.toml` is looked for first.
    public var workingDirectory: String
    /// The user's home folder; `nil` when there is none.
    public var home: String?
    /// The environment variables.
    public var environment: [String: String]
    /// What the command line sets, as text by dotted key.
    public var flags: [String: String]

    /// A request with every source given, as tests need it.
    public init(
        configPath: String? = nil, workingDirectory: String, home: String? = nil, environment: [String: String] = [:],
        flags: [String: String] = [:]
    ) {
        self.configPath = configPath
        self.workingDirectory = workingDirectory
        self.home = home
        self.environment = environment
        self.flags = flags
    }

    /// A request with the working directory, home and environment of this process.
    public static func fromProcess(configPath: String? = nil, flags: [String: String] = [:]) -> LoadRequest {
        let environment = ProcessInfo.processInfo.environment
        return LoadRequest(
            configPath: configPath, workingDirectory: FileManager.default.currentDirectoryPath,
            home: environment["HOME"].flatMap { $0.isEmpty ? nil : $0 }, environment: environment, flags: flags)
    }

    /// The folder for state that goes with this request.
    public var stateFolder: StateFolder? {
        StateFolder(environment: environment, home: home)
    }

    /// The file that this request would read: the given one, else the first existing of the usual places.
    ///
    /// A given file is returned whether it exists or not.
    public var fileInForce: String? {
        if let configPath { return absolute(configPath) }
        return usualPlaces.first { FileManager.default.fileExists(atPath: $0) }
    }

    /// `./isartor.toml`, where a new file is made when none is in force.
    public var newFile: String { absolute("isartor.toml") }

    private var usualPlaces: [String] {
        [newFile] + (stateFolder.map { [$0.configFile] } ?? [])
    }

    /// `path` from the root, with `~` and the working directory filled in.
    func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        if path.hasPrefix("~/"), let home { return home + path.dropFirst() }
        let relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return workingDirectory.hasSuffix("/") ? workingDirectory + relative : workingDirectory + "/" + relative
    }

    /// `path` as a person would write it: relative when it lies in the working directory.
    public func displayed(_ path: String) -> String {
        let folder = workingDirectory.hasSuffix("/") ? workingDirectory : workingDirectory + "/"
        return path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path
    }
}
