// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import NIOHTTP1
import Pipeline
import Providers
import WireFormats

/// Asks one provider after another, each in its own format.
extension Flight {
    /// Begins; the first event may come before this returns.
    func start() {
        let policy = configuration.resilience
        let begin = now
        var deadline = begin + policy.retryDeadline
        if let seconds = question.request.fields.clientTimeout {
            let end = begin + Int64(seconds * 1000)
            clientDeadline = end
            deadline = min(deadline, end)
        }
        do throws(GatewayError) {
            guard try choose() else { return try askSynthetic() }
        } catch {
            lastFailure = .error(error)
            return giveUp(mayServeStale: error.code == "offline_mode_active")
        }
        walk = ChainWalk(members: candidates.count, limits: .init(maxRetries: policy.maxRetries, deadline: deadline))
        ask()
    }

    /// Finds the candidates; false if answers are simulated.
    private func choose() throws(GatewayError) -> Bool {
        let request = question.request
        let selection = ProviderSelection(only: request.fields.wantedProviders, except: request.fields.refusedProviders)
        let router = configuration.router
        let route =
            if let passage = question.passage {
                try router.route(passage, presented: request.admission.presented, selection: selection)
            } else {
                try router.route(question.surface.format, presented: request.admission.presented, selection: selection)
            }
        guard case .candidates(let found) = route else { return false }
        candidates = found
        firstChoice = found[0].member
        guard found.count > 1 else { return true }
        // Another provider's model is another judge.
        if question.isOwn {
            candidates = [found[0]]
        } else if question.passage != nil || question.reading?.caching == .providerState {
            // Vectors of another model mean something else, and state is where it was made.
            let format = question.surface.format
            let owner = found.first { router.members[$0.member].site.endpoint(format) != nil }
            candidates = [owner ?? found[0]]
        } else if selection.only.isEmpty {
            order()
        }
        return true
    }

    private func order() {
        let router = configuration.router
        let model = question.reading?.resolvedModel
        let order = configuration.states.order(
            candidates.map(\.member), model: { router.members[$0].model(for: model) ?? "" },
            session: question.session, now: now)
        let found = candidates
        candidates = order.compactMap { member in found.first { $0.member == member } }
    }

    /// What a provider is asked for. The gateway's own questions name one of its models; only clients' are for the first one.
    func model(at member: ChainMember) -> String? {
        let model = question.reading?.resolvedModel
        return question.isOwn ? model.map { member.modelMap[$0] ?? $0 } : member.model(for: model)
    }

    /// Asks the present candidate or, if it cannot be asked now, the next one that can.
    func ask() {
        while !isOver {
            guard let candidate else { return giveUp(mayServeStale: true) }
            let member = configuration.router.members[candidate.member]
            let model = model(at: member)
            switch admit(candidate, member, model ?? "") {
            case .success(let lease):
                self.lease = lease
                stripsUsage = false
                do throws(GatewayError) {
                    try reserve(member, model: model)
                    return try ask(candidate, member, lease, model: model)
                } catch {
                    releaseReservation()
                    settle(.abandoned)
                    // What one provider's format cannot say, another's may.
                    if lastFailure == nil { lastFailure = .error(error) }
                    attempts.append(FlightAttempt(provider: member.id, word: error.code, wasAsked: false))
                    if stopsChain {
                        lastFailure = .error(error)
                        return giveUp(mayServeStale: false)
                    }
                }
            case .failure(.full):
                // Only where nobody else may have room it is worth waiting.
                if walk.isLast, queue(candidate) { return }
                attempts.append(FlightAttempt(provider: member.id, word: "busy", wasAsked: false))
                lastFailure = .error(Self.busy(question.surface))
            case .failure(.breakerOpen(let end)):
                attempts.append(FlightAttempt(provider: member.id, word: "breaker_open", wasAsked: false))
                skipped(until: end)
            case .failure(.keysResting(let end)):
                attempts.append(FlightAttempt(provider: member.id, word: FlightAttempt.keysResting, wasAsked: false))
                skipped(until: end, isLimited: true)
            }
            // Who may not spend gets no older answer instead of being told so.
            guard case .next = walk.skipped(now: now) else {
                return giveUp(mayServeStale: lastFailure?.error.isFinal != true)
            }
            triedKeys = []
        }
    }

