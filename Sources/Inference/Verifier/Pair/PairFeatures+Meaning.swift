// SPDX-License-Identifier: Apache-2.0

extension PairFeatures {
    mutating func addAlignment(_ pair: PairAnalysis) {
        let alignment = pair.alignment
        let one = Nearness(pair.one, pair.matching.content, pair.matching.partner, alignment.late, alignment.early)
        let other = Nearness(
            pair.other, pair.matching.otherContent, pair.matching.otherPartner, alignment.otherLate,
            alignment.otherEarly)
        addBoth("late_mean", one.lateMean, other.lateMean)
        addBoth("late_weighted", one.lateWeighted, other.lateWeighted)
        addBoth("late_lowest", one.lateLowest, other.lateLowest)
        addBoth("early_mean", one.earlyMean, other.earlyMean)
        addBoth("early_weighted", one.earlyWeighted, other.earlyWeighted)
        addBoth("early_lowest", one.earlyLowest, other.earlyLowest)
        addBoth("late_worst", one.lateWorst, other.lateWorst)
        addBoth("early_worst", one.earlyWorst, other.earlyWorst)
        addBoth("late_unmatched", one.lateUnmatched, other.lateUnmatched)
        addBoth("early_unmatched", one.earlyUnmatched, other.earlyUnmatched)
        add("late_matched", one.lateMatched)
        add("late_matched_lowest", one.lateMatchedLowest)
        add("early_matched", one.earlyMatched)
        add("early_matched_lowest", one.earlyMatchedLowest)
    }

    mutating func addSubstitutions(_ pair: PairAnalysis) {
        let substitutions = pair.substitutions
        add("substitutions", substitutions.count)
        add("substitutions_in_place", substitutions.filter(\.isInPlace).count)
        func extremes(_ name: String, _ values: [Double], empty: Double) {
            add(name + "_lowest", values.min() ?? empty)
            add(name + "_mean", values.isEmpty ? empty : values.reduce(0, +) / Double(values.count))
        }
        extremes("substitution_late", substitutions.map { Double($0.late) }, empty: 1)
        extremes("substitution_early", substitutions.map { Double($0.early) }, empty: 1)
        func count(_ isCounted: (PairAnalysis.Substitution) -> Bool) -> Int { substitutions.filter(isCounted).count }
        add("kin", count { $0.relation.contains(.kin) && !$0.relation.contains(.wider) })
        add("kin_in_place", count { $0.relation.contains(.kin) && $0.isInPlace })
        add("wider", count { $0.relation.contains(.wider) })
        add("sisters", pair.guards.sisters.count)
        add("sisters_in_place", count { $0.relation.contains(.sister) && $0.isInPlace })
        add("parts", count { $0.relation.contains(.part) })
        add("unrelated", count { $0.relation.isEmpty && !$0.areOpposites })
        add("unrelated_in_place", count { $0.relation.isEmpty && $0.isInPlace })
        add(
            "replaced_unknown",
            count {
                pair.one.words[$0.word].classes.contains(.unknown)
                    && pair.other.words[$0.otherWord].classes.contains(.unknown)
            })
        let weights = substitutions.map {
            Double(min(pair.one.words[$0.word].weight, pair.other.words[$0.otherWord].weight))
        }
        add("substitution_weight", weights.max() ?? 0)
        add("opposites", pair.guards.opposites.count)
    }

    mutating func addGuards(_ pair: PairAnalysis) {
        let guards = pair.guards
        let (one, other) = (pair.one.readings, pair.other.readings)
        add("numbers_differ", guards.numbersDiffer)
        add("numbers_one_side", guards.numbersOnOneSide)
        add("has_numbers", guards.hasNumbers)
        add("codes_differ", guards.codesDiffer)
        add("has_codes", !one.codes.isEmpty || !other.codes.isEmpty)
        add("quotes_differ", guards.quotesDiffer)
        add("quotes_one_side", guards.quotesOnOneSide)
        add("codes_one_side", guards.codesOnOneSide)
        add("numbers_are_counts", guards.numbersAreCounts)
        add("symbols_differ", guards.symbolsDiffer)
        add("calendar_differs", guards.calendarDiffers)
        add("names_replaced", guards.namesReplaced)
        add("names_one_side", guards.namesOnOneSide)
        add("negation_differs", guards.negationDiffers)
        add("polarity_differs", guards.polarityDiffers)
        add("negations", one.negations + other.negations)
        add("negation_difference", abs(one.negations - other.negations))
        add("weak_negation_difference", abs(one.weakNegations - other.weakNegations))
        add("modals_differ", one.modals.symmetricDifference(other.modals).count)
        add("scope_difference", guards.scopeDifference)
        add("superlatives_differ", one.superlatives.symmetricDifference(other.superlatives).count)
        add("conditions_differ", one.conditions.symmetricDifference(other.conditions).count)
        add("roles_cross", guards.rolesCross)
        add("orders_cross", guards.ordersCross)
        add("subjects_cross", guards.subjectsCross)
        add("formats_differ", one.formats.symmetricDifference(other.formats).count)
        add("tones_differ", one.tones.symmetricDifference(other.tones).count)
        add("languages_differ", guards.languageDiffers)
    }

