// SPDX-License-Identifier: Apache-2.0

/// All that is known of single words and phrases: the lists of this folder, made ready to be asked, and WordNet.
///
/// Made once, a few milliseconds; read by any number of threads.
struct Lexicon: Sendable {
    let table: WordTable
    private(set) var classes: [String: WordClass] = [:]
    private(set) var spellings: [String: String] = [:]
    private(set) var phrases = PhraseTable<String>()
    private(set) var fillers = PhraseTable<Bool>()
    private(set) var frames = PhraseTable<Frames.Kind>()
    private(set) var antonyms: [String: Set<String>] = [:]
    private(set) var synonyms: [String: [UInt16]] = [:]
    private(set) var nameKinds: [String: UInt8] = [:]
    /// Which of the lists a word is in, also those of other files.
    private var notes: [String: WordNotes] = [:]

    init(words table: WordTable) {
        self.table = table
        for (flags, list) in FunctionWords.lists {
            for word in Self.words(list) { classes[word, default: []].formUnion(flags) }
        }
        for line in Spellings.lines.split(separator: "\n") {
            let words = Self.words(line)
            for word in words.dropFirst() { spellings[word] = words[0] }
        }
        for line in Spellings.phrases.split(separator: "\n") {
            let parts = line.split(separator: ":")
            phrases.insert(respelled(Self.words(parts[1])), parts[0].trimmed)
        }
        for phrase in table.phrases { phrases.insert(respelled(Self.words(phrase)), phrase) }
        for phrase in Self.phrases(Frames.fillers) { fillers.insert(respelled(phrase), phrase.count >= 3) }
        for (kind, list) in Frames.lines {
            for phrase in Self.phrases(list) { frames.insert(respelled(phrase), kind) }
        }
        for line in Antonyms.pairs.split(separator: "\n") {
            let sides = line.split(separator: "/").map { $0.split(separator: ",").map { $0.trimmed } }
            guard sides.count == 2 else { continue }
            for one in sides[0] {
                for other in sides[1] {
                    antonyms[key(one), default: []].insert(key(other))
                    antonyms[key(other), default: []].insert(key(one))
                }
            }
        }
        for (index, line) in Synonyms.groups.split(separator: "\n").enumerated() {
            let words = Self.words(line)
            guard words.count > 1 else { continue }
            for word in words { synonyms[key(word), default: []].append(UInt16(index)) }
        }
        for (index, kind) in Names.kinds.enumerated() {
            for word in Self.words(kind.words) {
                let name = spellings[word] ?? word
                classes[name, default: []].insert(kind.kind == "human language" ? [.name, .language] : .name)
                nameKinds[name] = UInt8(index + 1)
            }
        }
        for word in UnitWords.units.keys { classes[word, default: []].insert(.unit) }
        for word in UnitWords.months.keys where word != "may" && word != "march" && word != "mar" {
            classes[word, default: []].insert(.calendar)
        }
        for word in UnitWords.weekdays.keys { classes[word, default: []].insert(.calendar) }
        takeNotes()
    }

    private mutating func takeNotes() {
        func note(_ note: WordNotes, _ words: some Sequence<String>) {
            for word in words { notes[word, default: []].insert(note) }
        }
        note(.contraction, FunctionWords.contractions.keys)
        note(.spelling, spellings.keys)
        note(.classed, classes.keys)
        note(.named, nameKinds.keys)
        note([.count, .numberStart], UnitWords.small.keys)
        note([.count, .numberStart], UnitWords.large.keys)
        note(.numberStart, UnitWords.ordinals.keys)
        note(.numberStart, ["half", "a"])
        note(.phrase, phrases.firstWords)
        note(.filler, fillers.firstWords)
        note(.frame, frames.firstWords)
        note(.tone, AnswerForms.tones)
        note(.form, AnswerForms.forms)
        note(.marker, TextReadings.markers.keys)
        note(.grammar, Languages.table.keys)
        note(.pointer, DeicticReader.pointers)
        note(.pointer, Deixis.times)
        note(.pronoun, DeicticReader.pronouns)
        note(.followUp, Deixis.followUps)
    }

    /// Which of the lists a word is in.
    func notes(_ word: String) -> WordNotes { notes[word] ?? [] }

    private static func words(_ text: some StringProtocol) -> [String] {
        String(text).split { $0.isWhitespace }.map { String($0) }
    }

    private static func phrases(_ text: String) -> [[String]] {
        text.split(whereSeparator: { $0 == ";" || $0 == "\n" }).map { words($0) }.filter { !$0.isEmpty }
    }

    /// A phrase as it reads once its words have been led to one spelling.
    private func respelled(_ words: [String]) -> [String] { words.map { spellings[$0] ?? $0 } }

    /// What lists are asked by: the stem, or the word itself where it is no plain word.
    private func key(_ word: String) -> String { Stemmer.stem(spellings[word] ?? word) }

    // MARK: Asking

    func areOpposites(_ one: Word, _ other: Word) -> Bool {
        if let opposites = antonyms[one.stem], opposites.contains(other.stem) { return true }
        return areAntonyms(one.lemma, other.lemma)
    }

