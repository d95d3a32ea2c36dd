// SPDX-License-Identifier: Apache-2.0

public import Conversation
import Locking
import VectorIndex
public import WireFormats

/// Layer 1b: answers to questions that were asked before in other words.
///
/// Keeps questions, not answers: an entry names the identity in the exact cache whose answer it stands for. What is served is
/// decided by evidence alone; whatever goes wrong here is a miss. Safe to use from all event loops and the encoder's threads.
public final class SemanticCache: Sendable {
    public let policy: SemanticPolicy
    let verifier: any QuestionVerifier
    let encoder: any QuestionEncoder
    let index: VectorIndex
    /// A digest of the encoder's identity.
    private let encoderWords: SIMD4<UInt64>
    let shelf: Locked<QuestionShelf>
    /// When expired questions are looked for next, in milliseconds.
    let nextSweep = Locked(Int64(0))
    let evidence: EvidenceBook
    public let tallies: SemanticTallies
    public let journal: SemanticJournal
    /// The judgements that wait for their turn.
    public let judging: JudgeQueue
    let judge: any AnswerJudge
    /// Where questions and evidence are written down, if they are to outlive the program.
    let disk: (any QuestionJournal)?
    /// Tells when an answer that is fresh was kept, in milliseconds; nil if there is none.
    private let isKept: @Sendable (Fingerprint, _ now: Int64) -> Bool
    /// Told what keeps the cache from learning.
    private let troubled: @Sendable (SemanticTrouble) -> Void
    /// A random number in 0..<1.
    private let draw: @Sendable () -> Double

    /// Nil if the encoder's vectors have a dimension that the index does not take.
    ///
    /// - Parameters:
    ///   - isKept: whether the exact cache has a fresh answer under an identity.
    ///   - disk: where questions and evidence are written down.
    ///   - troubled: told each time that something keeps the cache from learning; must not wait.
    ///   - draw: random numbers in 0..<1, which decide what is audited.
    public init?(
        _ policy: SemanticPolicy, encoder: any QuestionEncoder, verifier: any QuestionVerifier, judge: any AnswerJudge,
        disk: (any QuestionJournal)? = nil,
        isKept: @escaping @Sendable (Fingerprint, _ now: Int64) -> Bool,
        troubled: @escaping @Sendable (SemanticTrouble) -> Void = { _ in },
        draw: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        guard
            let index = VectorIndex(
                dimension: encoder.dimension, limits: .init(entries: policy.entries, bytes: policy.bytes))
        else { return nil }
        var budget = policy.budget
        budget.judge = judge.error
        self.policy = policy
        self.encoder = encoder
        self.verifier = verifier
        self.judge = judge
        self.disk = disk
        self.index = index
        encoderWords = Digest.of(encoder.identity).words
        self.isKept = isKept
        self.troubled = troubled
        self.draw = draw
        shelf = Locked(QuestionShelf(limit: policy.bytes))
        evidence = EvidenceBook(budget, forgot: disk.map { disk in { @Sendable in disk.forgot($0) } })
        tallies = SemanticTallies()
        journal = SemanticJournal()
        judging = JudgeQueue(limit: policy.judgeBytes, atOnce: judge.atOnce, most: judge.mostWaiting)
    }

    /// What a question's vectors are compared with: those of its partition, by the same encoder.
    func place(of subject: SemanticSubject) -> PartitionKey {
        PartitionKey(words: subject.partition.words ^ encoderWords)
    }

    // MARK: Looking

    /// Looks for an answer to a question that means the same.
    ///
    /// - Parameter done: called once, on any thread; what it is told was noted in the journal already, unless the inquiry is a
    ///   rehearsal.
    public func look(_ inquiry: SemanticInquiry, now: Int64, done: @escaping @Sendable (SemanticFinding) -> Void) {
        let question = inquiry.subject.question
        encoder.encode(
            size: question.utf8.count, wait: policy.wait,
            text: { [verifier] in
                // A long question takes a millisecond to read: not on an event loop, and not for one that finds no room.
                let prepared = verifier.prepare(question)
                inquiry.prepared(prepared)
                return prepared.outsideWords == nil ? prepared.canonical : nil
            }
        ) { [self] result in
            let words = inquiry.preparation?.outsideWords
            switch result {
            case .failure(let miss): done(note(SemanticFinding(.ask, .unencoded(miss)), inquiry, now))
            case .success(let vectors):
                guard words == nil, let vectors, var prepared = inquiry.preparation else {
                    return done(note(SemanticFinding(.ask, .skipped(Self.outside(words ?? ""))), inquiry, now))
                }
                prepared.attach(vectors)
                inquiry.encoded(prepared, vectors)
                let finding = find(inquiry, prepared, vectors, now)
                inquiry.found(finding.candidate)
                done(note(finding, inquiry, now))
                sweep(now)
            }
        }
    }

