// SPDX-License-Identifier: Apache-2.0

import Locking
import NIOCore
import NIOHTTP1
import Synchronization

/// What the connections of a fake upstream share: the ledger, the log, the schedule, the prompt cache and what is
/// stored for clients.
final class UpstreamState: Sendable {
    /// Everything that the lock guards.
    private struct Books {
        var epoch = 0
        var lastNumber = 0
        var ledger = FakeUpstreamLedger()
        var log: RequestLog
        /// What is still to come, in reverse order.
        var schedule: [FakeUpstreamDirectives] = []
        var standing = FakeUpstreamDirectives()
        var cache = PromptCache()
        var stored = ResponseStore()
        var watchers = LedgerWatchers()
    }

    private let books: Locked<Books>
    private let logLimit: Int
    private let recordsRequests: Bool
    private let stopping = Atomic(false)

    init(configuration: FakeUpstreamConfiguration) {
        logLimit = configuration.recordedBytesLimit
        recordsRequests = configuration.recordsRequests
        books = Locked(Books(log: RequestLog(limit: configuration.recordedBytesLimit)))
    }

    /// Changes the books and wakes whoever waited for what the ledger says now.
    private func change<Result: Sendable>(_ body: (inout Books) -> Result) -> Result {
        let (result, woken) = books.withLock { books in
            let result = body(&books)
            return (result, books.watchers.takeSatisfied(by: books.ledger))
        }
        for watcher in woken { watcher.wake() }
        return result
    }

    /// Like `change`, for a request of the current epoch only.
    private func change(for ticket: RequestTicket, _ body: (inout Books) -> Void) {
        change { books in
            if books.epoch == ticket.epoch { body(&books) }
        }
    }

    // MARK: - For the owner

    var ledger: FakeUpstreamLedger { books.withLock { $0.ledger } }

    var recordings: [RecordedRequest] { books.withLock { $0.log.all } }

    func schedule(_ directives: [FakeUpstreamDirectives]) {
        change { $0.schedule.insert(contentsOf: directives.reversed(), at: 0) }
    }

    func setStanding(_ directives: FakeUpstreamDirectives) { change { $0.standing = directives } }

    /// Forgets everything but the connections that are open.
    func reset() {
        change { books in
            let open = books.ledger.connectionsOpen
            books.epoch += 1
            books.lastNumber = 0
            books.ledger = FakeUpstreamLedger()
            books.ledger.connectionsOpen = open
            books.log = RequestLog(limit: logLimit)
            books.schedule = []
            books.standing = FakeUpstreamDirectives()
            books.cache = PromptCache()
            books.stored = ResponseStore()
        }
    }

    /// Adds a watcher, which is woken at once when the ledger satisfies it already.
    func add(_ watcher: LedgerWatcher) {
        change { $0.watchers.add(watcher) }
        // Whoever comes after the last bell must not wait for it.
        if isStopping { cancelWatcher(watcher.id) }
    }

    /// Cancels a watcher that still waits.
    func cancelWatcher(_ id: LedgerWatcher.ID) {
        books.withLock { $0.watchers.remove(id) }?.cancel()
    }

    // MARK: - Stopping

    /// Whether connections that close now do so because we stop.
    var isStopping: Bool { stopping.load(ordering: .relaxed) }

    /// Marks the beginning of the end and lets nobody wait for what will not come; false when that was done before.
    func beginStopping() -> Bool {
        guard !stopping.exchange(true, ordering: .relaxed) else { return false }
        for watcher in books.withLock({ $0.watchers.takeAll() }) { watcher.cancel() }
        return true
    }

    // MARK: - Connections

    func connectionOpened() {
        change {
            $0.ledger.connectionsOpened += 1
            $0.ledger.connectionsOpen += 1
        }
    }

    func connectionClosed(owingAnswer: Bool = false) {
        change {
            $0.ledger.connectionsOpen -= 1
            if owingAnswer { $0.ledger.clientDisconnects += 1 }
        }
    }

    // MARK: - Requests

    /// Counts and records a request that was read to its end.
    func begin(_ request: UpstreamRequest) -> RequestTicket {
        let records = recordsRequests
        return change { books in
            books.lastNumber += 1
            books.ledger.requests[request.route, default: 0] += 1
            let ticket = RequestTicket(epoch: books.epoch, number: books.lastNumber)
            guard records else { return ticket }
            books.log.add(
                RecordedRequest(
                    number: ticket.number, method: request.method.rawValue, target: request.target,
                    headers: request.headers.map { RecordedRequest.Header(name: $0.name, value: $0.value) },
                    body: request.body))
            return ticket
        }
    }

    func takeScheduled() -> FakeUpstreamDirectives? { change { $0.schedule.popLast() } }

    var standing: FakeUpstreamDirectives { books.withLock { $0.standing } }

    /// What the prompt will cost once its answer begins.
    func quote(_ request: GenerationRequest, credential: String) -> PromptBill {
        var scope = Digest()
        scope.feed(credential)
        scope.feed(request.model)
        let now = NIODeadline.now()
        return books.withLock { books in
            switch request.family {
            case .openAI, .gemini: books.cache.quoteAutomatic(request.tape, scope: scope.value, now: now)
            case .anthropic: books.cache.quoteExplicit(request.tape, scope: scope.value, now: now)
            }
        }
    }

    // MARK: - Stored answers

    /// Reads or changes what is stored for clients.
    func withStored<Result: Sendable>(_ body: (inout ResponseStore) -> Result) -> Result {
        books.withLock { body(&$0.stored) }
    }

    // MARK: - Answers

    func answerPlanned(_ fault: FakeUpstreamFault, for ticket: RequestTicket) {
        guard fault != .none else { return }
        change(for: ticket) { $0.ledger.faults[fault, default: 0] += 1 }
    }

    func answerBegan(status: Int, prompt: PromptBill?, for ticket: RequestTicket) {
        change(for: ticket) { books in
            if let prompt {
                books.ledger.billed.add(prompt)
                books.cache.keep(prompt.kept, now: .now())
            }
            books.log.update(ticket.number) { $0.status = status }
        }
    }

    func answered(_ bytes: [UInt8], for ticket: RequestTicket) {
        guard recordsRequests else { return }
        change(for: ticket) { $0.log.update(ticket.number) { $0.answered += bytes } }
    }

    /// - Parameter untold: what was billed for the prompt, if the client was not told its counts.
    func answerEnded(
        _ ending: RecordedRequest.Ending, outputTokens: Int, untold: PromptBill?, for ticket: RequestTicket
    ) {
        change(for: ticket) { books in
            books.ledger.billed.output += outputTokens
            if let untold {
                books.ledger.untold.add(untold)
                books.ledger.untold.output += outputTokens
                books.ledger.untoldAnswers += 1
            }
            switch ending {
            case .completed: books.ledger.answersCompleted += 1
            case .abandoned: books.ledger.clientDisconnects += 1
            case .broken: break
            }
            books.log.update(ticket.number) { $0.ending = ending }
        }
    }

    /// Counts answers of the load-test server, many at a time.
    func answeredBare(chats: Int, messages: Int) {
        change {
            if chats > 0 { $0.ledger.requests[.chatCompletions, default: 0] += chats }
            if messages > 0 { $0.ledger.requests[.messages, default: 0] += messages }
            $0.ledger.answersCompleted += chats + messages
        }
    }
}
