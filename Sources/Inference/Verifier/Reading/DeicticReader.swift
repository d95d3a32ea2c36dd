// SPDX-License-Identifier: Apache-2.0

/// Finds the word by which a prompt points outside itself, so that its answer fits nobody else, not even the same words.
struct DeicticReader {
    private let words: [Word]

    /// The words that point out, as written; nil for a prompt that stands by itself.
    static func word(_ words: [Word], frames: [(kind: Frames.Kind, position: Int)]) -> String? {
        let reader = DeicticReader(words: words)
        if let bare = reader.followUp(frames) { return bare }
        for index in words.indices where words[index].quote == 0 && !words[index].classes.contains(.code) {
            if let found = reader.pointer(index) { return found }
        }
        return nil
    }

    private init(words: [Word]) {
        self.words = words
    }

    private func text(_ index: Int) -> String { words.indices.contains(index) ? words[index].text : "" }
    private func spelled(_ range: ClosedRange<Int>) -> String {
        words[range.clamped(to: 0...(words.count - 1))].map(\.spelled).joined(separator: " ")
    }

    // MARK: Prompts that are nothing by themselves

    static let pronouns: Set<String> = [
        "it", "they", "them", "he", "she", "him", "her", "this", "that", "these", "those", "its", "their", "one", "so",
    ]

    /// "continue", "explain it again", "why": too little to stand alone.
    private func followUp(_ frames: [(kind: Frames.Kind, position: Int)]) -> String? {
        guard words.count <= 8 else { return nil }
        var telling = 0
        var pronoun: String?
        for word in words {
            if word.classes.contains(.code) || word.classes.contains(.number) || word.quote > 0
                || word.classes.contains(.symbol)
            {
                return nil
            }
            if word.isFrame { continue }
            if word.notes.contains(.pronoun) {
                pronoun = pronoun ?? word.spelled
            } else if word.classes.isDisjoint(with: [.function, .scope]),
                word.notes.isDisjoint(with: [.followUp, .tone])
            {
                telling += 1
            }
        }
        if telling == 0,
            words.allSatisfy({
                $0.isFrame || !$0.classes.isDisjoint(with: [.function, .scope, .light])
                    || !$0.notes.isDisjoint(with: [.followUp, .tone])
            })
        {
            return pronoun ?? words.last?.spelled
        }
        if telling <= 1, let pronoun, !isExpletive() { return pronoun }
        return nil
    }

    /// "is it safe to", "how long does it take to": a subject that stands for what follows.
    private func isExpletive() -> Bool {
        guard let index = words.firstIndex(where: { $0.text == "it" }) else { return false }
        return words[index...].dropFirst().contains {
            $0.text == "to" || $0.text == "that" || $0.text == "if" || $0.text == "when"
        }
            || ["rain", "rains", "raining", "snow", "take", "takes", "mean", "means", "cost"].contains(text(index + 1))
    }

    // MARK: Single words

    /// The words that ``pointer(_:)`` knows, beside those of time.
    static let pointers = [
        "this", "these", "that", "those", "above", "below", "aforementioned", "attached", "enclosed", "pasted",
        "following", "here", "current", "latest", "newest", "recent", "present", "last", "previous", "next", "past",
        "coming", "upcoming", "earlier", "previously", "you", "i", "we",
    ]

    private func pointer(_ index: Int) -> String? {
        let word = words[index]
        guard word.notes.contains(.pointer) else { return nil }
        let next = text(index + 1)
        switch word.text {
        case "this", "these":
            return demonstrative(index, next)
        case "that", "those":
            if Deixis.nouns.contains(next), !hasMaterial(after: index), !isConjunction(index) {
                return spelled(index...index + 1)
            }
            if word.text == "that", index + 1 == words.count, contentBefore(index) < 3 { return word.spelled }
            return nil
        case "above", "below", "aforementioned", "attached", "enclosed", "pasted":
            return place(index, next)
        case "following":
            if text(index - 1) == "the" || index == 0, !hasMaterial(after: index) { return word.spelled }
            return nil
        case "here":
            if ["is", "are"].contains(next), !hasMaterial(after: index) { return word.spelled }
            return nil
        case "current", "latest", "newest", "recent", "present":
            if Deixis.changing.contains(next) || (Deixis.changing.contains(text(index + 2)) && word.text != "recent") {
                return spelled(index...index + 1)
            }
            if Deixis.changingAlone.contains(next), contentBefore(index) + contentAfter(index) <= 2 {
                return spelled(index...index + 1)
            }
            return dealing(index, next)
        case "last", "previous", "next", "past", "coming", "upcoming", "earlier":
            return dealing(index, next)
        case "previously":
            return contentBefore(index) < 3 ? word.spelled : nil
        case "you", "i", "we":
            if [
                "said", "mentioned", "told", "gave", "wrote", "suggested", "showed", "discussed", "sent", "posted",
                "pasted", "shared", "uploaded", "attached",
            ].contains(next),
                text(index - 1) != "if", text(index - 1) != "when", !hasMaterial(after: index),
                word.text == "you"
                    || ["sent", "pasted", "shared", "uploaded", "attached", "posted", "mentioned", "discussed"]
                        .contains(next),
                word.text != "i" || contentBefore(index) > 0,
                !["sent", "posted", "shared"].contains(next) || text(index - 1) == "that" || contentBefore(index) < 3
            {
                return spelled(index...index + 1)
            }
            return nil
        default:
            if Deixis.times.contains(word.text), !(word.text == "now" && (index == 0 || isIdiom(index))),
                !isTimeWord(index)
            {
                return word.spelled
            }
            return nil
        }
    }