    mutating func addQuestions(_ pair: PairAnalysis) {
        let (one, other) = (pair.one.readings, pair.other.readings)
        add("kinds_equal", one.kinds == other.kinds)
        add("kinds_overlap", !one.kinds.isDisjoint(with: other.kinds))
        add("kinds_conflict", pair.guards.questionsConflict)
        add("first_kind_equal", one.firstKind == other.firstKind)
        add("parts_difference", abs(one.parts - other.parts))
        func either(_ name: String, _ kind: QuestionKinds) {
            let (mine, theirs) = (one.kinds.contains(kind), other.kinds.contains(kind))
            add("kind_" + name, (mine ? 1 : 0) + (theirs ? 1 : 0))
        }
        either("how_to", QuestionKinds(.howTo))
        either("why", QuestionKinds(.why))
        either("what", QuestionKinds(.what))
        either("whether", .whether)
        either("imperative", .imperative)
        either("statement", .statement)
        either("manner", QuestionKinds(.manner))
        add("persons_cross", pair.guards.personsCross)
        add("reordered", pair.isReordered)
        add("additions", pair.additions.count)
        add("closeness", pair.closeness)
        let small = pair.edits.hunks.filter { $0.words.count <= 2 && $0.otherWords.count <= 2 }.count
        add("small_hunks", small)
        add("small_hunk_share", pair.edits.hunks.isEmpty ? 1 : Double(small) / Double(pair.edits.hunks.count))
    }
}

/// How near one text's content words come to the other text.
private struct Nearness {
    private(set) var lateMean = 0.0, lateWeighted = 0.0, lateLowest = 1.0, lateWorst = 0.0, lateUnmatched = 1.0
    private(set) var earlyMean = 0.0, earlyWeighted = 0.0, earlyLowest = 1.0, earlyWorst = 0.0, earlyUnmatched = 1.0
    private(set) var lateMatched = 1.0, lateMatchedLowest = 1.0, earlyMatched = 1.0, earlyMatchedLowest = 1.0

    init(_ text: PreparedText, _ content: [Int], _ partner: [Int], _ late: [Float], _ early: [Float]) {
        guard !content.isEmpty, late.count == content.count else {
            // Nothing to compare: as good as equal if there is nothing, as bad as can be if there are no vectors.
            let value = content.isEmpty ? 1.0 : 0.0
            (lateMean, lateWeighted, lateLowest, earlyMean, earlyWeighted, earlyLowest) = (
                value, value, value, value, value, value
            )
            return
        }
        var (weights, lateSum, earlySum) = (0.0, 0.0, 0.0)
        var (unmatched, lateLeft, earlyLeft) = (0.0, 0.0, 0.0)
        var (matched, lateKept, earlyKept) = (0.0, 0.0, 0.0)
        for (place, index) in content.enumerated() {
            let (late, early, weight) = (Double(late[place]), Double(early[place]), Double(text.words[index].weight))
            lateMean += late
            earlyMean += early
            lateSum += weight * late
            earlySum += weight * early
            weights += weight
            lateLowest = min(lateLowest, late)
            earlyLowest = min(earlyLowest, early)
            lateWorst = max(lateWorst, weight * (1 - late))
            earlyWorst = max(earlyWorst, weight * (1 - early))
            if partner[index] >= 0 {
                matched += 1
                lateKept += late
                earlyKept += early
                lateMatchedLowest = min(lateMatchedLowest, late)
                earlyMatchedLowest = min(earlyMatchedLowest, early)
            } else {
                unmatched += 1
                lateLeft += late
                earlyLeft += early
            }
        }
        lateMean /= Double(content.count)
        earlyMean /= Double(content.count)
        lateWeighted = weights > 0 ? lateSum / weights : 1
        earlyWeighted = weights > 0 ? earlySum / weights : 1
        if unmatched > 0 { (lateUnmatched, earlyUnmatched) = (lateLeft / unmatched, earlyLeft / unmatched) }
        if matched > 0 { (lateMatched, earlyMatched) = (lateKept / matched, earlyKept / matched) }
    }
}
