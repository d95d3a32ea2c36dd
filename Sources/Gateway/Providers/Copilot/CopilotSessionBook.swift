// SPDX-License-Identifier: Apache-2.0

/// The sessions that are at hand, and who waits for one; no more of either than there are places.
struct CopilotSessionBook<Waiter> {
    /// What somebody who wants a session is to do.
    enum Finding {
        case session(CopilotSession)
        /// Make the exchange; all who wait are told of its end.
        case exchange
        /// Another one's exchange is under way.
        case wait
        /// As many exchanges are under way as may.
        case full
    }

    private struct Held {
        var session: CopilotSession
        var lastUse: UInt64
    }

    /// How long before its end a session is used no more, in seconds: a request may take some time to be sent.
    static var margin: Int64 { 60 }

    private let places: Int
    private var sessions: [String: Held] = [:]
    private var exchanges: [String: [Waiter]] = [:]
    private var uses: UInt64 = 0

    init(places: Int) { self.places = places }

    var count: Int { sessions.count }

    /// The session for `token` if it may still be used at `now`, in seconds since 1970.
    mutating func session(_ token: String, now: Int64) -> CopilotSession? {
        guard let held = sessions[token] else { return nil }
        guard Self.lasts(held.session, now) else {
            sessions[token] = nil
            return nil
        }
        uses &+= 1
        sessions[token]?.lastUse = uses
        return held.session
    }

    /// Finds a session, or enters `waiter` among those who wait for one.
    mutating func find(_ token: String, now: Int64, waiter: Waiter) -> Finding {
        if let session = session(token, now: now) { return .session(session) }
        if exchanges[token] != nil {
            exchanges[token]?.append(waiter)
            return .wait
        }
        guard exchanges.count < places else { return .full }
        exchanges[token] = [waiter]
        return .exchange
    }

    /// Ends the exchange for `token`, keeps what came of it, and returns who waited for it.
    mutating func finish(_ token: String, _ session: CopilotSession?) -> [Waiter] {
        if let session {
            if sessions[token] == nil, sessions.count >= places,
                let unused = sessions.min(by: { $0.value.lastUse < $1.value.lastUse })?.key
            {
                sessions[unused] = nil
            }
            uses &+= 1
            sessions[token] = Held(session: session, lastUse: uses)
        }
        return exchanges.removeValue(forKey: token) ?? []
    }

    /// Drops `session` if it is still the one for `token`.
    mutating func forget(_ token: String, _ session: CopilotSession) {
        if sessions[token]?.session == session { sessions[token] = nil }
    }

    private static func lasts(_ session: CopilotSession, _ now: Int64) -> Bool {
        let (end, isTooSmall) = session.expiresAt.subtractingReportingOverflow(margin)
        return !isTooSmall && now < end
    }
}