    /// Words by which the answer depends on when it is asked, as opposed to what was said before.
    private static let timeWords = [
        "now", "today", "tonight", "tomorrow", "yesterday", "currently", "current", "latest", "newest", "recent",
        "recently", "nowadays", "week", "month", "year", "day", "morning", "evening", "hour", "present", "upcoming",
    ]

    private static func outside(_ words: String) -> SemanticSkip {
        var rest = words.utf8[...]
        while !rest.isEmpty {
            let word = rest.prefix { $0 != UInt8(ascii: " ") }
            // Letters differ from their capitals in this bit.
            if timeWords.contains(where: { $0.utf8.elementsEqual(word.lazy.map { $0 | 0x20 }) }) { return .timeWords }
            rest = rest[word.endIndex...].dropFirst()
        }
        return .deictic
    }

    private func find(
        _ inquiry: SemanticInquiry, _ prepared: any PreparedQuestion, _ vectors: QuestionVectors, _ now: Int64
    ) -> SemanticFinding {
        let nearest = candidates(inquiry, prepared, vectors, now)
        guard let first = nearest.first else {
            let isKnown = journal.knows(inquiry.subject.partition)
            return SemanticFinding(.ask, isKnown ? .noneNear : .newPartition)
        }
        guard let best = nearest.first(where: \.isEligible) else {
            let reason: SemanticReason =
                first.verdict.vetoes.first.map { .vetoed($0.word) } ?? (first.isBlocked ? .blocked : .noneNear)
            return SemanticFinding(.ask, reason, nearest: nearest)
        }
        guard ScoreGrid.band(best.verdict.probability) != nil else {
            return SemanticFinding(.ask, .unlikely, nearest: nearest)
        }
        let (outcome, reason) = decide(inquiry, score: best.verdict.probability, now)
        return SemanticFinding(outcome, reason, candidate: best, nearest: nearest)
    }

    /// The nearest kept questions with what the verifier makes of them: those that nothing forbids first, by score.
    private func candidates(
        _ inquiry: SemanticInquiry, _ prepared: any PreparedQuestion, _ vectors: QuestionVectors, _ now: Int64
    ) -> [SemanticCandidate] {
        let partition = place(of: inquiry.subject)
        let neighbours = index.search(
            vectors.whole, parts: vectors.parts, in: partition, limit: policy.candidates, floor: policy.floor, now: now)
        var found: [SemanticCandidate] = []
        for neighbour in neighbours {
            guard let entry = shelf.withLock({ $0[neighbour.id] }) else { continue }
            guard isKept(entry.identity, now) else {
                // Its answer had to make room, so it stands for nothing.
                forget(entry.identity)
                continue
            }
            // The partition is a digest; the question's own text is compared by the verifier.
            guard entry.subject.partition == inquiry.subject.partition, entry.identity != inquiry.identity else {
                continue
            }
            found.append(
                SemanticCandidate(
                    identity: entry.identity, question: entry.subject.question, similarity: neighbour.similarity,
                    leastPartSimilarity: neighbour.leastPartSimilarity,
                    verdict: verifier.compare(prepared, entry.prepared),
                    isBlocked: entry.blocked.contains(inquiry.identity)))
        }
        return found.sorted { left, right in
            if left.isEligible != right.isEligible { return left.isEligible }
            return left.verdict.probability > right.verdict.probability
        }
    }

    private func decide(
        _ inquiry: SemanticInquiry, score: Double, _ now: Int64
    ) -> (SemanticFinding.Outcome, SemanticReason) {
        let draw = draw()
        let rule = { (evidence: inout ClassEvidence) in
            (evidence.rule(score: score, draw: draw, now: now), evidence.threshold != nil, evidence.shadow)
        }
        let name = inquiry.subject.evidenceClass
        let (ruling, hasThreshold, shadow) =
            inquiry.isRehearsal ? evidence.trying(name, now: now, rule) : evidence.with(name, now: now, rule)
        let mayServe = inquiry.mayServe && inquiry.mode != .shadow
        if case .serve(let audits) = ruling {
            return mayServe ? (.serve(audits: audits), .served) : (.ask, .shadow)
        }
        guard mayServe else { return (.ask, .shadow) }
        if case .askUnaudited = ruling {
            if !inquiry.isRehearsal { troubled(.unaudited) }
            return (.ask, .unaudited)
        }
        if hasThreshold { return (.ask, .belowThreshold) }
        switch shadow {
        case .learning:
            guard inquiry.mode == .serve, score >= verifier.threshold else { return (.ask, .learning) }
            return (.serve(audits: draw < max(policy.budget.auditShare, Self.youngAudits)), .served)
        case .overBudget: return (.ask, .overBudget)
        case .drifted: return (.ask, .drifted)
        }
    }

