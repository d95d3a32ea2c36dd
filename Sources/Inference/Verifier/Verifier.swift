// SPDX-License-Identifier: Apache-2.0

internal import CVerifierData

/// Decides whether two prompts want the same answer, by rules that never yield and a model that was trained on pairs.
///
/// Made once (a few milliseconds), then used by any number of threads; it keeps no state. The same two texts always get the
/// same verdict, whichever comes first.
public struct Verifier: Sendable {
    private let lexicon: Lexicon
    /// The trees; nil if there are none, and then only equal texts are the same.
    public let model: TreeModel?

    /// With the embedded tables.
    ///
    /// - Throws: `TableDefect` if a table is damaged or does not fit this program.
    public init() throws(TableDefect) {
        lexicon = Lexicon(words: try WordTable(Self.words))
        model = Self.trees.isEmpty ? nil : try TreeModel(Self.trees, featureNames: PairFeatures.names)
    }

    /// With the embedded words and another model, or none; never fails, but without WordNet if its table is damaged.
    public init(model: TreeModel?) {
        lexicon = Lexicon(words: (try? WordTable(Self.words)) ?? .empty)
        self.model = model
    }

    /// The embedded tables as they are in the program's file.
    static var words: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: verifier_words(), count: verifier_words_length())
    }
    static var trees: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: verifier_trees(), count: verifier_trees_length())
    }

    /// Reads a text; takes linear time, and keeps no more than a fixed number of words.
    public func prepare(_ text: String) -> PreparedText {
        PreparedText(text, lexicon: lexicon)
    }

    /// The verdict on two prepared texts.
    ///
    /// - Parameter threshold: least probability for "same"; nil takes the model's own.
    public func compare(_ first: PreparedText, _ second: PreparedText, threshold: Double? = nil) -> PairVerdict {
        let analysis = PairAnalysis(first, second, lexicon: lexicon)
        let features = PairFeatures(analysis)
        let isEqual = analysis.isEqual
        return PairVerdict(
            probability: isEqual ? 1 : model?.probability(features.values) ?? 0,
            cosine: features.values.first ?? 0,
            vetoes: analysis.vetoes(),
            isEqual: isEqual,
            differences: analysis.differences(),
            threshold: threshold ?? model?.threshold ?? 1)
    }

    /// The values that the model would decide by, in the order of ``PairFeatures/names``, and the vetoes that speak.
    public func features(_ first: PreparedText, _ second: PreparedText) -> (values: [Double], vetoes: Set<Veto>) {
        let analysis = PairAnalysis(first, second, lexicon: lexicon)
        return (PairFeatures(analysis).values, Set(analysis.vetoes().map(\.veto)))
    }
}

extension PairAnalysis {
    /// The telling words that only one side has, those that stand in each other's place together.
    func differences() -> [PairVerdict.Difference] {
        var differences: [PairVerdict.Difference] = []
        var (left, right) = (Set(unmatched), Set(otherUnmatched))
        func add(_ word: String?, _ otherWord: String?) {
            differences.append(
                PairVerdict.Difference(first: isSwapped ? otherWord : word, second: isSwapped ? word : otherWord))
        }
        for substitution in substitutions {
            add(one.words[substitution.word].spelled, other.words[substitution.otherWord].spelled)
            left.remove(substitution.word)
            right.remove(substitution.otherWord)
        }
        for word in left.sorted() { add(one.words[word].spelled, nil) }
        for word in right.sorted() { add(nil, other.words[word].spelled) }
        return differences
    }
}
