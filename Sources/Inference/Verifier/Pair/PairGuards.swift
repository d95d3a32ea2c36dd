// SPDX-License-Identifier: Apache-2.0

/// What two texts say differently where a difference mostly changes the answer.
struct PairGuards {
    private(set) var numbersDiffer = false
    private(set) var numbersOnOneSide = false
    private(set) var numbersAreCounts = false
    private(set) var hasNumbers = false
    private(set) var numberWords: [String] = []
    private(set) var calendarDiffers = false
    private(set) var codesDiffer = false
    private(set) var codesOnOneSide = false
    private(set) var codeWords: [String] = []
    private(set) var quotesDiffer = false
    private(set) var quotesOnOneSide = false
    private(set) var quotedWords: [String] = []
    private(set) var symbolsDiffer = false
    /// Two names of one kind, each on one side only.
    private(set) var namesReplaced = false
    private(set) var nameWords: [String] = []
    private(set) var namesOnOneSide = 0
    private(set) var negationDiffers = false
    private(set) var polarityDiffers = false
    private(set) var opposites: [(word: Int, otherWord: Int)] = []
    /// Members of one set, each on one side only.
    private(set) var sisters: [(String, String)] = []
    private(set) var rolesCross = false
    private(set) var ordersCross = false
    private(set) var subjectsCross = false
    private(set) var personsCross = false
    private(set) var roleWords: [String] = []
    private(set) var formatsDiffer = false
    private(set) var formatWords: [String] = []
    private(set) var languageDiffers = false
    private(set) var askedLanguageDiffers = false
    private(set) var questionsConflict = false
    private(set) var scopeDifference = 0

    private let one: PreparedText
    private let other: PreparedText

    init(
        _ one: PreparedText, _ other: PreparedText, _ matching: WordMatching, _ unmatched: [Int],
        _ otherUnmatched: [Int],
        lexicon: Lexicon
    ) {
        self.one = one
        self.other = other
        compareNumbers()
        compareCodes()
        compareQuotes()
        compareNames(unmatched, otherUnmatched)
        compareNegation()
        findOpposites(matching, lexicon)
        findSisters(unmatched, otherUnmatched, lexicon)
        compareRoles(matching)
        compareForms()
        compareQuestions()
        scopeDifference = one.readings.scopes.symmetricDifference(other.readings.scopes).count
    }

    // MARK: Numbers, code, quotes

    private mutating func compareNumbers() {
        let (mine, theirs) = (one.readings.numbers, other.readings.numbers)
        hasNumbers = !mine.isEmpty || !theirs.isEmpty
        calendarDiffers = one.readings.calendar != other.readings.calendar
        guard mine != theirs else { return }
        var left = mine.subtracting(theirs)
        var right = theirs.subtracting(mine)
        // "1" and "one", which is no number by itself, or "single".
        if left.contains("1"), has(other, Self.onceWords) { left.remove("1") }
        if right.contains("1"), has(one, Self.onceWords) { right.remove("1") }
        if left.contains("2"), has(other, Self.twiceWords) { left.remove("2") }
        if right.contains("2"), has(one, Self.twiceWords) { right.remove("2") }
        // "21st" and "21".
        left = left.filter { !theirs.contains(Self.withoutEnding($0)) && !theirs.contains($0 + "th") }
        right = right.filter { !mine.contains(Self.withoutEnding($0)) && !mine.contains($0 + "th") }
        // "at 10" and "at 10:00"; "she is two" and "a child of two years".
        if left.count == 1, right.count == 1, let number = left.first, Self.isSaid(number, in: right) { return }
        // A number that the other side writes as part of a name or code.
        left = left.filter { !isWritten($0, in: other) }
        right = right.filter { !isWritten($0, in: one) }
        guard !left.isEmpty || !right.isEmpty else { return }
        numbersDiffer = true
        numbersOnOneSide = left.isEmpty || right.isEmpty
        // "those two", "both of the three": words that count what is named anyway.
        numbersAreCounts =
            numbersOnOneSide && left.isSubset(of: one.readings.numberWords)
            && right.isSubset(of: other.readings.numberWords)
        numberWords = left.sorted() + right.sorted()
    }