    /// The share of hits that is audited where hits are served before there is evidence.
    private static let youngAudits = 0.2

    // MARK: Learning

    /// Compares what the provider said with what a candidate would have given or gave, once there is time.
    ///
    /// - Parameters:
    ///   - bytes: what the two answers take while they wait.
    ///   - cost: what the provider's answer cost, in nano-dollars; nil if that is not known.
    ///   - answers: reads the kept answer and the provider's; nil if one of them is more than text.
    public func judge(
        _ inquiry: SemanticInquiry, bytes: Int, now: Int64, cost: Int64? = nil,
        answers: @escaping @Sendable () -> (kept: String, fresh: String)?
    ) {
        guard let (candidate, wasServed) = inquiry.takeCandidate() else { return }
        let isWaiting = judging.add(bytes: bytes, isUrgent: wasServed) { [self] in
            guard let (kept, fresh) = answers() else { return tallies.unjudged(inquiry.subject) }
            let pair = AnswerPair(question: inquiry.subject.question, kept, fresh)
            guard let areSame = await judge.areSame(pair) else { return tallies.unjudged(inquiry.subject) }
            learn(
                inquiry, candidate, isWrong: !areSame, isDoubtful: !pair.areEqual, wasServed: wasServed, cost: cost, now
            )
        }
        guard !isWaiting, !judging.isStopped else { return }
        tallies.unjudged(inquiry.subject)
        troubled(.noRoomToJudge)
    }

    private func learn(
        _ inquiry: SemanticInquiry, _ candidate: SemanticCandidate, isWrong: Bool, isDoubtful: Bool, wasServed: Bool,
        cost: Int64?, _ now: Int64
    ) {
        let score = candidate.verdict.probability
        learn(inquiry.subject.evidenceClass, now) {
            $0.judged(score: score, wrong: isWrong, doubtful: isDoubtful, now: now)
        }
        tallies.judged(
            inquiry.subject, isWrong: isWrong, wasServed: wasServed, wouldServe: score >= verifier.threshold,
            cost: cost)
        journal.judged(inquiry.requestID, isWrong: isWrong)
        if isWrong { block(inquiry.identity, for: candidate.identity) }
    }

    /// Changes what a class knows, and writes it down.
    private func learn(_ name: Fingerprint, _ now: Int64, _ body: (inout ClassEvidence) -> Void) {
        evidence.with(name, now: now) { evidence in
            body(&evidence)
            disk?.learned(name, evidence.bytes(now: now))
        }
    }

    /// Somebody said that the answer to a request was wrong: teaches the evidence, blocks the pair and drops the entry.
    /// Returns the identities whose answers must go; nil if nothing is known of the request.
    public func complain(about requestID: String, now: Int64) -> [Fingerprint]? {
        guard let decision = journal.decision(requestID), let candidate = decision.finding.candidate,
            case .serve = decision.finding.outcome
        else { return nil }
        learn(decision.subject.evidenceClass, now) {
            $0.complained(score: candidate.verdict.probability, now: now)
        }
        tallies.complained(decision.subject)
        block(decision.identity, for: candidate.identity)
        forget(candidate.identity)
        return [candidate.identity, decision.identity]
    }

    private func note(_ finding: SemanticFinding, _ inquiry: SemanticInquiry, _ now: Int64) -> SemanticFinding {
        if inquiry.isRehearsal { return finding }
        tallies.found(finding, inquiry.subject)
        journal.note(finding, inquiry, at: now)
        return finding
    }

    /// The request went on although its finding was to serve: the verdict came too late, or the answer was gone.
    public func missed(_ inquiry: SemanticInquiry, _ reason: SemanticReason, wasFound: Bool) {
        tallies.missed(reason, inquiry.subject, wasServed: wasFound)
        journal.missed(inquiry.requestID, reason)
    }

    /// Notes a request that is of a kind that is not compared.
    public func skipped(_ skip: SemanticSkip, requestID: String, now: Int64) {
        tallies.skipped(skip)
        journal.note(skip, requestID: requestID, at: now)
    }
}
