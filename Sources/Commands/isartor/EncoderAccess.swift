// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Embedder
import ModelFiles

/// What the commands that look at texts have in common: how exactly, and the encoder itself.
struct EncoderAccess: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How exactly: \(EncoderPrecision.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "precision"
        ))
    var precision: String = EncoderPrecision.int8.rawValue

    func validate() throws {
        guard EncoderPrecision(rawValue: precision) != nil else {
            throw ValidationError("\"\(precision)\" is no precision; there are int8, bf16 and fp32")
        }
    }

    /// Loads the encoder from the gateway's state folder, and encodes texts.
    ///
    /// - Returns: for each text its encoding and the milliseconds that it took.
    func encode(_ texts: [String]) throws -> [(encoding: TextEncoding, milliseconds: Double)] {
        let folder = try ModelChoice.folder(of: .encoder)
        do {
            let encoder = try Encoder(EncoderFiles(folder: folder.path))
            if let failure = encoder.keepingFailure { Terminal.notes.line("note: \(failure)") }
            return try encode(texts, encoder)
        } catch let failure as EncoderFailure {
            throw CommandFailure(failure.reason, remedy: failure.remedy)
        }
    }

    private func encode(_ texts: [String], _ encoder: Encoder) throws -> [(TextEncoding, Double)] {
        let scratch = try EncoderScratch()
        let precision = EncoderPrecision(rawValue: precision) ?? .int8
        // The first text of a precision loads its weights, which is not what is to be timed.
        _ = try? encoder.encode(Array("warm".utf8).span, precision: precision, scratch: scratch)
        return try texts.map { text in
            let start = ContinuousClock.now
            do throws(EncoderMiss) {
                let encoding = try encoder.encode(Array(text.utf8).span, precision: precision, scratch: scratch)
                let parts = (ContinuousClock.now - start).components
                return (encoding, Double(parts.seconds) * 1000 + Double(parts.attoseconds) / 1e15)
            } catch {
                throw Self.failure(error, text)
            }
        }
    }

    private static func failure(_ miss: EncoderMiss, _ text: String) -> CommandFailure {
        switch miss {
        case .noText: CommandFailure("\"\(text)\" has no word in it", remedy: "give a text")
        case .textTooLong:
            CommandFailure(
                "the text that begins \"\(text.prefix(40))\" is too long",
                remedy: "give at most \(Encoder.textLimit) bytes and some 14,000 word pieces")
        case .weights(let failure): CommandFailure(failure.reason, remedy: failure.remedy)
        default: CommandFailure("the text was not encoded (\(miss.label))", remedy: "try again")
        }
    }
}
