// SPDX-License-Identifier: Apache-2.0

import Conversation
import Ledger
import NIOCore
import NIOPosix
import Pipeline
import Providers
import Telemetry
import WireFormats

/// One generation request on its way through the layers, from its last byte to its answer's last byte.
///
/// Lives on its connection's event loop and never leaves it.
final class Exchange {
    let connection: ClientConnection
    let loop: LoopContext
    let request: Incoming
    let surface: Surface
    /// What is asked for if it is no answer of a model.
    let passage: Operation.Passage?
    var controls = CacheControls()
    var reading: RequestReading?
    var identity: Fingerprint?
    /// What was found in the body, for looks into the cache.
    var finding: ReadingMemo.Finding?
    /// Where the answer comes from, once that is known.
    var source: AnswerSource?
    /// The hold on the question that is being answered.
    var ticket: FlightTicket?
    /// What the semantic cache was asked for this request.
    var inquiry: SemanticInquiry?
    /// Why the semantic cache answered or did not.
    var semanticReason: SemanticReason?
    /// What the client allows the semantic cache at most.
    var semanticLimit = SemanticMode.serve
    /// Gives up waiting for the semantic cache's verdict; nil when nobody waits.
    var verdictTimer: Scheduled<Void>?
    /// The board's mark from before the last look into the cache.
    var boardMark: Int?
    /// Whether the provider was asked on behalf of somebody else.
    var isShared = false
    /// How often the question that was listened to ended without an answer that fits.
    var departures = 0
    var delivery = Delivery.waiting
    var mutations: [Mutation] = []
    /// Bytes of the provider's stream that have been passed on.
    var forwarded = 0
    /// Brings the answer into the client's format, where the provider speaks another.
    var translation: Boxed<AnswerTranslation>?
    /// Makes one JSON array of a stream of Gemini's, where the client reads it so.
    var framing: GeminiArrayFraming?
    /// Whether the request belongs to the share that no layer may answer.
    var isHeldOut = false
    /// What the provider would have billed, for a request that was spared the call.
    var spared: Spared?
    var askedAt = NIODeadline.now()
    private var isCounted = false

    /// How far the answer has come.
    enum Delivery {
        /// Nothing of it is known.
        case waiting
        /// A stream; `isOpen` once the client has its head.
        case streaming(ResponseHead, isOpen: Bool)
        /// An answer that passes unwatched; the client has its head.
        case relaying(status: Int, isChunked: Bool)
        case over
    }

    /// A body that is larger than this is read away from the event loop, which others need meanwhile.
    static let readHereLimit = 1 << 20

    init(
        connection: ClientConnection, loop: LoopContext, request: Incoming, surface: Surface,
        passage: Operation.Passage?
    ) {
        self.connection = connection
        self.loop = loop
        self.request = request
        self.surface = surface
        self.passage = passage
    }

    // MARK: The layers

    func run() {
        do throws(GatewayError) {
            if let passage { return try passOn(passage) }
            try readControls()
            if request.body.readableBytes > Self.readHereLimit { return readElsewhere() }
            if try answerFromCache() { return }
            try goOn()
        } catch {
            fail(error, layer: .gate)
        }
    }

    /// Reads a large body on another thread and takes the layers up again afterwards.
    private func readElsewhere() {
        let (body, context) = (request.body, context())
        let started = NIODeadline.now()
        NIOThreadPool.singleton.runIfActive(eventLoop: loop.eventLoop) {
            var reader = RequestReader()
            return Result { () throws(GatewayError) in
                let span = body.readableBytesUInt8Span
                return try reader.read(span, in: context, digest: { Digest.of($0) })
            }
        }.assumeIsolated().whenComplete { outcome in
            // The client may have left.
            guard case .waiting = self.delivery else { return }
            do throws(GatewayError) {
                guard case .success(let result) = outcome else { throw Self.stopping }
                let (reading, identity) = try result.get()
                self.reading = reading
                self.identity = identity
                try self.checkModel()
                self.holdOut()
                if let identity, self.controls.mayRead {
                    let finding = ReadingMemo.Finding(
                        identity: identity, streams: reading.streams, wantsStreamUsage: reading.wantsStreamUsage)
                    self.finding = finding
                    let answers = self.loop.configuration.answersRepeats
                    if answers, self.answerFromDisk(finding, since: started) { return }
                    let isHit = answers && self.serve(finding)
                    self.lookedUp(isHit ? .hit : .miss, since: started)
                    if isHit { return }
                }
                try self.goOn()
            } catch {
                self.fail(error, layer: .gate)
            }
        }
    }

