// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Embedder

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// `isartor embed TEXT…`: what the encoder makes of texts.
struct EmbedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed",
        abstract: "Show what the encoder makes of texts: word pieces, time, vector.",
        discussion: """
            The encoder runs in this process and sends nothing anywhere. It needs its files: isartor models pull encoder.
            """)

    /// One text's line with --json.
    struct Line: Encodable {
        let text: String
        let pieces: Int
        let windows: Int
        let milliseconds: Double
        let vector: [Float]
    }

    @Argument(help: "The texts.")
    var text: [String]

    @OptionGroup var access: EncoderAccess

    @Flag(help: "Print a JSON object a line, with the whole vector of 384 numbers.")
    var json = false

    func run() throws {
        let results = try access.encode(text)
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            for (text, result) in zip(text, results) {
                let line = Line(
                    text: text, pieces: result.encoding.pieceCount, windows: result.encoding.chunks.count,
                    milliseconds: result.milliseconds, vector: result.encoding.pooled)
                Terminal.output.line(String(decoding: try encoder.encode(line), as: UTF8.self))
            }
            return
        }
        var table = TextTable(head: ["TEXT", "PIECES", "WINDOWS", "TIME", "VECTOR"], numbers: [1, 2, 3])
        for (text, result) in zip(text, results) {
            table.add([
                Self.shortened(text, to: 40), "\(result.encoding.pieceCount)", "\(result.encoding.chunks.count)",
                Self.decimal(result.milliseconds, digits: 2) + " ms", Self.summary(result.encoding.pooled),
            ])
        }
        for line in table.lines(on: .output) { Terminal.output.line(line) }
    }

    /// The first numbers of a vector, and how many there are.
    static func summary(_ vector: [Float]) -> String {
        let first = vector.prefix(4).map { decimal(Double($0), digits: 4) }.joined(separator: " ")
        return "\(first) … (\(vector.count) numbers)"
    }

    /// One line of a text, cut where it would be too long for a table.
    static func shortened(_ text: String, to count: Int) -> String {
        let line = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
        return line.count <= count ? line : line.prefix(count - 1) + "…"
    }

    /// A number with as many digits behind the point.
    static func decimal(_ value: Double, digits: Int) -> String {
        let factor = (0..<digits).reduce(1) { product, _ in product * 10 }
        let scaled = Int((abs(value) * Double(factor)).rounded())
        let fraction = String(scaled % factor)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        return sign + "\(scaled / factor)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}