    private static let restingCode = "provider_resting"

    private func skipped(until end: Int64?, isLimited: Bool = false) {
        let seconds = end.map { max(1, Int(($0 - now + 999) / 1000)) }
        if case .error(var error)? = lastFailure, error.code == Self.restingCode, let seconds {
            // The first one that is back is worth a new question.
            error.retryAfter = min(error.retryAfter ?? seconds, seconds)
            lastFailure = .error(error)
        }
        guard lastFailure == nil else { return }
        lastFailure = .error(
            GatewayError(
                status: isLimited ? 429 : 503, kind: isLimited ? .rateLimit : .overloaded, code: Self.restingCode,
                message: "No provider takes requests at the moment. Try again later.", retryAfter: seconds))
    }

    private func admit(
        _ candidate: Candidate, _ member: ChainMember, _ model: String
    ) -> Result<Lease, Refusal> {
        let ticket = waiting?.ticket
        waiting = nil
        return configuration.states.admit(
            candidate.member, model: model, session: question.session, avoiding: triedKeys, isLastResort: walk.isLast,
            isOnly: walk.isOnly, needsKey: candidate.access == .pool, ticket: ticket, now: now)
    }

    /// Waits for a free place at a provider; false if too many wait already.
    private func queue(_ candidate: Candidate) -> Bool {
        let end = min(walk.limits.deadline, now + configuration.resilience.queueTimeout)
        let flight = NIOLoopBound(self, eventLoop: loop.eventLoop)
        let eventLoop = loop.eventLoop
        let principal = question.request.admission.principal.queueKey
        let ticket = configuration.states.wait(
            candidate.member, principal: principal, deadline: end, now: now,
            wake: { eventLoop.execute { flight.value.wakeUp() } })
        guard let ticket else { return false }
        waiting = (ticket, candidate.member)
        loop.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(end - now)) { [weak self] in
            self?.waitedTooLong(ticket)
        }
        return true
    }

    private func wakeUp() {
        // The place that was kept is taken with the ticket.
        if waiting != nil, !isOver { ask() }
    }

    private func waitedTooLong(_ ticket: Int) {
        guard let waiting, waiting.ticket == ticket, !isOver else { return }
        configuration.states.leave(ticket, of: waiting.member, now: now)
        self.waiting = nil
        attempts.append(
            FlightAttempt(
                provider: configuration.router.members[waiting.member].id, word: "busy", wasAsked: false))
        lastFailure = .error(Self.busy(question.surface))
        guard case .next = walk.skipped(now: now) else { return giveUp(mayServeStale: true) }
        triedKeys = []
        ask()
    }

    private static func busy(_ surface: Surface) -> GatewayError {
        GatewayError(
            status: surface == .messages ? 529 : 503, kind: .overloaded, code: "too_many_requests_waiting",
            message: "Too many requests wait for the provider. Try again soon.", retryAfter: 1)
    }

    // MARK: One provider

    private func ask(
        _ candidate: Candidate, _ member: ChainMember, _ lease: Lease, model: String?
    ) throws(GatewayError) {
        askedAt = lease.began
        let credential: Credential? =
            switch candidate.access {
            case .pool: lease.key.map { member.keys[$0] }
            case .presented(let own): own
            case .open: nil
            }
        if let credential, credential.carrier == .awsSignature,
            !OutgoingRequest.canSign(credential, for: member.site.preferred)
        {
            throw Self.noRegion(member.id)
        }
        guard member.site.exchangesKeys, let credential else {
            // Only a name that was written down for the purpose is another deployment.
            let deployment = question.reading?.resolvedModel.flatMap { member.modelMap[$0] }
            return try ask(deployment.map { member.site.deployment($0) } ?? member.site, credential, model: model)
        }
        // The token itself is nothing for Copilot's service.
        guard let sessions = configuration.copilot else { throw Self.noExchange }
        let now = Int64(WallClock.seconds())
        if let session = sessions.cached(credential.key, now: now) {
            copilot = (credential.key, session)
            return try ask(session.site ?? member.site, session.credential, model: model)
        }
        // A GitHub token buys a session first; that happens every half an hour.
        sessions.session(for: credential.key, now: now, on: loop.eventLoop).assumeIsolated().whenSuccess {
            [weak self] result in
            self?.got(result, for: credential.key, member, model)
        }
    }

    /// Asks again with a new session if the provider takes the present one no more; false if that was tried.
    func renewSession() -> Bool {
        guard let (token, session) = copilot else { return false }
        copilot = nil
        configuration.copilot?.forget(token, session)
        guard !hasRenewed, let candidate, let lease else { return false }
        hasRenewed = true
        let member = configuration.router.members[candidate.member]
        let model = model(at: member)
        do throws(GatewayError) {
            try reserve(member, model: model)
            try ask(candidate, member, lease, model: model)
        } catch {
            releaseReservation()
            return false
        }
        return true
    }

    private static func noRegion(_ provider: String) -> GatewayError {
        GatewayError(
            status: 503, kind: .unavailable, code: "region_unknown",
            message:
                "AWS credentials of `\(provider)` sign for a region, and its URL names none. Use https://bedrock-runtime.REGION.amazonaws.com/openai/v1, or a Bedrock API key."
        )
    }

    private static var noExchange: GatewayError {
        GatewayError(
            status: 503, kind: .unavailable, code: "copilot_token_url_unusable",
            message: "GitHub tokens cannot be exchanged at copilot_token_url. Leave it out, or use https.")
    }

    private func got(
        _ result: Result<CopilotSession, CopilotFailure>, for token: String, _ member: ChainMember, _ model: String?
    ) {
        guard !isOver else { return }
        switch result {
        case .success(let session):
            copilot = (token, session)
            do throws(GatewayError) {
                try ask(session.site ?? member.site, session.credential, model: model)
            } catch {
                attemptFailed(.requestRefused, .error(error))
            }
        case .failure(.keyRejected):
            attemptFailed(.keyRejected, .error(ProviderErrors.error(status: 401, retryAfter: nil, provider: member.id)))
        case .failure(.noSubscription):
            attemptFailed(.forbidden, .error(ProviderErrors.error(status: 403, retryAfter: nil, provider: member.id)))
        case .failure(.unreachable):
            attemptFailed(
                .unreachable,
                .error(ProviderErrors.error(for: .unreachable, provider: member.id, uri: question.request.uri)))
        }
    }

    private func ask(_ site: ProviderSite, _ credential: Credential?, model: String?) throws(GatewayError) {
        if let passage = question.passage { return try passOn(passage, site, credential, model: model) }
        if let endpoint = site.endpoint(question.surface.format) {
            try ask(endpoint, site, credential, model: model)
        } else if question.surface == .native, [.openAIChat, .anthropicMessages].contains(site.preferred.format) {
            try ask(site.preferred, site, credential, model: model)
        } else {
            try askTranslated(site.preferred, site, credential, model: model)
        }
    }

    /// Asks in the client's own format, with its own bytes.
    private func ask(
        _ endpoint: Endpoint, _ site: ProviderSite, _ credential: Credential?, model: String?
    ) throws(GatewayError) {
        let request = question.request
        var endpoint = endpoint
        var query = question.surface == .native ? "" : request.passedQuery
        if case .gemini(let named, let streams) = request.route {
            let verb = streams ? "streamGenerateContent" : "generateContent"
            endpoint = endpoint.gemini(model: model ?? named, verb: verb)
            if request.wantsArray {
                // Events can be watched and cut in the right places; the client gets them as the array that it wants.
                query = Substring(
                    (query.split(separator: "&").filter { !$0.hasPrefix("alt=") } + ["alt=sse"]).joined(separator: "&"))
            }
        }
        stripsUsage = site.takesStreamUsage && endpoint.format == .openAIChat && wantsUsageAddedTo(question)
        let outgoing = try OutgoingRequest.make(
            request, question.reading, model: model, surface: question.surface, endpoint: endpoint, query: query,
            extra: site.extraFields, credential: credential, asksUsage: stripsUsage, allocator: question.allocator)
        source = AnswerSource(
            provider: endpoint.provider, format: endpoint.format, mutations: outgoing.mutations, attempts: attempts)
        send(outgoing.request, to: endpoint)
        watchPrefix(outgoing.request, endpoint.format, isChanged: !outgoing.mutations.isEmpty)
    }

    /// Whether a client streams chat completions without token counts.
    private func wantsUsageAddedTo(_ question: Question) -> Bool {
        question.surface == .chatCompletions && question.reading?.streams == true
            && question.reading?.wantsStreamUsage == false
    }

    /// Asks in the provider's format.
    private func askTranslated(
        _ endpoint: Endpoint, _ site: ProviderSite, _ credential: Credential?, model: String?
    ) throws(GatewayError) {
        let (translated, dropped) = try question.translated(
            to: endpoint.format, model: model, isOpenAI: endpoint.provider == "openai")
        var endpoint = endpoint
        var query: Substring = ""
        if endpoint.format == .gemini {
            let streams = question.reading?.streams ?? false
            endpoint = endpoint.gemini(model: model ?? "", verb: streams ? "streamGenerateContent" : "generateContent")
            if streams { query = "alt=sse" }
        }
        let outgoing = OutgoingRequest.make(
            translated: translated.body, question.request, endpoint: endpoint, query: query, extra: site.extraFields,
            credential: credential, allocator: question.allocator)
        source = AnswerSource(
            provider: endpoint.provider, format: endpoint.format, isTranslated: true, tools: translated.tools,
            dropped: dropped, attempts: attempts)
        send(outgoing, to: endpoint)
        watchPrefix(outgoing, endpoint.format, isChanged: true)
    }

    /// Passes on what only one family of providers does.
    private func passOn(
        _ passage: Operation.Passage, _ site: ProviderSite, _ credential: Credential?, model: String?
    ) throws(GatewayError) {
        let request = question.request
        let endpoint: Endpoint =
            switch passage {
            case .embeddings: site.address("/embeddings")
            case .completions: site.address("/completions")
            case .messagesTokens: site.address("/messages/count_tokens")
            case .storedResponses: site.address(String(request.path.dropFirst("/v1".count)))
            case .geminiTokens, .geminiOther:
                // The route was found by the same path.
                GeminiPath(request.path).map { site.preferred.gemini(model: $0.model, verb: $0.verb) } ?? site.preferred
            }
        let outgoing = try OutgoingRequest.make(
            request, question.reading, model: model, surface: question.surface, endpoint: endpoint,
            query: request.passedQuery, extra: site.extraFields, credential: credential, allocator: question.allocator)
        source = AnswerSource(
            provider: site.provider, format: question.surface.format, mutations: outgoing.mutations, attempts: attempts)
        send(outgoing.request, to: endpoint)
    }

    private func send(_ outgoing: UpstreamRequest, to endpoint: Endpoint) {
        progress = .waiting
        callBegins(endpoint.provider)
        var timeouts = configuration.upstreamTimeouts
        if let clientDeadline {
            // A client that gives up soon shall have heard from the others by then.
            let left = max(1, clientDeadline - now)
            let share = walk.isLast ? left : left / 2
            timeouts.firstByte = min(timeouts.firstByte, .milliseconds(max(1, share)))
        }
        let target = UpstreamTarget(isEncrypted: endpoint.isEncrypted, host: endpoint.host, port: endpoint.port)
        call = loop.upstreams.ask(target, outgoing, timeouts: timeouts, receiver: self)
    }

    // MARK: Simulated answers

    private func askSynthetic() throws(GatewayError) {
        var format = question.surface.format
        var isTranslated = false
        var tools = ToolNames()
        var dropped: [String] = []
        switch question.surface {
        case .chatCompletions, .messages: break
        case .native: format = .openAIChat
        case .responses, .gemini:
            format = .openAIChat
            isTranslated = true
            let (translated, left) = try question.translated(
                to: .openAIChat, model: question.reading?.resolvedModel, isOpenAI: false)
            (tools, dropped) = (translated.tools, left)
        }
        source = AnswerSource(
            provider: "synthetic", format: format, isTranslated: isTranslated, tools: tools, dropped: dropped)
        askedAt = now
        callBegins("synthetic")
        call = configuration.synthetic.ask(
            model: question.reading?.resolvedModel ?? "synthetic", seed: question.seed, format: format,
            streams: question.reading?.streams ?? false,
            withUsage: isTranslated || question.reading?.wantsStreamUsage == true,
            now: WallClock.seconds(), eventLoop: loop.eventLoop, receiver: self)
    }
}
