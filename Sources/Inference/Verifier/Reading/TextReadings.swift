// SPDX-License-Identifier: Apache-2.0

/// Reads what a text says apart from its words.
struct TextReadings {
    private let words: [Word]
    private(set) var readings = Readings()

    static func of(_ words: [Word], frames: [(kind: Frames.Kind, position: Int)]) -> Readings {
        var reader = TextReadings(words)
        reader.readKinds(frames)
        reader.readWords()
        reader.readRoles()
        reader.readForms()
        reader.readings.language = Languages.of(words, table: Languages.table)
        reader.readings.script = Script.of(words)
        reader.readings.deictic = DeicticReader.word(words, frames: frames)
        return reader.readings
    }

    private init(_ words: [Word]) {
        self.words = words
    }

    // MARK: Questions

    private static let embedding: Set<String> = [
        "know", "about", "and", "or", "of", "me", "determine", "find", "out", "tell", "see", "exactly", "understand",
        "explain", "to", "say",
    ]

    private static let distinguishing = Set(
        ["differ", "different", "difference", "distinguish", "differentiate", "distinction"].map(Stemmer.stem))

    private static let wishes: Set<String> = ["i", "need", "want", "trying", "looking", "help"]

    /// "where do I": a verb before its subject makes it a question wherever it stands.
    private func turnsAround(_ position: Int) -> Bool {
        position + 1 < words.count && !words[position + 1].classes.isDisjoint(with: [.auxiliary, .modal])
            && words[position].text != "which"
    }

    private func asksWhen(_ position: Int) -> Bool {
        let next = words[position + 1]
        return !next.classes.isDisjoint(with: [.auxiliary, .modal]) || ["to", "exactly"].contains(next.text)
    }

    private mutating func readKinds(_ frames: [(kind: Frames.Kind, position: Int)]) {
        for (kind, position) in frames {
            if kind == .howTo, Self.wishes.contains(words[position].text) {
                // "I want to" asks for steps only if nothing else is asked.
                if frames.count > 1 { continue }
                readings.isMildHow = true
            }
            // "When I start it, …": a condition, unless a verb is turned around.
            if kind == .when, words[position].text == "when", position + 1 < words.count, !asksWhen(position) {
                continue
            }
            let isMild = kind == .when || kind == .place || kind == .which || kind == .who
            if isMild, position > 0, !turnsAround(position),
                !readings.kinds.isEmpty || !Self.embedding.contains(words[position - 1].text)
            {
                continue
            }
            readings.kinds.insert(QuestionKinds(kind))
            if readings.firstKind == nil { readings.firstKind = kind }
            readings.parts += 1
        }
        if words.contains(where: {
            !$0.isFrame && $0.stem.utf8.first == UInt8(ascii: "d") && Self.distinguishing.contains($0.stem)
        }) {
            readings.kinds.subtract([QuestionKinds(.manner), QuestionKinds(.what), QuestionKinds(.howTo)])
            readings.kinds.insert(QuestionKinds(.difference))
        } else if isUnlikeness {
            // "In what way aren't they the same?"
            readings.kinds.subtract([QuestionKinds(.manner), QuestionKinds(.what), QuestionKinds(.howTo)])
            readings.kinds.insert(QuestionKinds(.difference))
        }
        if asksForImprovement {
            readings.kinds.remove(QuestionKinds(.why))
            readings.kinds.insert(QuestionKinds(.howTo))
            if readings.firstKind == .why { readings.firstKind = .howTo }
        }
        guard let first = words.first else { return }
        let isExistence =
            words.count > 1
            && (words[1].text == "there" || (first.text == "do" && ["a", "an", "the"].contains(words[1].text)))
        if Frames.whetherStarts.contains(first.text), !first.isFrame, !isExistence {
            readings.kinds.insert(.whether)
            if readings.firstKind == nil || frames.first?.position ?? 1 > 0 { readings.firstKind = .whether }
        } else if readings.kinds.isEmpty {
            let isOrder = first.classes.contains(.verb) || Frames.requests.contains(first.text)
            readings.kinds.insert(isOrder ? .imperative : .statement)
        }
        if words.dropFirst().contains(where: { $0.text == "whether" }) { readings.kinds.insert(.whether) }
    }

    private static let likenesses: Set<String> = ["same", "alike", "equal", "identical", "similar"]

    /// "not the same", "not alike", where a manner or a thing is asked for.
    private var isUnlikeness: Bool {
        guard !readings.kinds.isDisjoint(with: [QuestionKinds(.manner), QuestionKinds(.what), QuestionKinds(.howTo)]),
            let negation = words.firstIndex(where: { $0.text == "not" })
        else { return false }
        return words[negation...].prefix(5).contains { Self.likenesses.contains($0.text) }
    }

    /// "What would make it faster?" asks for ways; "What makes it faster?" asks why.
    private var asksForImprovement: Bool {
        guard readings.kinds.contains(QuestionKinds(.why)),
            let start = words.indices.dropLast(2).first(where: {
                words[$0].text == "what" && words[$0 + 1].classes.contains(.modal) && words[$0 + 2].text == "make"
            })
        else { return false }
        return words.indices[start...].dropFirst(3).contains {
            let word = words[$0]
            // "faster" at the end compares, too, though it may be a noun.
            return ["more", "less", "better"].contains(word.text)
                || (word.text.hasSuffix("er")
                    && ($0 == words.count - 1 || word.classes.isDisjoint(with: [.noun, .verb, .function])))
        }
    }

