// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Pipeline
import Providers
import Telemetry
import WireFormats

/// One question on its way through the chain of providers, and everybody who waits for its answer.
///
/// Asks one provider after another until one answers, looks at the answer while it comes, and passes it on to its
/// readers. Lives on one event loop; readers may be on others. Ends with the last reader.
final class Flight {
    let loop: LoopContext
    let question: Question
    /// Whether the question is asked for the cache alone.
    let isBackground: Bool
    var candidates: [Candidate] = []
    /// The member that would be asked if all were well.
    var firstChoice = 0
    /// Which candidate is asked, or to be asked next.
    var walk = ChainWalk(members: 1, limits: .init(maxRetries: 0, deadline: 0))
    var lease: Lease?
    /// Keys of the present candidate that have been tried.
    var triedKeys: [Int] = []
    var call: (any ProviderCall)?
    var progress = Progress.waiting
    var source: AnswerSource?
    var attempts: [FlightAttempt] = []
    /// Why the last provider did not answer, as it is told if no other does.
    var lastFailure: LastWords?
    /// When the client gives up, in milliseconds, if it told.
    var clientDeadline: Int64?
    var askedAt: Int64 = 0
    /// How long the present provider took until its answer began, in milliseconds.
    var firstByte: Int64 = 0
    /// The session of Copilot's that goes along, and the token that it was exchanged for.
    var copilot: (token: String, session: CopilotSession)?
    /// Whether a session that was refused has been replaced.
    var hasRenewed = false
    /// Calls that providers were sent for this question.
    var calls = 0
    /// What the call under way, or about to be made, may take at most.
    var reservation: CallReservation?
    /// Whether a quota says that no other provider shall be asked instead.
    var stopsChain = false
    /// The call under way, as long as the ledger has not heard of it.
    var openCall: OpenCall?
    /// Whether the provider was asked for token counts that the client shall not see.
    var stripsUsage = false
    /// A place in the queue of a provider that has enough to do.
    var waiting: (ticket: Int, member: Int)?
    /// Where others find the question while it is open.
    private var isOnBoard = false
    private(set) var readers: ContiguousArray<FlightReader> = []
    /// The gateway's own question, if this is one; it is told what readers are.
    let own: OwnCall?

    /// How far the answer has come.
    enum Progress {
        /// Nothing of it is known.
        case waiting
        /// An answer that is passed on as a whole: what has come of it.
        case collecting(ResponseHead, ByteBuffer)
        /// A stream that is watched; until its first useful event has come, `held` waits here.
        case streaming(ResponseHead, StreamRelay, held: ByteBuffer?)
        /// An answer that passes unwatched.
        case relaying(ResponseHead)
        case over
    }

    /// A provider's failure with its own words, where it had some.
    enum LastWords {
        /// No words, or none that fit.
        case error(GatewayError)
        /// An answer with an error status.
        case answer(AnswerSource, ResponseHead, ByteBuffer, GatewayError)
        /// An answer that says it failed, with a good status.
        case whole(AnswerSource, ResponseHead, ByteBuffer, GatewayError)
        /// A stream that reported a failure before anything else.
        case stream(AnswerSource, ResponseHead, ByteBuffer, GatewayError)

        var error: GatewayError {
            switch self {
            case .error(let error), .answer(_, _, _, let error), .whole(_, _, _, let error),
                .stream(_, _, _, let error):
                error
            }
        }
    }

    init(_ question: Question, loop: LoopContext, isBackground: Bool = false, own: OwnCall? = nil) {
        self.question = question
        self.loop = loop
        self.isBackground = isBackground
        self.own = own
    }

    var configuration: DataPlaneConfiguration { loop.configuration }
    var now: Int64 { LoopContext.milliseconds(loop.eventLoop.now) }

    /// The candidate that is asked, or to be asked next; nil if answers are simulated.
    var candidate: Candidate? { candidates.indices.contains(walk.position) ? candidates[walk.position] : nil }

    var isOver: Bool { if case .over = progress { true } else { false } }

    // MARK: Readers

    /// Puts the question up for others to join; nil unless somebody else answers it already.
    func goOnBoard(_ identity: Fingerprint) -> FlightBoard.Entry? {
        let entry = FlightBoard.Entry(
            id: ObjectIdentifier(self), flight: NIOLoopBound(self, eventLoop: loop.eventLoop),
            eventLoop: loop.eventLoop, form: question.form)
        let other = loop.board.lead(identity, entry)
        isOnBoard = other == nil
        return other
    }

    /// Takes the question from the board: from now on nobody joins.
    func leaveBoard() {
        guard isOnBoard, let identity = question.identity else { return }
        isOnBoard = false
        loop.board.remove(identity, ObjectIdentifier(self))
    }

    /// Lets a reader listen; one that comes late first hears all that was said.
    func join(_ reader: FlightReader) {
        guard !isOver, isOnBoard || readers.isEmpty && !isBackground else { return reader.tell(.gone) }
        guard !reader.waitsForEnd, case .streaming(let head, let relay, held: nil) = progress, let source else {
            return readers.append(reader)
        }
        // What was said and is not remembered cannot be told again.
        guard let said = relay.record else { return reader.tell(.gone) }
        readers.append(reader)
        reader.tell(.opened(source, head))
        reader.tell(.bytes(said))
        reader.tell(.pause)
    }

