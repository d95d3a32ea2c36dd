// SPDX-License-Identifier: Apache-2.0

/// The input of OpenAI's completions and embeddings: one text or several, as text or as numbers of tokens.
enum TextInput {
    /// The texts of `input`, numbers of tokens written out; nil where it is no such input.
    static func texts(of input: JSONValue?) -> [String]? {
        switch input {
        case .string(let text): return [text]
        case .array(let elements):
            if let text = tokenText(elements) { return [text] }
            let texts = elements.map { element in element.stringValue ?? element.arrayValue.flatMap(tokenText) }
            return texts.contains(nil) ? nil : texts.compactMap(\.self)
        default: return nil
        }
    }

    /// Numbers of tokens as a text that stands for them; nil for anything else.
    private static func tokenText(_ elements: [JSONValue]) -> String? {
        let numbers = elements.compactMap(\.intValue)
        guard !numbers.isEmpty, numbers.count == elements.count else { return nil }
        return numbers.map(String.init).joined(separator: " ")
    }
}