    private static func withoutEnding(_ number: String) -> String {
        number.hasSuffix("th") ? String(number.dropLast(2)) : ""
    }

    /// Whether a bare number is a full hour or a count of years on the other side, or the other way round.
    private static func isSaid(_ number: String, in numbers: Set<String>) -> Bool {
        if let bare = Int(number), bare >= 0, bare < 200 {
            return (bare <= 24 && numbers.contains("\(bare):00")) || (bare > 0 && numbers.contains("\(bare * 12)month"))
        }
        if number.hasSuffix(":00") { return numbers.contains(String(number.dropLast(3))) }
        if number.hasSuffix("month"), let months = Int(number.dropLast(5)), months % 12 == 0 {
            return numbers.contains("\(months / 12)")
        }
        return false
    }

    private static let onceWords = ["one", "single", "first"]
    private static let twiceWords = ["both", "twice", "second"]

    private func has(_ text: PreparedText, _ words: [String]) -> Bool {
        text.words.contains { words.contains($0.text) }
    }

    private func isWritten(_ number: String, in text: PreparedText) -> Bool {
        text.words.contains {
            $0.classes.contains(.code) && $0.text.hasSuffix(number) && $0.text.utf8.count > number.utf8.count
                && text.readings.numbers.isEmpty
        }
    }

    private mutating func compareCodes() {
        let (mine, theirs) = (one.readings.codes, other.readings.codes)
        let left = mine.subtracting(theirs).filter { !isWord($0, in: other) }
        let right = theirs.subtracting(mine).filter { !isWord($0, in: one) }
        if !left.isEmpty || !right.isEmpty {
            codesDiffer = true
            codesOnOneSide = left.isEmpty || right.isEmpty
            codeWords = left.sorted() + right.sorted()
        }
        for (code, exact) in one.readings.exactCodes {
            guard let otherExact = other.readings.exactCodes[code], otherExact != exact else { continue }
            codesDiffer = true
            codeWords += [exact, otherExact]
        }
    }

    /// Whether the other text writes the same as prose, in one word or with its parts apart.
    private func isWord(_ code: String, in text: PreparedText) -> Bool {
        let bare = code.utf8.filter(\.isWordByte)
        return text.words.contains { word in word.text.utf8.filter(\.isWordByte).elementsEqual(bare) }
    }

    private mutating func compareQuotes() {
        let left = one.readings.quotes.filter { !Self.contains(other.words, $0) }
        let right = other.readings.quotes.filter { !Self.contains(one.words, $0) }
        quotesDiffer = !left.isEmpty && !right.isEmpty
        quotesOnOneSide = left.isEmpty != right.isEmpty
        quotedWords = (left + right).map { $0.joined(separator: " ") }
        symbolsDiffer = one.readings.symbols != other.readings.symbols
    }

    private static func contains(_ words: [Word], _ run: [String]) -> Bool {
        guard !run.isEmpty, run.count <= words.count else { return run.isEmpty }
        return (0...(words.count - run.count)).contains { start in
            run.indices.allSatisfy { words[start + $0].text == run[$0] }
        }
    }

    // MARK: Names

    private mutating func compareNames(_ unmatched: [Int], _ otherUnmatched: [Int]) {
        let left = unmatched.filter { !one.words[$0].classes.isDisjoint(with: [.name, .instance]) }
        let right = otherUnmatched.filter { !other.words[$0].classes.isDisjoint(with: [.name, .instance]) }
        namesOnOneSide = left.count + right.count
        for word in left {
            for otherWord in right {
                let (mine, theirs) = (one.words[word], other.words[otherWord])
                let sameKind = mine.nameKind > 0 && mine.nameKind == theirs.nameKind
                let bothPlaces = mine.classes.contains(.instance) && theirs.classes.contains(.instance)
                if sameKind || bothPlaces {
                    namesReplaced = true
                    nameWords += [mine.spelled, theirs.spelled]
                }
            }
        }
    }

    // MARK: Negation and opposites

