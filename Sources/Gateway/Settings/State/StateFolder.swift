// SPDX-License-Identifier: Apache-2.0

/// The folder where the program keeps what outlives it: `~/.isartor`, or what `ISARTOR_HOME` names.
public struct StateFolder: Sendable, Equatable {
    /// The folder, absolute or as `ISARTOR_HOME` has it.
    public let path: String

    /// The folder at `path`.
    init(path: String) { self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }

    /// The folder for an environment and a home; `nil` when neither names one.
    public init?(environment: [String: String], home: String?) {
        if let named = environment[EnvironmentNames.stateFolder], !named.isEmpty {
            path = named.count > 1 && named.hasSuffix("/") ? String(named.dropLast()) : named
        } else if let home {
            path = (home.hasSuffix("/") ? home : home + "/") + ".isartor"
        } else {
            return nil
        }
    }

    /// The configuration that holds where there is no `./isartor.toml`.
    public var configFile: String { path + "/isartor.toml" }

    /// The process id of the running gateway.
    public var pidFile: String { path + "/isartor.pid" }

    /// What a detached gateway writes.
    public var logFile: String { path + "/isartor.log" }

    /// What the gateway keeps: usage, keys, answers.
    public var database: String { path + "/isartor.db" }

    /// The folder of the models that the gateway itself runs, one folder a model.
    public var models: String { path + "/models" }
    /// The answers that the exact cache keeps over a restart.
    public var answers: String { path + "/answers" }
    /// The questions that the semantic cache keeps over a restart, and what it learned.
    public var semanticDatabase: String { path + "/semantic.db" }
    /// How often the model that judges answers is wrong, as measured.
    public var judgeFile: String { path + "/judge.json" }

    /// The shell script that `set-key --env-file` writes.
    public var environmentScript: String { path + "/env.sh" }

    /// Makes the folder, for the user alone (0700), unless it exists.
    public func create() throws(FileAccessError) {
        try PrivateFile.createFolder(path)
    }
}