    /// "datetime.now", "the word today": names of things, in quotes or as code, are not looked at; "by now" is.
    private func isTimeWord(_ index: Int) -> Bool {
        words[index].text == "currently" && contentBefore(index) + contentAfter(index) > 5 && !isAboutState()
    }

    /// "now and then", "by now", "from now on".
    private func isIdiom(_ index: Int) -> Bool {
        text(index + 1) == "and" || text(index - 1) == "by" || text(index - 1) == "from" || text(index - 1) == "until"
    }

    private func isAboutState() -> Bool { words.contains { Deixis.changing.contains($0.text) } }

    private func demonstrative(_ index: Int, _ next: String) -> String? {
        if hasMaterial(after: index) { return nil }
        // "I'm writing this from my phone" is about the writing.
        if text(index - 1) == "writing" || text(index - 1) == "asking" { return nil }
        if Deixis.periods.contains(next) { return spelled(index...index + 1) }
        let noun = Deixis.nouns.contains(next) || Deixis.nouns.contains(text(index + 2))
        let before = contentBefore(index)
        // "My build fails with X. How do I fix this?" has said before what "this" is.
        if before >= 3, !(noun && before < 4) { return nil }
        if noun || index + 1 >= words.count || before < 2 { return spelled(index...min(index + 1, words.count - 1)) }
        return nil
    }

    private func isConjunction(_ index: Int) -> Bool {
        // "make sure that files", "a function that sorts": a clause follows.
        guard words[index].text == "that" else { return false }
        return index > 0 && !words[index - 1].classes.contains(.verb)
            && !words[index - 1].classes.contains(.preposition)
    }

    private func place(_ index: Int, _ next: String) -> String? {
        let word = words[index]
        if hasMaterial(after: index) { return nil }
        let before = text(index - 1)
        if word.text == "above" || word.text == "below" {
            if words.indices.contains(index + 1), words[index + 1].classes.contains(.number) { return nil }
            let pointsBack =
                Deixis.nouns.contains(before)
                || (before == "the" || before == "from" || before == "see" || index + 1 == words.count)
            return pointsBack
                && (Deixis.nouns.contains(before) || Deixis.nouns.contains(next) || index + 1 == words.count
                    || before == "the")
                ? spelled(max(0, index - 1)...index) : nil
        }
        if word.text == "attached" || word.text == "enclosed" || word.text == "pasted" {
            let points =
                before == "the" || before == "my" || before == "an" || index + 1 == words.count || index == 0
                || Deixis.nouns.contains(before)
            return points
                && (Deixis.nouns.contains(next) || Deixis.nouns.contains(before) || index == 0
                    || index + 1 == words.count)
                ? word.spelled : nil
        }
        return word.spelled
    }

    private func dealing(_ index: Int, _ next: String) -> String? {
        let before = text(index - 1)
        if Deixis.periods.contains(next), before != "the", words[index].text != "recent",
            words[index].text != "previous"
        {
            return spelled(index...index + 1)
        }
        let isOwn = ["my", "our", "your", "his", "her", "their"].contains(before)
        if isOwn, Deixis.dealings.contains(next) || Deixis.dealings.contains(text(index + 2)) {
            return spelled(index - 1...index + 1)
        }
        if ["previous", "earlier", "last"].contains(words[index].text), before == "the",
            ["answer", "question", "message", "response", "prompt", "reply", "conversation", "discussion", "meeting"]
                .contains(next), words.count <= 12
        {
            return spelled(index...index + 1)
        }
        return nil
    }

    // MARK: What stands around

    private func contentBefore(_ index: Int) -> Int {
        words[..<index].filter {
            !$0.isFrame && $0.classes.isDisjoint(with: [.function]) && !Frames.requests.contains($0.text)
                && !Deixis.followUps.contains($0.text)
        }.count
    }

    private func contentAfter(_ index: Int) -> Int {
        words[(index + 1)...].filter { $0.classes.isDisjoint(with: [.function]) }.count
    }

    /// Whether what is pointed at stands in the prompt: after a colon or a line break, in quotes or in a fence.
    private func hasMaterial(after index: Int) -> Bool {
        if words[index...].contains(where: { $0.isFenced }) { return true }
        let quoted = words.filter { $0.quote > 0 }.count
        if quoted >= 2 { return true }
        guard let introduction = words[index...].firstIndex(where: { $0.introduces }), introduction < index + 8 else {
            return false
        }
        return words.count - introduction - 1 >= 3
    }
}