    private mutating func compareNegation() {
        let (mine, theirs) = (one.readings, other.readings)
        let total = mine.negations + mine.weakNegations
        let otherTotal = theirs.negations + theirs.weakNegations
        negationDiffers = (mine.negations - theirs.negations) % 2 != 0
        polarityDiffers = negationDiffers && (total - otherTotal) % 2 != 0
    }

    private mutating func findOpposites(_ matching: WordMatching, _ lexicon: Lexicon) {
        let left = one.asked.filter { matching.partner[$0] == -1 && !isGlue(one.words[$0]) && !isAgain(one.words, $0) }
        let right = other.asked.filter {
            matching.otherPartner[$0] == -1 && !isGlue(other.words[$0]) && !isAgain(other.words, $0)
        }
        for word in left.prefix(40) {
            for otherWord in lexicon.opposites(of: one.words[word], among: right.prefix(40), in: other.words) {
                opposites.append((word, otherWord))
            }
        }
    }

    private mutating func findSisters(_ unmatched: [Int], _ otherUnmatched: [Int], _ lexicon: Lexicon) {
        for word in unmatched.prefix(40) {
            for otherWord in otherUnmatched.prefix(40) {
                let relation = lexicon.relation(one.words[word], other.words[otherWord])
                if relation.contains(.sister), !relation.contains(.synonym) {
                    sisters.append((one.words[word].spelled, other.words[otherWord].spelled))
                }
            }
        }
    }

    private func isGlue(_ word: Word) -> Bool {
        word.classes.contains(.function)
            && word.classes.isDisjoint(with: [.preposition, .negation, .condition, .scope])
            && word.classes.isDisjoint(with: [.pronoun]) && word.text != "on" && word.text != "off"
    }

    /// "keeps falling off": again and again, the opposite of nothing.
    private func isAgain(_ words: [Word], _ index: Int) -> Bool {
        ["keep", "keeps", "kept"].contains(words[index].text) && index + 1 < words.count
            && words[index + 1].text.hasSuffix("ing")
    }

    // MARK: Roles

    private mutating func compareRoles(_ matching: WordMatching) {
        let (mine, theirs) = (one.readings, other.readings)
        for role in mine.roles {
            guard let opposite = Self.opposite(role.marker) else { continue }
            let crossed = Role(marker: opposite, stem: role.stem)
            if theirs.roles.contains(crossed), !theirs.roles.contains(role), !mine.roles.contains(crossed) {
                rolesCross = true
                roleWords.append(role.stem)
            }
        }
        for order in mine.orders {
            let crossed = OrderedPair(marker: order.marker, first: order.second, second: order.first)
            if theirs.orders.contains(crossed), !theirs.orders.contains(order), !mine.orders.contains(crossed) {
                ordersCross = true
                roleWords += [order.first, order.second]
            }
        }
        compareSubjects(matching)
        comparePersons()
    }

    /// "I give you" and "you give me": the same persons in another order.
    private mutating func comparePersons() {
        let (mine, theirs) = (Self.persons(one), Self.persons(other))
        personsCross = mine != theirs && mine.count == theirs.count && mine.sorted() == theirs.sorted()
    }

    private static func persons(_ text: PreparedText) -> [Int] {
        text.asked.compactMap { index in
            switch text.words[index].text {
            case "i", "me", "my", "mine", "myself", "we", "us", "our", "ours": 1
            case "you", "your", "yours", "yourself": 2
            case "he", "him", "his", "she", "her", "they", "them", "their": 3
            default: nil
            }
        }
    }

    private static func opposite(_ marker: Role.Marker) -> Role.Marker? {
        switch marker {
        case .source: .destination
        case .destination: .source
        case .before: .after
        case .after: .before
        case .with: .without
        case .without: .with
        default: nil
        }
    }

