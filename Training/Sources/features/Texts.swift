// SPDX-License-Identifier: Apache-2.0

internal import Embedder
internal import Verifier

/// Prepares texts, each once.
struct Texts {
    private let verifier: Verifier
    private let encoder: Encoder?
    private let scratch: EncoderScratch?
    private var prepared: [String: PreparedText] = [:]
    private(set) var encoded = 0

    init(_ verifier: Verifier, encoder: Encoder?) throws {
        self.verifier = verifier
        self.encoder = encoder
        scratch = encoder == nil ? nil : try EncoderScratch()
    }

    mutating func prepare(_ text: String) throws -> PreparedText {
        if let known = prepared[text] { return known }
        var fresh = verifier.prepare(text)
        if let encoder, let scratch, !fresh.canonical.isEmpty {
            let encoding = try encoder.encode(
                fresh.canonical.utf8.span, tokenLayers: PreparedText.layers, scratch: scratch)
            fresh.attach(encoding)
            encoded += 1
        }
        // Data of training repeat few texts far apart: keep the memory bounded.
        if prepared.count > 4000 { prepared.removeAll(keepingCapacity: true) }
        prepared[text] = fresh
        return fresh
    }
}
