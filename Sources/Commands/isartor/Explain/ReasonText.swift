// SPDX-License-Identifier: Apache-2.0

/// What a reason means, for somebody who meets it for the first time, and what can be done about it.
struct ReasonText: Sendable, Equatable {
    /// One or two sentences.
    let meaning: String
    /// What to do; nil where there is nothing to be done.
    let advice: String?

    private init(_ meaning: String, _ advice: String? = nil) {
        self.meaning = meaning
        self.advice = advice
    }

    init(_ explanation: Explanation) {
        let reason = explanation.reason
        self =
            Self.evidence(explanation)
            ?? Self.nearness(explanation)
            ?? Self.kinds[reason].map { ReasonText($0.0, $0.1) }
            ?? Self.failures[reason].map { ReasonText($0, "See `l1b` at /health and the gateway's log.") }
            ?? ReasonText("The gateway says: \(reason).", "See the guide of the semantic cache for this word.")
    }

    // MARK: Evidence

    private static func evidence(_ explanation: Explanation) -> ReasonText? {
        let evidence = explanation.evidence
        let limit = SimilarityText.share(evidence?.maxError)
        switch explanation.reason {
        case "semantic_hit":
            return ReasonText(
                "A kept question means the same, and the evidence at its score keeps wrong answers below \(limit).")
        case "learning": return ReasonText(learning(evidence), learningAdvice(explanation, evidence))
        case "below_threshold":
            let from = SimilarityText.number(evidence?.servedFromScore)
            return ReasonText(
                "The score of the nearest question is lower than \(from), the lowest at which the evidence allows to serve.",
                "Nothing; each such request is judged against the provider's answer and widens what may be served.")
        case "over_budget":
            return ReasonText(
                "Answers to near questions differ too often: wrong answers could be more than \(limit) of what is served.",
                "See `isartor cache semantic-report`. If these questions really want different answers, this is right.")
        case "drifted":
            return ReasonText(
                "Served answers became worse, so this kind of request learns anew.",
                "Did the source of the answers change? Then drop what is kept: `isartor cache purge`.")
        case "unaudited":
            return ReasonText(
                "Audits of what is served brought no judgements of late, so nobody would notice wrong answers.",
                "Does the provider answer? The first judgement that comes through ends this.")
        case "blocked":
            return ReasonText("The nearest question's answer was judged wrong for this very question before.")
        case "shadow_mode":
            return ReasonText(
                "The mode is shadow: the cache looks and compares, and serves nothing.",
                "Set semantic_mode, or the rule in semantic_rules, to auto. X-Isartor-Semantic: shadow does the same.")
        default: return nil
        }
    }

    private static func learning(_ evidence: Explanation.Evidence?) -> String {
        guard let evidence else { return "There is too little evidence yet." }
        if evidence.state == "serving" {
            return "There was not enough evidence then. By now answers are served from a score of "
                + "\(SimilarityText.number(evidence.servedFromScore)) on."
        }
        let judged = Int((evidence.judged ?? 0).rounded())
        let wrong = Int((evidence.wrong ?? 0).rounded())
        return "Not enough evidence yet: \(StatsReport.grouped(judged)) of at least "
            + "\(StatsReport.grouped(evidence.fewestJudgements)) judgements at such scores, \(wrong) of them against it. "
            + "So far up to \(SimilarityText.share(evidence.bound)) of the answers could be wrong; "
            + "\(SimilarityText.share(evidence.maxError)) is allowed."
    }

    private static func learningAdvice(_ explanation: Explanation, _ evidence: Explanation.Evidence?) -> String {
        let judged = Int((evidence?.judged ?? 0).rounded())
        if evidence?.state == "serving" { return "Ask again in words that were not used yet." }
        if let evidence, judged >= evidence.fewestJudgements {
            return
                "Go on asking. Answers that differ in their wording count for less than equal ones, so it takes longer."
        }
        return "Go on asking: each near question that the provider answers is a judgement, for nothing. "
            + "A larger semantic_max_error needs fewer."
    }

    // MARK: Nearness