    /// Those of some words that are opposites of one.
    func opposites(of word: Word, among places: ArraySlice<Int>, in words: [Word]) -> [Int] {
        let opposites = antonyms[word.stem]
        return places.filter {
            opposites?.contains(words[$0].stem) ?? false || areAntonyms(word.lemma, words[$0].lemma)
        }
    }

    private func areAntonyms(_ one: Int32, _ other: Int32) -> Bool {
        one >= 0 && other >= 0 && one != other && table.areAntonyms(Int(one), Int(other))
    }

    func relation(_ one: Word, _ other: Word) -> WordTable.Relation {
        guard one.lemma >= 0, other.lemma >= 0 else { return [] }
        return table.relation(Int(one.lemma), Int(other.lemma))
    }

    /// The number of a word's dictionary form in WordNet.
    func lemma(_ word: String) -> Int? {
        if word.utf8.contains(UInt8(ascii: "-")) {
            // Our own names of several words: the table writes them with spaces.
            let spaced = String(decoding: word.utf8.map { $0 == UInt8(ascii: "-") ? 0x20 : $0 }, as: UTF8.self)
            if let phrase = table.word(spaced) { return phrase }
        }
        var copy = word
        return copy.withUTF8 { lemma($0) }
    }

    private func lemma(_ word: UnsafeBufferPointer<UInt8>) -> Int? {
        if let irregular = table.irregular(word) { return irregular }
        let count = word.count
        guard count > 3 else { return table.word(word) }
        func letter(_ fromEnd: Int) -> UInt8 { word[count - fromEnd] }
        func base(_ drop: Int, _ add: Character? = nil, verb: Bool = false) -> Int? {
            guard count - drop >= 3 || (count - drop == 2 && add != nil) else { return nil }
            guard let lemma = table.word(UnsafeBufferPointer(rebasing: word[..<(count - drop)]), then: add?.asciiValue),
                verb ? table.isVerb(lemma) : (table.isNoun(lemma) || table.isVerb(lemma))
            else { return nil }
            return lemma
        }
        func ends(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
            letter(2) == UInt8(ascii: first) && letter(1) == UInt8(ascii: second)
        }
        if ends("n", "g"), letter(3) == UInt8(ascii: "i") {
            if count > 6, letter(4) == letter(5), let lemma = base(4, verb: true) { return lemma }
            return base(3, verb: true) ?? base(3, "e", verb: true) ?? table.word(word)
        }
        if ends("e", "d") {
            if count > 5, letter(3) == letter(4), let lemma = base(3, verb: true) { return lemma }
            if letter(3) == UInt8(ascii: "i") { return base(3, "y", verb: true) ?? table.word(word) }
            return base(2, verb: true) ?? base(1, verb: true) ?? table.word(word)
        }
        if ends("e", "s") {
            if letter(3) == UInt8(ascii: "i") { return base(3, "y") ?? base(1) ?? table.word(word) }
            return base(1) ?? base(2) ?? table.word(word)
        }
        if letter(1) == UInt8(ascii: "s"), !ends("s", "s"), !ends("u", "s"), !ends("i", "s") {
            return base(1) ?? table.word(word)
        }
        return table.word(word)
    }

    /// Fills in what a word is, from its `text`.
    func complete(_ word: inout Word) {
        if !word.classes.isDisjoint(with: [.number, .code, .symbol]) {
            word.stem = word.text
            word.weight = word.classes.contains(.symbol) ? 0.5 : 1
            if word.notes.contains(.named), let name = nameKinds[word.text] { word.nameKind = name }
            return
        }
        if word.notes.contains(.classed) { word.classes.formUnion(classes[word.text] ?? []) }
        word.stem = Stemmer.stem(word.text)
        if word.classes.contains(.function) {
            word.weight = 0.05
            if let lemma = table.word(word.text) { word.lemma = Int32(lemma) }
            return
        }
        let found = lemma(word.text)
        if let found {
            word.lemma = Int32(found)
            let count = Double(table.count(found))
            word.weight = Float(max(0.2, 1 - Self.logarithm(count + 1) / 9.5))
            if table.isInstance(found) { word.classes.insert(.instance) }
            if table.isVerb(found) { word.classes.insert(.verb) }
            if table.isNoun(found) { word.classes.insert(.noun) }
            if table.isAdjective(found) { word.classes.insert(.adjective) }
        } else {
            word.weight = 1
            if !table.isEmpty { word.classes.insert(.unknown) }
        }
        if word.classes.contains(.light) { word.weight = min(word.weight, 0.25) }
        word.synonyms = synonyms[word.stem] ?? []
        if word.notes.contains(.named) { word.nameKind = nameKinds[word.text] ?? 0 }
    }

    /// Natural logarithm of a count, without the mathematics library.
    private static func logarithm(_ value: Double) -> Double {
        guard value > 0 else { return 0 }
        let mantissa = value.significand
        let ratio = (mantissa - 1) / (mantissa + 1)
        let square = ratio * ratio
        return Double(value.exponent) * 0.693_147_180_559_945_3
            + 2 * ratio * (1 + square * (1.0 / 3 + square * (1.0 / 5 + square * (1.0 / 7 + square / 9))))
    }
}

extension StringProtocol {
    /// Without white space at the ends.
    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
