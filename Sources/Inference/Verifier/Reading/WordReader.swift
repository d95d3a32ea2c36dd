// SPDX-License-Identifier: Apache-2.0

/// Makes words of tokens: contractions come apart, numbers and units get one spelling, phrases that are one thing become one
/// word, politeness goes, and the frames of questions are found.
struct WordReader {
    private let lexicon: Lexicon
    private var words: [Word] = []
    private var frames: [(kind: Frames.Kind, position: Int)] = []

    /// The words of some tokens, and the kinds of question whose frames were found, in order.
    static func read(
        _ tokens: [ScannedToken], lexicon: Lexicon
    ) -> (words: [Word], frames: [(kind: Frames.Kind, position: Int)]) {
        var reader = WordReader(lexicon: lexicon)
        reader.words.reserveCapacity(tokens.count + 8)
        for token in tokens { reader.append(token) }
        reader.readNumbers()
        reader.joinPhrases()
        reader.removeFillers()
        reader.findFrames()
        for index in reader.words.indices { lexicon.complete(&reader.words[index]) }
        return (reader.words, reader.frames)
    }

    private init(lexicon: Lexicon) {
        self.lexicon = lexicon
    }

    // MARK: Words of tokens

    private mutating func append(_ token: ScannedToken) {
        switch token.kind {
        case .word: appendProse(token)
        case .number: add(token, token.text, [.number])
        case .code: add(token, lexicon.spellings[token.text] ?? token.text, isName(token.text) ? [] : [.code])
        case .symbol: add(token, token.text, [.symbol])
        }
    }

    private func isName(_ text: String) -> Bool {
        lexicon.nameKinds[lexicon.spellings[text] ?? text] != nil
    }

    private mutating func add(_ token: ScannedToken, _ text: String, _ classes: WordClass, spelled: String? = nil) {
        var word = Word(text: text, spelled: spelled ?? token.text, exact: token.exact)
        word.notes = lexicon.notes(text)
        word.classes = token.quote > 0 ? classes.union(.quoted) : classes
        word.quote = token.quote
        word.introduces = token.introduces
        word.isFenced = token.isFenced
        words.append(word)
    }

    private mutating func appendProse(_ token: ScannedToken) {
        var text = token.text
        var notes = lexicon.notes(text)
        if notes.contains(.contraction), let parts = FunctionWords.contractions[text] {
            for part in parts { add(token, lexicon.spellings[part] ?? part, [], spelled: part) }
            return
        }
        if let apostrophe = text.utf8.lastIndex(of: UInt8(ascii: "'")) {
            let host = String(text[..<apostrophe])
            let clitic = String(text[text.index(after: apostrophe)...])
            if let verb = FunctionWords.clitics[clitic] {
                add(token, lexicon.spellings[host] ?? host, [], spelled: host)
                let second = clitic == "s" && FunctionWords.hosts.contains(host) ? "is" : verb
                if !second.isEmpty { add(token, second, [], spelled: second) }
                return
            }
            text = host + clitic
            notes = lexicon.notes(text)
        }
        if notes.contains(.spelling), let spelling = lexicon.spellings[text] {
            add(token, spelling, [], spelled: token.text)
            return
        }
        if !notes.contains(.classed), let split = splitName(text) {
            add(token, split.name, [], spelled: split.name)
            add(token, split.number, [.number], spelled: split.number)
            return
        }
        let isMixed = text.utf8.contains { $0.isASCIIDigit } && text.utf8.contains { $0.isASCIILetter }
        add(token, modernSpelling(text), isMixed && !isName(text) ? [.code] : [])
    }

    /// "python3" is python 3; "utf8" is itself.
    private func splitName(_ text: String) -> (name: String, number: String)? {
        guard let last = text.utf8.last, last.isASCIIDigit || last == UInt8(ascii: ".") else { return nil }
        let letters = text.prefix { $0.isASCII && $0.isLetter }
        let digits = text.dropFirst(letters.count)
        guard letters.count >= 2, !digits.isEmpty, digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") })
        else { return nil }
        let name = lexicon.spellings[String(letters)] ?? String(letters)
        guard lexicon.nameKinds[name] != nil, lexicon.nameKinds[text] == nil else { return nil }
        return (name, String(digits))
    }

    /// "organise" is "organize"; "advise" is itself, since there is no "advize".
    private func modernSpelling(_ text: String) -> String {
        guard text.utf8.count > 5, let place = Self.placeOfS(text) else { return text }
        var letters = Array(text.utf8)
        letters[place] = UInt8(ascii: "z")
        let candidate = String(decoding: letters, as: UTF8.self)
        return lexicon.lemma(candidate).map { lexicon.table.isVerb($0) || candidate.contains("ization") } == true
            ? candidate : text
    }

    private static let verbEndings = ["e", "ed", "es", "ing", "ation", "ations", "er", "ers"].map { Array($0.utf8) }

    /// Where the "s" of "is" stands right before an ending of a verb.
    private static func placeOfS(_ text: String) -> Int? {
        let letters = text.utf8
        for ending in verbEndings
        where letters.count > ending.count + 1 && letters.suffix(ending.count).elementsEqual(ending) {
            let before = letters.dropLast(ending.count).suffix(2)
            if before.elementsEqual([UInt8(ascii: "i"), UInt8(ascii: "s")]) { return letters.count - ending.count - 1 }
        }
        return nil
    }

    // MARK: Numbers

