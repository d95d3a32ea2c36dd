// SPDX-License-Identifier: Apache-2.0

import Embedder
import Pipeline
import Verifier

/// The verifier in this process, as the semantic cache asks it.
struct TrainedVerifier: QuestionVerifier {
    private let verifier: Verifier
    /// The same without its trees, which were trained with the built-in encoder's vectors and know nothing without.
    private let wordings = Verifier(model: nil)

    /// Why this program has no model, so that only questions are the same that are equal but for case, punctuation and
    /// politeness; nil if it has one.
    let defect: TableDefect?

    init() {
        do throws(TableDefect) {
            verifier = try Verifier()
            defect = nil
        } catch {
            verifier = Verifier(model: nil)
            defect = error
        }
    }

    /// Which model gives the scores.
    var name: String { verifier.model?.provenance ?? "rules" }

    var threshold: Double { verifier.model?.threshold ?? 1 }

    func prepare(_ question: String) -> any PreparedQuestion { Prepared(text: verifier.prepare(question)) }

    func compare(_ one: any PreparedQuestion, _ other: any PreparedQuestion) -> QuestionVerdict {
        // Nobody else's questions come here; if they did, nothing would be the same.
        guard let one = one as? Prepared, let other = other as? Prepared else { return QuestionVerdict(probability: 0) }
        let verdict = (one.hasVectors && other.hasVectors ? verifier : wordings).compare(one.text, other.text)
        return QuestionVerdict(
            probability: verdict.probability,
            vetoes: verdict.vetoes.map { QuestionVerdict.Veto($0.veto.rawValue, evidence: $0.words) },
            differences: verdict.differences.map { "\($0.first ?? "–") / \($0.second ?? "–")" })
    }

    private struct Prepared: PreparedQuestion {
        var text: PreparedText
        /// An estimate of the words' records; the vectors' bytes are added.
        private(set) var size: Int
        /// Whether the built-in encoder read it, too.
        private(set) var hasVectors = false

        init(text: PreparedText) {
            self.text = text
            size = 1024 + 24 * text.canonical.utf8.count
        }

        var canonical: String { text.canonical }
        var outsideWords: String? { text.deicticWords }

        mutating func attach(_ vectors: QuestionVectors) {
            guard let encoding = vectors.more as? TextEncoding else { return }
            text.attach(encoding)
            hasVectors = true
            let words = min(PreparedText.wordLimit, encoding.pieceCount)
            // Two layers in 8 bits for each word, and the vectors of the whole and its parts.
            size += 2 * words * (TextEncoding.dimension + 8) + 4 * TextEncoding.dimension * (1 + encoding.chunks.count)
        }
    }
}
