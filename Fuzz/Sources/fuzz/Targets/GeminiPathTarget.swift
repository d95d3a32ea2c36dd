// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import WireFormats

/// Addresses of Gemini's models.
struct GeminiPathTarget: FuzzTarget {
    static let name = "gemini-path"
    static let grammar = Grammar.text
    static let tokens = [
        "/v1beta/models/", "/v1/models/", "/models/", ":generateContent", ":streamGenerateContent", "%3A", "%2F",
        "tunedModels/",
        "publishers/google/models/", "..", "%00", "?",
    ]

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        let text = String(decoding: input, as: UTF8.self)
        guard let path = GeminiPath(text[...]) else { return summary }
        summary.add(path.model.utf8.count)
        summary.add(path.verb)
        try Violation.unless(!path.model.isEmpty && !path.verb.isEmpty, "a path names a model and a verb")
        for word in [path.model, path.verb] {
            try Violation.unless(
                word.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") },
                "what is written into a request line cannot end it")
        }
        guard let site = ProviderSite(provider: "p", formats: [.gemini], url: "http://127.0.0.1/v1") else {
            throw Violation(rule: "a URL is a site")
        }
        // The model of a body goes into a request line as well, whatever it holds.
        for name in [path.model, text] {
            let target = site.preferred.gemini(model: name, verb: "generateContent").target
            try Violation.unless(
                target.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "nothing in an address can end a request line")
        }
        return summary
    }
}