    private mutating func readNumbers() {
        guard
            words.contains(where: { $0.classes.contains(.number) || $0.notes.contains(.count) })
        else { return }
        var read: [Word] = []
        read.reserveCapacity(words.count)
        var index = 0
        while index < words.count {
            if let (value, count) = NumberPhrase.read(words, at: index) {
                var word = words[index]
                if count == 1, !word.classes.contains(.number) { word.isNumberWord = true }
                word.text = value
                word.spelled = words[index..<index + count].map(\.spelled).joined(separator: " ")
                word.classes.insert(.number)
                word.introduces = words[index + count - 1].introduces
                index += count
                // "350 degrees Fahrenheit" is 350 °F.
                if index + 1 < words.count, words[index].text == "degree" || words[index].text == "degrees",
                    UnitWords.temperatures.contains(words[index + 1].text)
                {
                    word.spelled += " " + words[index].spelled
                    index += 1
                }
                if index < words.count, let unit = UnitWords.units[words[index].text],
                    !words[index].classes.contains(.number),
                    !(index + 1 < words.count && words[index + 1].text == "old" && unit == UnitWords.units["year"])
                {
                    let measure = words[index]
                    word.text = NumberPhrase.measure(value, unit)
                    word.spelled += " " + measure.spelled
                    word.introduces = measure.introduces
                    index += 1
                } else if index < words.count, let half = NumberPhrase.halfDay(value, words, at: index) {
                    word.text = NumberPhrase.clock(value, afternoon: half.afternoon)
                    for place in index..<index + half.count { word.spelled += " " + words[place].spelled }
                    index += half.count
                } else if value.contains(":") {
                    word.text = NumberPhrase.clock(value, afternoon: nil)
                }
                // "EUR 1,000": the currency stands in front.
                if let before = read.last, UnitWords.currencies.contains(before.text), Double(word.text) != nil,
                    let unit = UnitWords.units[before.text]
                {
                    word.text = NumberPhrase.measure(word.text, unit)
                    word.spelled = before.spelled + " " + word.spelled
                    read.removeLast()
                }
                word.notes = lexicon.notes(word.text)
                read.append(word)
            } else {
                read.append(words[index])
                index += 1
            }
        }
        words = read
    }

    // MARK: Phrases

    private func phrase(at index: Int) -> (count: Int, value: String)? {
        words[index].notes.contains(.phrase) ? lexicon.phrases.match(words, at: index) : nil
    }

    private mutating func joinPhrases() {
        guard let first = words.indices.first(where: { phrase(at: $0) != nil }) else { return }
        var index = first
        var joined: [Word] = []
        joined.reserveCapacity(words.count)
        joined += words[..<first]
        while index < words.count {
            if let (count, text) = phrase(at: index) {
                var word = words[index]
                word.text = text
                word.notes = lexicon.notes(text)
                word.spelled = words[index..<index + count].map(\.spelled).joined(separator: " ")
                word.introduces = words[index + count - 1].introduces
                word.classes.remove([.number])
                joined.append(word)
                index += count
            } else {
                joined.append(words[index])
                index += 1
            }
        }
        words = joined
    }

    private static let floating: Set<String> = [
        "please", "kindly", "thanks", "exactly", "actually", "basically", "really", "just", "hello", "hi",
    ]

    private mutating func removeFillers() {
        var kept: [Word] = []
        kept.reserveCapacity(words.count)
        var index = 0
        while index < words.count {
            if words[index].quote == 0, words[index].notes.contains(.filler),
                let (count, anywhere) = lexicon.fillers.match(words, at: index),
                anywhere || kept.isEmpty || index + count == words.count
                    || (count == 1 && Self.floating.contains(words[index].text))
            {
                index += count
                continue
            }
            if kept.isEmpty, let count = requestOpening(index) {
                index += count
                continue
            }
            kept.append(words[index])
            index += 1
        }
        // Politeness at the end may come in several pieces.
        var removed = true
        while removed {
            removed = false
            for count in 1...3 where kept.count > count {
                let start = kept.count - count
                if kept[start].quote == 0, kept[start].notes.contains(.filler),
                    let match = lexicon.fillers.match(kept, at: start), match.count == count
                {
                    kept.removeLast(count)
                    removed = true
                    break
                }
            }
        }
        // A text of nothing but politeness stays what it is.
        if !kept.isEmpty { words = kept }
    }

    /// "Can you write …": the words before the deed.
    private func requestOpening(_ index: Int) -> Int? {
        guard index + 2 < words.count, words[index + 1].text == "you",
            ["can", "could", "would", "will"].contains(words[index].text)
        else { return nil }
        return Frames.requests.contains(words[index + 2].text) ? 2 : nil
    }

    private static let strongStarts: Set<String> = [
        "how", "what", "why", "when", "which", "where", "who", "whom", "whose", "for", "at", "in", "on", "by",
        "explain", "tell", "describe", "define", "show",
        "since", "until", "due", "is", "are", "teach",
    ]

    private mutating func findFrames() {
        var index = 0
        while index < words.count {
            guard words[index].quote == 0, words[index].notes.contains(.frame),
                let (count, kind) = lexicon.frames.match(words, at: index),
                index == 0 || (Self.strongStarts.contains(words[index].text) && (count > 1 || kind != .what))
                    || (frames.isEmpty && count > 1)
            else {
                index += 1
                continue
            }
            frames.append((kind, index))
            for position in index..<index + count { words[position].isFrame = true }
            // Frames of one kind are encoded alike: only what is asked should tell two texts apart.
            if let opening = kind.opening {
                for position in index..<index + count { words[position].spelled = position == index ? opening : "" }
            }
            index += count
        }
    }
}
