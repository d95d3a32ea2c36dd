// SPDX-License-Identifier: Apache-2.0

/// What the path of a Gemini call asks for, as `/v1beta/models/M:generateContent` does.
struct GeminiTarget: Sendable, Equatable {
    /// What may be asked of a model.
    enum Verb: String, Sendable {
        case generateContent
        case streamGenerateContent
        case countTokens
        case embedContent
        case batchEmbedContents
    }

    var model: String
    var verb: Verb

    /// The call of that path; nil for a path that is none of Gemini's.
    init?(path: Substring) {
        guard let name = ModelsPath(path)?.model else { return nil }
        // Some clients escape the colon.
        let written = name.replacing("%3A", with: ":").replacing("%3a", with: ":")
        guard let colon = written.lastIndex(of: ":"), colon > written.startIndex,
            let verb = Verb(rawValue: String(written[written.index(after: colon)...]))
        else { return nil }
        model = String(written[..<colon])
        self.verb = verb
    }
}