    // MARK: Words

    private mutating func readWords() {
        var quotes: [Int: [String]] = [:]
        for (index, word) in words.enumerated() {
            let classes = word.classes
            if word.quote > 0 { quotes[word.quote, default: []].append(word.text) }
            if classes.contains(.number) {
                readings.numbers.insert(word.text)
                if word.isNumberWord { readings.numberWords.insert(word.text) }
            }
            if classes.contains(.code) {
                readings.codes.insert(word.text)
                if word.exact != word.text, word.exact.utf8.contains(where: \.isASCIILower) {
                    readings.exactCodes[word.text] = word.exact
                }
            }
            if classes.contains(.symbol) { readings.symbols.insert(word.text) }
            if classes.contains(.calendar) || isMonth(index) { readings.calendar.insert(Self.calendarName(word.text)) }
            if classes.contains(.negation), !isEmptyNegation(index) { readings.negations += 1 }
            if classes.contains(.weakNegation), !word.isFrame { readings.weakNegations += 1 }
            if word.isFrame { continue }
            if classes.contains(.name) || classes.contains(.instance) {
                readings.names.insert(word.text)
                if word.nameKind > 0 { readings.nameKinds[word.text] = word.nameKind }
            }
            if classes.contains(.modal) { readings.modals.insert(word.text) }
            if classes.contains(.scope) { readings.scopes.insert(word.stem) }
            if classes.contains(.superlative) { readings.superlatives.insert(word.text) }
            if classes.contains(.condition) { readings.conditions.insert(word.text) }
            if classes.contains(.language) {
                readings.languages.insert(word.text)
                if index > 0, ["in", "into", "to", "from"].contains(words[index - 1].text) {
                    readings.anchoredLanguages.insert(word.text)
                }
            }
        }
        readings.quotes = quotes.sorted { $0.key < $1.key }.map(\.value)
    }

    private func isMonth(_ index: Int) -> Bool {
        guard words[index].text == "may" || words[index].text == "march" else { return false }
        let before = index > 0 ? words[index - 1] : nil
        let after = index + 1 < words.count ? words[index + 1] : nil
        return before?.classes.contains(.number) == true || after?.classes.contains(.number) == true
            || ["in", "since", "until", "by", "of", "last", "next"].contains(before?.text ?? "")
    }

    private static func calendarName(_ text: String) -> String {
        if let month = UnitWords.months[text] { return "month\(month)" }
        if let day = UnitWords.weekdays[text] { return "day\(day)" }
        return text
    }

    /// "why not", "not only": no negation of the matter.
    private func isEmptyNegation(_ index: Int) -> Bool {
        let next = index + 1 < words.count ? words[index + 1].text : ""
        return words[index].text == "not" && (next == "only" || next == "just")
    }

    // MARK: Roles

    static let markers: [String: Role.Marker] = [
        "from": .source, "off": .source, "to": .destination, "into": .destination, "onto": .destination,
        "toward": .destination,
        "before": .before, "after": .after, "than": .than, "instead": .instead, "with": .with, "without": .without,
        "by": .by,
        "against": .against, "over": .over, "versus": .over,
    ]

    private mutating func readRoles() {
        for (index, word) in words.enumerated() {
            guard !word.isFrame, word.notes.contains(.marker), let marker = Self.markers[word.text] else { continue }
            var next = index + 1
            while next < words.count, next <= index + 4, !isThing(words[next]) { next += 1 }
            guard next < words.count, next <= index + 4 else { continue }
            // "to copy": a verb, no place.
            if word.text == "to", next == index + 1, words[next].classes.contains(.verb),
                !words[next].classes.contains(.noun)
            {
                continue
            }
            readings.roles.insert(Role(marker: marker, stem: words[next].stem))
            var previous = index - 1
            while previous >= 0, previous >= index - 4, !isThing(words[previous]) { previous -= 1 }
            guard previous >= 0, previous >= index - 4, words[previous].stem != words[next].stem else { continue }
            let (first, second) = (words[previous].stem, words[next].stem)
            switch marker {
            case .after: readings.orders.insert(OrderedPair(marker: .before, first: second, second: first))
            case .before, .than, .instead, .destination, .source, .over, .against:
                readings.orders.insert(OrderedPair(marker: marker, first: first, second: second))
            default: break
            }
        }
    }

    private func isThing(_ word: Word) -> Bool {
        word.classes.isDisjoint(with: [.function, .symbol])
    }

    // MARK: Forms of answer

    private mutating func readForms() {
        for (index, word) in words.enumerated() {
            if word.notes.contains(.tone) { readings.tones.insert(word.stem) }
            guard word.notes.contains(.form) else { continue }
            readings.formats.insert(word.stem)
            let before = index > 0 ? words[index - 1] : nil
            let beforeThat = index > 1 ? words[index - 2].text : ""
            if before?.classes.contains(.number) == true || ["as", "into", "using"].contains(before?.text ?? "")
                || ["as", "into", "in", "using"].contains(beforeThat)
                || (before?.text == "in"
                    && (word.nameKind > 0 || index + 1 == words.count || words[index + 1].text == "format"))
            {
                readings.anchoredFormats.insert(word.stem)
            }
        }
    }
}
