// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Embedder
import ModelFiles
import Verifier

/// `isartor verify A B`: whether one answer would do for two prompts, and why.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Tell whether one answer would do for two prompts, and why.",
        discussion: """
            Shows what the semantic cache would make of the pair: the words that differ, the rules that speak against it, \
            and the model's probability. It asks nobody and keeps nothing. Exits with 0 for "same" and "different" alike.
            """)

    @Argument(help: "One prompt.")
    var first: String

    @Argument(help: "The other.")
    var second: String

    @Option(
        help: ArgumentHelp(
            "From which probability on they count as the same, instead of the model's own.", valueName: "p"))
    var threshold: Double?

    @Option(help: ArgumentHelp("The folder of the encoder's files, instead of the gateway's own.", valueName: "folder"))
    var encoder: String?

    @Flag(help: "Print one JSON object: same, probability, threshold, cosine, vetoes, differences.")
    var json = false

    func validate() throws {
        guard threshold.map({ (0...1).contains($0) }) ?? true else {
            throw ValidationError("--threshold is a probability, from 0 to 1")
        }
    }

    func run() throws {
        let verifier: Verifier
        do { verifier = try Verifier() } catch {
            throw CommandFailure("the verifier cannot be used: \(error)", remedy: "build the program from a clean tree")
        }
        var (one, other) = (verifier.prepare(first), verifier.prepare(second))
        let missing = try encode(&one, &other)
        let verdict = verifier.compare(one, other, threshold: threshold)
        let report = VerifyReport(verdict: verdict, hasModel: verifier.model != nil, isEncoded: missing == nil)
        if json { return Terminal.output.line(try report.document()) }
        report.print(to: Terminal.output)
        if let missing { Terminal.notes.line(missing) }
    }

    /// Gives both prompts their vectors; says what is missing if there is no encoder here.
    private func encode(_ one: inout PreparedText, _ other: inout PreparedText) throws -> String? {
        let folder = try encoder ?? ModelChoice.folder(of: .encoder).path
        do {
            let encoder = try Encoder(EncoderFiles(folder: folder))
            let scratch = try EncoderScratch()
            for text in [one.canonical, other.canonical] where text.utf8.isEmpty {
                return "A prompt without words has no vector."
            }
            one.attach(
                try encoder.encode(Array(one.canonical.utf8).span, tokenLayers: PreparedText.layers, scratch: scratch))
            other.attach(
                try encoder.encode(Array(other.canonical.utf8).span, tokenLayers: PreparedText.layers, scratch: scratch)
            )
            return nil
        } catch let failure as EncoderFailure where encoder == nil && failure.kind == .missing {
            return "No encoder is here, so only words were compared: fetch it with `isartor models pull encoder`."
        } catch let failure as EncoderFailure {
            throw CommandFailure(failure.reason, remedy: failure.remedy)
        } catch {
            throw CommandFailure("the prompts cannot be encoded: \(error)", remedy: "shorten them")
        }
    }
}
