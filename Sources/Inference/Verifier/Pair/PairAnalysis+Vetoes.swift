// SPDX-License-Identifier: Apache-2.0

extension PairAnalysis {
    /// Whether nothing but white space, case, punctuation and politeness tells the two apart.
    var isEqual: Bool {
        guard one.isWhole, other.isWhole else { return one.digest == other.digest }
        guard one.readings.kinds == other.readings.kinds else { return false }
        // Copies no words: most pairs differ in the first few.
        let (mine, theirs) = (one.words, other.words)
        var (place, otherPlace) = (0, 0)
        while true {
            while place < mine.count, mine[place].spelled.isEmpty { place += 1 }
            while otherPlace < theirs.count, theirs[otherPlace].spelled.isEmpty { otherPlace += 1 }
            guard place < mine.count, otherPlace < theirs.count else {
                return place == mine.count && otherPlace == theirs.count
            }
            let isFrame = mine[place].isFrame
            guard isFrame == theirs[otherPlace].isFrame,
                isFrame
                    ? mine[place].spelled == theirs[otherPlace].spelled
                    : mine[place].text == theirs[otherPlace].text
            else { return false }
            place += 1
            otherPlace += 1
        }
    }

    /// The vetoes that speak, in the order of `Veto`.
    func vetoes() -> [VetoFinding] {
        var found: [VetoFinding] = []
        func add(_ veto: Veto, _ isFound: Bool, _ words: [String] = []) {
            if isFound { found.append(VetoFinding(veto: veto, words: words)) }
        }
        // Where most words differ, a single one tells little, and the model has to weigh it.
        let isNear = closeness >= 0.5
        add(
            .number, guards.numbersDiffer && (!guards.numbersOnOneSide || (isNear && !guards.numbersAreCounts)),
            guards.numberWords)
        add(
            .calendar, guards.calendarDiffers,
            one.readings.calendar.symmetricDifference(other.readings.calendar).sorted())
        add(
            .code,
            (guards.codesDiffer && !guards.codesOnOneSide) || (isNear && (guards.codesDiffer || guards.symbolsDiffer)),
            guards.codeWords)
        add(.quotation, guards.quotesDiffer, guards.quotedWords)
        add(.name, guards.namesReplaced, guards.nameWords)
        add(.negation, guards.polarityDiffers && isNear && isNegationLocal)
        let opposites = guards.negationDiffers ? [] : guards.opposites.filter { isLocal($0.word, $0.otherWord) }
        add(
            .opposite, !opposites.isEmpty && isNear,
            opposites.flatMap { [one.words[$0.word].spelled, other.words[$0.otherWord].spelled] })
        add(
            .role,
            (guards.rolesCross || guards.ordersCross || guards.subjectsCross) && overlap >= 0.6 && closeness >= 0.4,
            guards.roleWords)
        add(.format, guards.formatsDiffer && isNear, guards.formatWords)
        add(.language, guards.languageDiffers || guards.askedLanguageDiffers)
        add(.question, guards.questionsConflict && (isNear || overlap >= 0.6))
        add(.deictic, one.isDeictic || other.isDeictic, [one.deicticWords, other.deicticWords].compactMap(\.self))
        add(.length, (!one.isWhole || !other.isWhole) && !isEqual)
        add(.scope, !scopeWords.isEmpty && closeness >= 0.7, scopeWords)
        add(.substitution, !kinSubstitutions.isEmpty, kinSubstitutions)
        add(.addition, !additions.isEmpty, additions)
        add(.order, isReordered || (guards.personsCross && closeness >= 0.6))
        return found
    }

    /// Most words of a run that was changed for the change to be a small one.
    private static let smallHunk = 6

    private var smallHunks: [WordEdits.Hunk] {
        edits.hunks.filter { $0.words.count <= Self.smallHunk && $0.otherWords.count <= Self.smallHunk }
    }

    /// Whether two words stand in each other's place in a small change.
    private func isLocal(_ word: Int, _ otherWord: Int, within size: Int = smallHunk) -> Bool {
        edits.hunks.contains { hunk in
            hunk.words.count <= size && hunk.otherWords.count <= size && hunk.words.contains { one.asked[$0] == word }
                && hunk.otherWords.contains { other.asked[$0] == otherWord }
        }
    }

    /// Whether a small change brings or takes a negation.
    private var isNegationLocal: Bool {
        smallHunks.contains { hunk in
            let left = hunk.words.filter { one.words[one.asked[$0]].classes.contains(.negation) }.count
            let right = hunk.otherWords.filter { other.words[other.asked[$0]].classes.contains(.negation) }.count
            return (left - right) % 2 != 0
        }
    }

