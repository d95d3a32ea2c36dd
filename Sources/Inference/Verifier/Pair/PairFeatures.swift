// SPDX-License-Identifier: Apache-2.0

/// The values that the model decides by; what has two sides enters as the smaller and the larger of the two.
public struct PairFeatures: Sendable {
    public private(set) var values: [Double] = []
    private var collected: [String]?

    /// Names of the values, in order.
    public static let names: [String] = {
        let lexicon = Lexicon(words: .empty)
        let text = PreparedText("", lexicon: lexicon)
        return PairFeatures(PairAnalysis(text, text, lexicon: lexicon), collectNames: true).collected ?? []
    }()

    init(_ analysis: PairAnalysis) {
        self.init(analysis, collectNames: false)
    }

    private init(_ analysis: PairAnalysis, collectNames: Bool) {
        collected = collectNames ? [] : nil
        values.reserveCapacity(136)
        addVectors(analysis)
        addSizes(analysis)
        addOverlap(analysis)
        addOrder(analysis)
        addAlignment(analysis)
        addSubstitutions(analysis)
        addGuards(analysis)
        addQuestions(analysis)
    }

    mutating func add(_ name: @autoclosure () -> String, _ value: Double) {
        values.append(value.isFinite ? value : 0)
        collected?.append(name())
    }

    mutating func add(_ name: @autoclosure () -> String, _ isTrue: Bool) { add(name(), isTrue ? 1 : 0) }
    mutating func add(_ name: @autoclosure () -> String, _ count: Int) { add(name(), Double(count)) }

    /// A value of each side, smaller first.
    mutating func addBoth(_ name: String, _ one: Double, _ other: Double) {
        add(name + "_min", min(one, other))
        add(name + "_max", max(one, other))
    }
}
