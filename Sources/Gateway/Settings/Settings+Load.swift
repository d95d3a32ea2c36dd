// SPDX-License-Identifier: Apache-2.0

extension Settings {
    /// Loads a configuration: defaults, then the file in force, then `ISARTOR__*` variables, then the command line.
    ///
    /// Reads the file in force and the file that `ISARTOR__EXTERNAL_LLM_API_KEY_FILE` names; touches nothing else.
    /// Throws everything that is wrong at once, with where it is and what to do about it.
    public static func load(_ request: LoadRequest) throws(InvalidSettings) -> LoadedSettings {
        var loader = SettingsLoader(request)
        return try loader.load()
    }
}