    private static var stopping: GatewayError {
        GatewayError(
            status: 503, kind: .unavailable, code: "shutting_down",
            message: "The gateway is stopping. Send the request again.", retryAfter: 1)
    }

    /// What the exact cache has not answered the semantic one may.
    func goOn() throws(GatewayError) {
        if !lookForMeaning() { try leaveCaches() }
    }

    /// What no cache has answered goes to a provider, if the client allows it.
    func leaveCaches() throws(GatewayError) {
        if controls.onlyFromCache {
            throw GatewayError(
                status: 504, kind: .unavailable, code: "cache_miss",
                message:
                    "No kept answer matches and the request allows no other. Leave out the cache control to ask the provider."
            )
        }
        askProvider()
    }

    private func readControls() throws(GatewayError) {
        if let header = request.fields.isartorSemantic { try readSemanticControl(header) }
        if let header = request.fields.cacheControl { controls.apply(cacheControl: header) }
        guard let header = request.fields.isartorCache, !controls.apply(isartorCache: header) else { return }
        throw GatewayError(
            status: 400, kind: .invalidRequest, code: "invalid_cache_control",
            message: "X-Isartor-Cache takes one of bypass, refresh, only, default.")
    }

    /// Layer 1a. False if a provider has to be asked.
    private func answerFromCache() throws(GatewayError) -> Bool {
        let cache = loop.configuration.cache
        guard cache.isEnabled else {
            try read()
            holdOut()
            return false
        }
        let started = NIODeadline.now()
        let key = fastKey()
        let answers = loop.configuration.answersRepeats
        // While answers come from disk, one that was not in memory may be there by now.
        let mayHaveMoved = !cache.shelf.isEmpty
        if controls.mayRead, readsNothingAgain, let finding = loop.memo.finding(key) {
            identity = finding.identity
            self.finding = finding
            holdOut()
            if answers, !isHeldOut, serve(finding) {
                lookedUp(.hit, since: started)
                return true
            }
        }
        let sawIdentity = identity != nil
        try read()
        if !sawIdentity { holdOut() }
        guard let reading, let identity else { return false }
        let finding = ReadingMemo.Finding(
            identity: identity, streams: reading.streams, wantsStreamUsage: reading.wantsStreamUsage)
        loop.memo.remember(finding, for: key)
        self.finding = finding
        guard controls.mayRead else { return false }
        if answers, answerFromDisk(finding, since: started) { return true }
        let isHit = answers && (!sawIdentity || mayHaveMoved) && serve(finding)
        lookedUp(isHit ? .hit : .miss, since: started)
        return isHit
    }

    func lookedUp(_ outcome: Metrics.CacheOutcome, since started: NIODeadline) {
        // The same question sent once more is no new one.
        if request.fields.isRetry {
            loop.metrics.clientRetries &+= 1
        } else {
            loop.metrics.lookedUp(outcome, tool: connection.tool(request.fields.userAgent))
        }
        loop.metrics.layerTook(.exactCache, nanoseconds: (NIODeadline.now() - started).nanoseconds)
    }

    /// The model that the address names, and whether it asks for a stream.
    private var pathModel: (model: String, streams: Bool)? {
        guard case .gemini(let model, let streams) = request.route else { return nil }
        return (model, streams)
    }

    /// What of the query may decide the answer: not how Gemini's stream is framed.
    private var identityQuery: String? {
        guard surface != .native else { return nil }
        let query = request.passedQuery
        guard surface == .gemini else { return String(query) }
        return query.split(separator: "&").filter { !$0.hasPrefix("alt=") }.joined(separator: "&")
    }

    func context() -> RequestContext {
        RequestContext(
            surface: surface, principal: request.admission.principal, sessions: request.fields.sessions,
            anthropicVersion: request.fields.anthropicVersion, betas: request.fields.betas,
            accounts: request.fields.accounts, query: identityQuery, pathModel: pathModel?.model,
            pathStreams: pathModel?.streams ?? false, aliases: loop.configuration.aliases,
            defaultModel: loop.configuration.defaultModel)
    }

