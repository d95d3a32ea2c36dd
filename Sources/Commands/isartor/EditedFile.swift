// SPDX-License-Identifier: Apache-2.0

import Settings

/// The configuration file that a command edits: the one in force, else a new one from the scaffold.
struct EditedFile {
    /// The path as shown to the user.
    let shownPath: String
    /// The file's text, ready for changes.
    let editor: TOMLDocumentEditor
    private let path: String
    private let request: LoadRequest

    /// Opens the file that `request` would read; throws when it is not TOML.
    init(_ request: LoadRequest) throws {
        path = request.fileInForce ?? request.newFile
        shownPath = request.displayed(path)
        self.request = request
        let text = PrivateFile.exists(path) ? try PrivateFile.contents(of: path) : SettingsScaffold.text
        do {
            editor = try TOMLDocumentEditor(text)
        } catch {
            throw CommandFailure("\(shownPath):\(error.line): \(error)", remedy: "mend the file first")
        }
    }

    /// Writes the file, or prints it with masked credentials; then says what else is wrong with it.
    func save(_ text: String, isDryRun: Bool) throws {
        if isDryRun {
            Terminal.output.print(Array(MaskedDocument(text).description.utf8))
            return
        }
        try PrivateFile.replace(path, with: text)
        for note in remarks() { Terminal.notes.line(note) }
    }

    /// What keeps the written file from working as it says.
    private func remarks() -> [String] {
        var request = request
        request.configPath = path
        do {
            let loaded = try Settings.load(request)
            return loaded.origins.sorted { $0.key < $1.key }.compactMap { key, source in
                guard case .environment(let name) = source, isSet(key) else { return nil }
                return "note: \(name) in your environment wins over \(key) in \(shownPath)"
            }
        } catch {
            return ["note: a gateway will not start with this configuration yet:"] + error.problems.map { "  \($0)" }
        }
    }

    private func isSet(_ key: String) -> Bool {
        guard let text = try? PrivateFile.contents(of: path), let editor = try? TOMLDocumentEditor(text) else {
            return false
        }
        return editor.value(of: key) != nil
    }
}