    private static func nearness(_ explanation: Explanation) -> ReasonText? {
        switch explanation.reason {
        case "exact_repeat": return ReasonText("The same request was answered before; the exact cache has its answer.")
        case "new_partition": return partition(explanation.differsFromNearestPartitionIn ?? [])
        case "none_near":
            return ReasonText(
                "No kept question is near to this one.",
                "Answers are kept for cache_ttl_secs, 300 seconds unless set: a longer time keeps more questions.")
        case "unlikely":
            return ReasonText(
                "The verifier does not believe that one answer would do for both questions.",
                "If they mean the same, compare them with `isartor verify` to see what speaks against it.")
        case "answer_gone": return ReasonText("The answer had to make room just before.", "Raise cache_max_bytes.")
        case let reason where reason.hasPrefix("veto_"):
            let veto = explanation.first?.vetoes.first
            let words = veto.map { $0.words.joined(separator: " / ") } ?? ""
            return ReasonText(
                "A guard forbids it: the nearest question differs in \(reason.dropFirst(5))"
                    + (words.isEmpty ? "." : " (\(ProvidersReport.clean(words, limit: 80)))."))
        case "no_semantic_cache":
            return ReasonText(
                explanation.absence ?? "This gateway has no semantic cache.",
                "Its encoder comes with `isartor models pull encoder`; semantic_mode is auto unless set.")
        default: return nil
        }
    }

    private static func partition(_ fields: [String]) -> ReasonText {
        let names = fields.map { Self.fields[$0] ?? $0 }
        guard let last = names.last else {
            return ReasonText("It is the first question of its kind: nothing was kept that it could be compared with.")
        }
        let list = names.count > 1 ? names.dropLast().joined(separator: ", ") + " and " + last : last
        return ReasonText(
            "Questions are only compared where all else is equal, and this request differs from the nearest kept one in "
                + list + ".",
            fields == ["system"]
                ? "A date, a name or an id in the system prompt keeps requests apart; put what changes behind the question."
                : nil)
    }

    private static let fields = [
        "principal": "the key that it came with", "headers": "header lines that decide the answer",
        "session": "its session", "model": "the model", "system": "the system prompt",
        "history": "the turns before the question", "context": "what stands beside the question in its turn",
        "options": "options, such as the temperature or the most tokens",
    ]
}

extension ReasonText {
    /// Kinds of requests that are not compared.
    private static let kinds: [String: (String, String?)] = [
        "tools": (
            "The request offers tools: it is a turn of an agent, whose answer depends on what the tools would do.", nil
        ),
        "tool_result": ("The conversation holds calls of tools or their results: a turn of an agent.", nil),
        "attachment": ("The request holds a picture, a sound, a document or a part that only one format knows.", nil),
        "provider_state": ("The answer depends on state that the provider keeps.", nil),
        "unusable_session": (
            "Its session id is blank, too long or no text.", "Send a session id of up to 256 bytes, or none."
        ),
        "unknown_shape": ("The body is not of its format's shape, so nobody knows what decides its answer.", nil),
        "text_tools": (
            "Its instructions have the model edit files or call tools in what it writes, as agents' turns do.", nil
        ),
        "no_question": ("The last turn is not the user's.", nil),
        "several_texts": ("The last user turn has several texts, and nobody knows which of them asks.", nil),
        "empty": ("The last user turn has no words.", nil),
        "too_long": ("The question is longer than 2,048 bytes, or the body than 1 MiB.", nil),
        "temperature": (
            "The temperature is above the limit: the client wants variety.", "semantic_max_temperature is the limit."
        ),
        "choices": ("Several alternatives are asked for.", nil),
        "time_words": ("The question speaks of today, now or the latest: its answer does not last.", nil),
        "deictic": ("The question points to something that is not in it, as `this error` does.", nil),
        "mode_off": (
            "The mode for this request is off, by semantic_mode, a rule or X-Isartor-Semantic.",
            "See semantic_mode and semantic_rules in `isartor config show`."
        ),
    ]

    /// What went wrong; the provider was asked.
    private static let failures = [
        "verdict_late": "The verdict took longer than semantic_wait_ms, so the request went on without it.",
        "encoder_busy": "Too many questions wait for the encoder.",
        "encoder_late": "The encoder took longer than semantic_wait_ms.",
        "encoder_failed": "The encoder does not work.",
        "encoder_unreadable": "The encoder finds nothing to read in the question.",
    ]
}
