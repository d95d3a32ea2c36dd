// SPDX-License-Identifier: Apache-2.0

import Verifier

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What `verify` tells about two prompts.
struct VerifyReport {
    let verdict: PairVerdict
    /// Whether this build holds trained trees.
    let hasModel: Bool
    /// Whether the encoder took part; without it the model is not asked.
    let isEncoded: Bool

    /// Whether one answer would do for both, as far as can be told here.
    var isSame: Bool { verdict.vetoes.isEmpty && (verdict.isEqual || (isEncoded && hasModel && verdict.isSame)) }

    func print(to terminal: Terminal) {
        terminal.line(
            isSame
                ? terminal.styled("SAME", .green) + " — \(reason)" : terminal.styled("DIFFERENT", .red) + " — \(reason)"
        )
        terminal.line()
        if verdict.isEqual {
            row(terminal, "Words", "equal but for case, punctuation and politeness")
        } else if verdict.differences.isEmpty {
            row(terminal, "Words", "the same telling words on both sides")
        }
        for difference in verdict.differences.prefix(12) {
            let first = difference.first.map { "\"\($0)\"" } ?? "(nothing)"
            let second = difference.second.map { "\"\($0)\"" } ?? "(nothing)"
            row(terminal, "Differs", "\(first)  against  \(second)")
        }
        if verdict.differences.count > 12 { row(terminal, "", "and \(verdict.differences.count - 12) more") }
        for finding in verdict.vetoes {
            let words = finding.words.isEmpty ? "" : ": " + finding.words.prefix(6).joined(separator: ", ")
            row(
                terminal, "Rule",
                terminal.styled(finding.veto.rawValue, .yellow) + " — " + Self.sentence(finding.veto) + words)
        }
        if isEncoded { row(terminal, "Cosine", Self.decimal(verdict.cosine)) }
        if isEncoded, hasModel {
            row(
                terminal, "Model",
                "\(Self.decimal(verdict.probability)) probable, \(Self.decimal(verdict.threshold)) wanted")
        }
    }

    private func row(_ terminal: Terminal, _ name: String, _ value: String) {
        terminal.line(terminal.styled(name + String(repeating: " ", count: max(1, 10 - name.count)), .dim) + value)
    }

    private var reason: String {
        if let veto = verdict.vetoes.first { return Self.sentence(veto.veto) }
        if verdict.isEqual { return "nothing that matters differs" }
        if !isEncoded { return "the words differ, and without the encoder the model cannot weigh them" }
        if !hasModel { return "the words differ, and this build holds no model to weigh them" }
        return verdict.isSame
            ? "no rule speaks against it, and the model finds it probable" : "the model finds it too improbable"
    }

    /// A rule in words.
    static func sentence(_ veto: Veto) -> String {
        switch veto {
        case .number: "a number, unit, version or time differs"
        case .calendar: "a month or weekday differs"
        case .code: "a path, flag, identifier or address differs"
        case .quotation: "the quoted text differs"
        case .name: "another product, language or place is named"
        case .negation: "one is negated"
        case .opposite: "opposites stand in each other's place"
        case .role: "source and destination, or who does what, have changed places"
        case .format: "another form of answer is asked for"
        case .language: "the language differs"
        case .question: "the questions ask for different things, such as why and how"
        case .deictic: "it points to something outside the prompt"
        case .length: "too long to be compared word by word, and not equal"
        case .scope: "one asks about all, only or the first, the other does not"
        case .substitution: "a telling word was replaced by another one"
        case .addition: "one says all that the other says, and more"
        case .order: "the same words stand in another order"
        }
    }

    private static func decimal(_ value: Double) -> String {
        let thousandths = Int((max(-1, min(1, value)) * 1000).rounded())
        let digits = String(abs(thousandths) + 1000).dropFirst()
        return (thousandths < 0 ? "-" : "") + "\(abs(thousandths) / 1000).\(digits)"
    }

    // MARK: JSON

    private struct Document: Encodable {
        struct Finding: Encodable {
            let veto: String
            let words: [String]
        }
        struct Difference: Encodable {
            let first: String?
            let second: String?
        }
        let same: Bool
        let reason: String
        let equal: Bool
        let probability: Double?
        let threshold: Double?
        let cosine: Double?
        let vetoes: [Finding]
        let differences: [Difference]
    }

    /// One JSON object; what could not be computed is left out.
    func document() throws -> String {
        let document = Document(
            same: isSame, reason: reason, equal: verdict.isEqual,
            probability: isEncoded && hasModel ? verdict.probability : nil,
            threshold: isEncoded && hasModel ? verdict.threshold : nil, cosine: isEncoded ? verdict.cosine : nil,
            vetoes: verdict.vetoes.map { Document.Finding(veto: $0.veto.rawValue, words: $0.words) },
            differences: verdict.differences.map { Document.Difference(first: $0.first, second: $0.second) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(document), as: UTF8.self)
    }
}