    /// A reader's client has gone; with the last one the question is given up.
    func leave(_ id: ObjectIdentifier) {
        guard let place = readers.firstIndex(where: { $0.id == id }) else { return }
        readers.remove(at: place)
        if readers.isEmpty, !isBackground { abandon() } else { holdAsNeeded() }
    }

    private func abandon() {
        guard !isOver else { return }
        // The client may have all it wanted, and then so may others.
        if case .streaming(_, let relay, _) = progress, relay.hasEnded {
            keep(relay)
            settle(.answered(firstByte: firstByte))
        } else {
            settle(.abandoned)
        }
        end()
    }

    /// A reader may be this far behind the others before they have to wait for it.
    private static let lagLimit = 4 << 20

    /// A reader's client stopped or began to take bytes.
    func hold(_ id: ObjectIdentifier, _ hold: Bool) {
        // Told once more what is known, the lag must go on to be counted.
        guard let place = readers.firstIndex(where: { $0.id == id }), readers[place].isHeld != hold else { return }
        readers[place].isHeld = hold
        readers[place].lag = 0
        holdAsNeeded()
    }

    private func holdAsNeeded() {
        guard let call else { return }
        let awake = readers.contains { !$0.isHeld && !$0.waitsForEnd }
        let tooSlow = readers.contains { $0.isHeld && $0.lag > Self.lagLimit }
        call.holdReading(tooSlow || !awake && readers.contains { $0.isHeld })
    }

    /// Tells all readers that listen.
    func tell(_ event: FlightEvent) {
        if readers.count == 1, let only = readers.first, only.isLocal, !only.waitsForEnd { return only.tell(event) }
        for reader in readers where !reader.waitsForEnd { reader.tell(event) }
        own?.take(event)
    }

    /// Tells all readers a piece of the answer.
    func tell(bytes: ByteBuffer) {
        var isLate = false
        for place in readers.indices where readers[place].isHeld {
            readers[place].lag += bytes.readableBytes
            if readers[place].lag > Self.lagLimit { isLate = true }
        }
        tell(.bytes(bytes))
        if isLate { holdAsNeeded() }
    }

    /// The answer is out: those who want it in another form look for it themselves.
    func finish() {
        let others = readers.filter(\.waitsForEnd)
        end()
        for reader in others { reader.tell(.gone) }
    }

    /// Lets go of everything. Nothing is told any more.
    func end() {
        callEnded(isBroken: true)
        progress = .over
        call?.cancel()
        call = nil
        if let waiting { configuration.states.leave(waiting.ticket, of: waiting.member, now: now) }
        waiting = nil
        settle(.abandoned)
        leaveBoard()
        readers = []
    }

    /// Tells the provider's state how the attempt went, once.
    func settle(_ outcome: Outcome) {
        guard let lease else { return }
        self.lease = nil
        if case .answered = outcome, !attempts.isEmpty, attempts.contains(where: \.wasAsked) {
            loop.metrics.retried(attempts: attempts.count { $0.wasAsked } + 1, succeeded: true)
        }
        configuration.states.settle(lease, outcome, session: question.session, now: now)
    }

    // MARK: The cache

    /// Whether the answer of the present candidate is the one that the identity stands for.
    private var mayKeep: Bool {
        guard question.mayKeep, question.identity != nil, loop.configuration.cache.isEnabled else { return false }
        guard let candidate, candidate.member != firstChoice else { return true }
        // Another provider's answer counts as the same only if it is the same model's.
        let member = configuration.router.members[candidate.member]
        return member.model(for: question.reading?.resolvedModel) == question.reading?.resolvedModel
    }

    /// How many bytes of a stream are worth remembering, for the cache and for those who come late.
    var recordLimit: Int {
        (mayKeep || isOnBoard) && question.reading?.streams == true ? loop.configuration.cache.limits.entryBytes : 0
    }

    /// Keeps a stream whose last event has come, if it may be kept.
    func keep(_ relay: StreamRelay) {
        guard let bytes = relay.keepable, let source else { return }
        // A translated request always asks for token counts.
        let withUsage =
            source.isTranslated || source.format != .openAIChat || question.reading?.wantsStreamUsage == true
        keep(bytes, form: .stream(withUsage: withUsage), facts: relay.facts)
    }

    /// Keeps a whole answer as the provider sent it, if all agree that it may be kept.
    func keep(_ bytes: ByteBuffer, form: AnswerCodec.Form, facts: AnswerFacts) {
        guard mayKeep, facts.isKeepable, let identity = question.identity, let source else { return }
        // A copy of its own: what came from the socket shares storage with much more than the answer.
        var body = question.allocator.buffer(capacity: bytes.readableBytes)
        body.writeImmutableBuffer(bytes)
        let original = CacheEntry<ByteBuffer>.Rendition(
            format: source.format, form: form, body: body, size: body.readableBytes, footprint: body.storageCapacity)
        let entry = CacheEntry(
            provider: source.provider, original: original, hasUsage: facts.hasUsage && !stripsUsage,
            tools: source.tools,
            model: question.reading?.resolvedModel ?? "", answeredModel: facts.model, usage: facts.usage,
            storedAt: now)
        if configuration.cache.keep(entry, for: identity) { learn(from: entry) }
    }
}
