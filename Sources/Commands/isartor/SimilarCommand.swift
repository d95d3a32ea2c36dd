// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Embedder

/// `isartor similar A B …`: how near texts are to each other.
struct SimilarCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "similar",
        abstract: "Show how near texts are to each other: the cosine of each pair.",
        discussion: """
            1 is the same, 0 has nothing in common. A high number does not mean that two questions have the same answer: \
            "turn it on" and "turn it off" are near. The encoder needs its files: isartor models pull encoder.
            """)

    @Argument(help: "The texts, two at least.")
    var text: [String]

    @OptionGroup var access: EncoderAccess

    func validate() throws {
        guard text.count >= 2 else { throw ValidationError("give two texts at least") }
    }

    func run() throws {
        let vectors = try access.encode(text).map(\.encoding.pooled)
        for line in Self.table(text, vectors).lines(on: .output) { Terminal.output.line(line) }
    }

    /// A row and a column for each text.
    static func table(_ texts: [String], _ vectors: [[Float]]) -> TextTable {
        let numbers = Array(1...texts.count)
        var table = TextTable(head: ["", "TEXT"] + numbers.map { "\($0)" }, numbers: Set([0] + numbers.map { $0 + 1 }))
        for (place, text) in texts.enumerated() {
            let cosines = vectors.map { other in
                zip(vectors[place], other).reduce(0) { $0 + Double($1.0) * Double($1.1) }
            }
            table.add(
                ["\(place + 1)", EmbedCommand.shortened(text, to: 48)]
                    + cosines.map { EmbedCommand.decimal($0, digits: 3) })
        }
        return table
    }
}