    func read() throws(GatewayError) {
        let body = request.body
        let span = body.readableBytesUInt8Span
        let (reading, identity) = try loop.reader.read(span, in: context(), digest: { Digest.of($0) })
        self.reading = reading
        self.identity = identity
        try checkModel()
    }

    /// Whether bytes that came before need no reading: a key that is limited to some models has them looked at.
    private var readsNothingAgain: Bool { request.admission.key.map { !$0.looksAtModels } ?? true }

    /// Refuses a model that the client's key was not made for.
    private func checkModel() throws(GatewayError) {
        guard let key = request.admission.key else { return }
        do throws(KeyRefusal) {
            try key.check(model: reading?.model ?? pathModel?.model, resolved: reading?.resolvedModel)
        } catch { throw error.error }
    }

    /// Names the request byte for byte, together with all headers that are part of its identity.
    func fastKey() -> Fingerprint {
        loop.hashHead.removeAll(keepingCapacity: true)
        writeIdentityHead(to: &loop.hashHead)
        return request.body.withUnsafeReadableBytes { Digest.of(loop.hashHead, $0) }
    }

    private func writeIdentityHead(to head: inout [UInt8]) {
        head.append(surface.rawValue)
        if case .key(let principal) = request.admission.principal {
            withUnsafeBytes(of: principal.words) { head.append(contentsOf: $0) }
        }
        let fields = request.fields
        func add(_ mark: UInt8, _ value: String, to head: inout [UInt8]) {
            head.append(mark)
            head.append(UInt8(truncatingIfNeeded: value.utf8.count >> 8))
            head.append(UInt8(truncatingIfNeeded: value.utf8.count))
            head.append(contentsOf: value.utf8)
        }
        for session in fields.sessions { add(1, session, to: &head) }
        if let version = fields.anthropicVersion { add(2, version, to: &head) }
        for beta in fields.betas { add(3, beta, to: &head) }
        for account in fields.accounts { add(4, account, to: &head) }
        if request.hasQuery, let query = identityQuery, !query.isEmpty { add(5, query, to: &head) }
        if let pathModel {
            add(6, pathModel.model, to: &head)
            add(7, pathModel.streams ? "stream" : "", to: &head)
        }
        head.append(0)
    }

    // MARK: Ends

    /// The name of the provider that answers, once that is known.
    var provider: String { source?.provider ?? "" }

    /// The client has gone: nobody is left to answer.
    func clientLeft() {
        delivery = .over
        leaveFlight()
        finishCount(layer: .provider, status: 499)
    }

    private func leaveFlight() {
        let ticket = ticket
        self.ticket = nil
        ticket?.leave()
    }

    func holdAnswer(_ hold: Bool) { ticket?.hold(hold) }

    /// Answers with an error of our own; the client has seen nothing yet.
    func fail(_ error: GatewayError, layer: Layer) {
        delivery = .over
        leaveFlight()
        connection.writeError(error, format: surface.format, requestID: request.requestID, layer: layer)
        finish(layer: layer == .provider ? .provider : .gate, status: error.status)
    }

    /// The answer is out: counts it and hands the connection to the next request.
    func finish(layer: RequestLabels.AnsweredBy, status: Int) {
        delivery = .over
        ticket = nil
        // Writing the answer's last bytes may have shown that the client has left.
        guard !isCounted else { return }
        connection.endHold()
        if layer == .provider {
            loop.metrics.layerTook(.provider, nanoseconds: (NIODeadline.now() - askedAt).nanoseconds)
        }
        finishCount(layer: layer, status: status)
        connection.becomeReady()
    }

    private func finishCount(layer: RequestLabels.AnsweredBy, status: Int) {
        isCounted = true
        if loop.keepsUsage { record(layer, status) }
        request.leave()
        let labels = RequestLabels(
            layer: layer, status: status, family: ClientConnection.family(request.route, request.fields.editor),
            tool: connection.tool(request.fields.userAgent))
        connection.count(labels, since: request.started)
    }
}