    /// Share of content words of the longer side that have a partner.
    var overlap: Double {
        let most = max(matching.content.count, matching.otherContent.count)
        guard most > 0 else { return 1 }
        let least = min(matching.content.count - unmatched.count, matching.otherContent.count - otherUnmatched.count)
        return Double(max(0, least)) / Double(most)
    }

    /// Share of words that stand in the same order on both sides.
    var closeness: Double {
        let most = max(one.asked.count, other.asked.count)
        return most == 0 ? 1 : Double(edits.common) / Double(most)
    }

    var scopeWords: [String] {
        one.readings.scopes.symmetricDifference(other.readings.scopes).filter(Self.strictScopes.contains).sorted()
    }

    private static let strictScopes = Set(
        ["all", "only", "every", "first", "last", "least", "most", "except", "each", "always"].map(Stemmer.stem))

    /// Words that stand in each other's place, mean different things by what is known, in texts that are the same otherwise.
    var kinSubstitutions: [String] {
        guard overlap > 0.5 else { return [] }
        return substitutions.flatMap { substitution -> [String] in
            guard substitution.relation.isDisjoint(with: [.synonym]),
                isLocal(substitution.word, substitution.otherWord, within: 3)
            else {
                return []
            }
            let areKin = substitution.isInPlace && !substitution.relation.isDisjoint(with: [.kin, .sister])
            guard areKin || closeness >= 0.75 else { return [] }
            return [one.words[substitution.word].spelled, other.words[substitution.otherWord].spelled]
        }
    }

    /// Telling words that one text has beyond all that the other says, in nearly its words and order.
    var additions: [String] {
        let (longer, extra) = unmatched.isEmpty ? (other, otherUnmatched) : (one, unmatched)
        guard unmatched.isEmpty != otherUnmatched.isEmpty else { return [] }
        let shorter = min(one.asked.count, other.asked.count)
        guard shorter >= 3, Double(edits.common) >= 0.85 * Double(shorter) else { return [] }
        return extra.map { longer.words[$0].spelled }
    }

    /// Whether the same words stand in another order, and it is not one phrase that has moved as a whole.
    var isReordered: Bool {
        guard unmatched.isEmpty, otherUnmatched.isEmpty, closeness >= 0.5, one.asked.count <= 40 else { return false }
        // "X and Y" is "Y and X", above all where their difference is asked for.
        if one.readings.kinds.contains(QuestionKinds(.difference))
            || other.readings.kinds.contains(QuestionKinds(.difference))
        {
            return false
        }
        let left = one.asked.filter { matching.partner[$0] == -1 }.count
        let right = other.asked.filter { matching.otherPartner[$0] == -1 }.count
        guard left + right <= 1 else { return false }
        let movers = one.asked.filter { isMover(one.words[$0]) }
        let places = movers.map { matching.partner[$0] }.filter { $0 >= 0 }
        guard zip(places, places.dropFirst()).contains(where: { $0 > $1 }) else { return false }
        let removed = edits.hunks.filter { !$0.words.isEmpty && $0.otherWords.isEmpty }
        let added = edits.hunks.filter { $0.words.isEmpty && !$0.otherWords.isEmpty }
        if edits.hunks.count == 2, removed.count == 1, added.count == 1 {
            let left = removed[0].words.map { one.words[one.asked[$0]] }
            let right = added[0].otherWords.map { other.words[other.asked[$0]] }
            let isSame = left.count == right.count && zip(left, right).allSatisfy { $0.stem == $1.stem }
            if isSame, left.first.map({ isMovable($0) }) == true { return false }
        }
        return !isOnlyConjoined
    }

    /// Words whose place says who does what: everything but articles, auxiliaries, prepositions and conjunctions.
    private func isMover(_ word: Word) -> Bool {
        word.classes.isDisjoint(with: [.auxiliary, .modal, .preposition, .conjunction, .condition])
            && !["a", "an", "the"].contains(word.text)
            && (!word.classes.contains(.function) || word.classes.contains(.pronoun))
    }

    /// Whether every change of place is around an "and" or "or".
    private var isOnlyConjoined: Bool {
        let hunks = edits.hunks.flatMap { hunk in hunk.words.map { one.words[one.asked[$0]] } }
        let conjoined = hunks.contains { $0.text == "and" || $0.text == "or" || $0.text == "versus" }
        return conjoined && hunks.count <= 4
    }

    /// What may begin a phrase that means the same wherever it stands: "in Python", "with git".
    private func isMovable(_ word: Word) -> Bool {
        ["in", "on", "with", "using", "for", "when", "if", "at", "under", "within"].contains(word.text)
            || word.nameKind > 0
    }
}
