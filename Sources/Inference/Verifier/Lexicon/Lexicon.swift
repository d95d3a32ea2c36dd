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
    }

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
        guard one.lemma >= 0, other.lemma >= 0, one.lemma != other.lemma else { return false }
        return table.relation(Int(one.lemma), Int(other.lemma)).contains(.antonym)
    }

    func relation(_ one: Word, _ other: Word) -> WordTable.Relation {
        guard one.lemma >= 0, other.lemma >= 0 else { return [] }
        return table.relation(Int(one.lemma), Int(other.lemma))
    }

    /// The number of a word's dictionary form in WordNet.
    func lemma(_ word: String) -> Int? {
        if let irregular = table.irregular(word) { return irregular }
        if word.contains("-") {
            // Our own names of several words: the table writes them with spaces.
            let spaced = String(decoding: word.utf8.map { $0 == UInt8(ascii: "-") ? 0x20 : $0 }, as: UTF8.self)
            if let phrase = table.word(spaced) { return phrase }
        }
        let utf8 = Array(word.utf8)
        let count = utf8.count
        let itself = table.word(word)
        guard count > 3 else { return itself }
        func base(_ drop: Int, _ add: String = "", verb: Bool = false) -> Int? {
            guard count - drop >= 3 || (count - drop == 2 && !add.isEmpty) else { return nil }
            let text = String(decoding: utf8[..<(count - drop)], as: UTF8.self) + add
            guard let lemma = table.word(text),
                verb ? table.isVerb(lemma) : (table.isNoun(lemma) || table.isVerb(lemma))
            else { return nil }
            return lemma
        }
        if word.hasSuffix("ing") {
            if count > 6, utf8[count - 4] == utf8[count - 5], let lemma = base(4, verb: true) { return lemma }
            return base(3, verb: true) ?? base(3, "e", verb: true) ?? itself
        }
        if word.hasSuffix("ed") {
            if count > 5, utf8[count - 3] == utf8[count - 4], let lemma = base(3, verb: true) { return lemma }
            if word.hasSuffix("ied") { return base(3, "y", verb: true) ?? itself }
            return base(2, verb: true) ?? base(1, verb: true) ?? itself
        }
        if word.hasSuffix("ies") { return base(3, "y") ?? base(1) ?? itself }
        if word.hasSuffix("es") { return base(1) ?? base(2) ?? itself }
        if word.hasSuffix("s"), !word.hasSuffix("ss"), !word.hasSuffix("us"), !word.hasSuffix("is") {
            return base(1) ?? itself
        }
        return itself
    }

    /// Fills in what a word is, from its `text`.
    func complete(_ word: inout Word) {
        if word.classes.contains(.number) || word.classes.contains(.code) || word.classes.contains(.symbol) {
            word.stem = word.text
            word.weight = word.classes.contains(.symbol) ? 0.5 : 1
            if let name = nameKinds[word.text] { word.nameKind = name }
            return
        }
        word.classes.formUnion(classes[word.text] ?? [])
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
        word.nameKind = nameKinds[word.text] ?? 0
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