    /// Around a word that both have: the neighbours on its two sides have changed places.
    private mutating func compareSubjects(_ matching: WordMatching) {
        let (mine, theirs) = (matching.content, matching.otherContent)
        guard mine.count >= 3, theirs.count >= 3 else { return }
        for place in 1..<(mine.count - 1) {
            let partner = matching.partner[mine[place]]
            guard partner >= 0, let otherPlace = theirs.firstIndex(of: partner), otherPlace > 0,
                otherPlace + 1 < theirs.count
            else { continue }
            let before = matching.partner[mine[place - 1]]
            let after = matching.partner[mine[place + 1]]
            guard before >= 0, after >= 0, before == theirs[otherPlace + 1], after == theirs[otherPlace - 1] else {
                continue
            }
            // "eaten by": the passive changes the places and not the roles. "X and Y" is "Y and X".
            let isPassive = hasPassive(one, mine[place], mine[place + 1])
            let isOtherPassive = hasPassive(other, theirs[otherPlace], theirs[otherPlace + 1])
            if isPassive != isOtherPassive { continue }
            if one.words[mine[place]].classes.contains(.verb) || one.words[mine[place]].classes.contains(.adjective) {
                subjectsCross = true
                roleWords += [one.words[mine[place - 1]].stem, one.words[mine[place + 1]].stem]
            }
        }
    }

    private func hasPassive(_ text: PreparedText, _ verb: Int, _ next: Int) -> Bool {
        next > verb + 1 && text.words[(verb + 1)..<next].contains { $0.text == "by" }
    }

    // MARK: Form, language, question

    private mutating func compareForms() {
        let (mine, theirs) = (one.readings, other.readings)
        let left = mine.anchoredFormats.subtracting(theirs.formats)
        let right = theirs.anchoredFormats.subtracting(mine.formats)
        formatsDiffer = !left.isEmpty || !right.isEmpty
        formatWords = left.sorted() + right.sorted()
        // The language that both are written in goes without saying.
        let own: Set<String> = mine.language == theirs.language ? [Self.languageNames[mine.language] ?? ""] : []
        askedLanguageDiffers =
            !mine.anchoredLanguages.subtracting(own).isSubset(of: theirs.languages)
            || !theirs.anchoredLanguages.subtracting(own).isSubset(of: mine.languages)
            || (mine.languages != theirs.languages && !mine.languages.isEmpty && !theirs.languages.isEmpty)
        let scripts = mine.script != theirs.script && mine.script != .none && theirs.script != .none
        languageDiffers =
            scripts || (mine.language != theirs.language && !mine.language.isEmpty && !theirs.language.isEmpty)
    }

    private static let languageNames = [
        "en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese",
        "nl": "dutch",
        "sv": "swedish", "pl": "polish", "tr": "turkish",
    ]

    private static let ways: QuestionKinds = [.init(.howTo), .init(.manner)]

    private static let conflicts: [(QuestionKinds, QuestionKinds)] = [
        (
            .init(.why),
            [
                ways, .init(.when), .init(.who), .init(.place), .init(.howMany), .init(.howLong), .whether,
                .init(.howOften), .init(.which),
            ]
        ),
        (.init(.when), [ways, .init(.place), .init(.who), .init(.howMany)]),
        (.init(.who), [ways, .init(.place), .init(.howMany)]),
        (.init(.howMany), [ways, .init(.place), .init(.which), .whether]),
        (.init(.howLong), [ways, .init(.place), .init(.howOften), .whether]),
        (.init(.howOften), [ways, .init(.place), .whether]),
        (.init(.difference), [ways, .init(.why), .init(.when), .init(.who)]),
        (.whether, [.init(.howTo), .init(.when), .init(.place), .init(.who)]),
    ]

    private mutating func compareQuestions() {
        let (mine, theirs) = (one.readings.kinds, other.readings.kinds)
        if one.readings.isMildHow || other.readings.isMildHow { return }
        for (left, right) in Self.conflicts {
            if (!mine.isDisjoint(with: left) && !theirs.isDisjoint(with: right) && mine.isDisjoint(with: right)
                && theirs.isDisjoint(with: left))
                || (!theirs.isDisjoint(with: left) && !mine.isDisjoint(with: right) && theirs.isDisjoint(with: right)
                    && mine.isDisjoint(with: left))
            {
                questionsConflict = true
            }
        }
    }
}
