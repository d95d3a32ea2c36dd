// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Tells for each turn of a session whether it goes on where an earlier one ended, and if not, where it differs.
///
/// A session's tool may lead several conversations side by side, so the latest four of each session, provider and model
/// are known. Bounded in bytes; what was used longest ago goes first.
public struct PrefixWatch: Sendable {
    /// What a comparison found.
    public enum Finding: Sendable, Hashable {
        /// Nothing that was said before has to do with it.
        case new
        /// It begins with all that an earlier turn said, or is the beginning of that.
        case kept
        case broken(PrefixBreak)
    }

    /// A turn as it was sent, and as the client asked.
    private struct Turn: Sendable {
        var sent: PromptSketch
        /// Nil where the gateway left every part as it was.
        var asked: PromptSketch?

        var own: PromptSketch { asked ?? sent }
        var footprint: Int { sent.footprint + (asked?.footprint ?? 0) }
    }

    private struct Session {
        var turns: [Turn] = []
        var lastUse: UInt64 = 0
        var footprint = 0
    }

    private static let mostConversations = 4
    private let limit: Int
    private var sessions: [UInt64: Session] = [:]
    private var uses: UInt64 = 0
    /// The memory that is taken, in bytes, roughly.
    public private(set) var footprint = 0

    /// - Parameter limit: the memory that it may take, in bytes.
    public init(limit: Int) { self.limit = limit }

    /// Takes in the next turn of a session and compares it with the one that it is most alike.
    ///
    /// - Parameters:
    ///   - key: names session, provider and model.
    ///   - sent: what the provider gets.
    ///   - asked: what the client sent, if that is something else.
    public mutating func take(_ key: UInt64, sent: PromptSketch, asked: PromptSketch?) -> Finding {
        let asked = asked.flatMap { $0.saysTheSame(as: sent) ? nil : $0 }
        let turn = Turn(sent: sent, asked: asked)
        guard turn.footprint <= limit / 8 else { return .new }
        var session = sessions[key] ?? Session()
        let (place, finding) = Self.compare(turn, with: session.turns)
        if let place { session.turns.remove(at: place) }
        if session.turns.count == Self.mostConversations { session.turns.removeFirst() }
        session.turns.append(turn)
        uses += 1
        session.lastUse = uses
        footprint -= session.footprint
        session.footprint = session.turns.reduce(64) { $0 + $1.footprint }
        footprint += session.footprint
        sessions[key] = session
        if footprint > limit { forget() }
        return finding
    }

    /// Forgets what was used longest ago, a quarter more than it must, so that it does not look for it each time.
    private mutating func forget() {
        for (key, session) in sessions.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
            guard footprint > limit - limit / 4 else { return }
            footprint -= session.footprint
            sessions[key] = nil
        }
    }

    private static func compare(_ turn: Turn, with turns: [Turn]) -> (place: Int?, Finding) {
        var best: (place: Int, common: Int, isKept: Bool)?
        for (place, old) in turns.enumerated() {
            let common = turn.sent.commonParts(with: old.sent)
            let isKept = common == old.sent.parts.count || common == turn.sent.parts.count
            guard isKept || turn.sent.isSameConversation(as: old.sent, from: common) else { continue }
            if let best, (best.isKept ? 1 : 0, best.common) >= (isKept ? 1 : 0, common) { continue }
            best = (place, common, isKept)
        }
        guard let best else { return (nil, .new) }
        guard !best.isKept else { return (best.place, .kept) }
        let old = turns[best.place]
        var found = turn.sent.difference(from: old.sent, at: best.common)
        let common = turn.own.commonParts(with: old.own)
        let goesOn = common == old.own.parts.count || common == turn.own.parts.count
        found.author = goesOn ? .gateway : .client
        return (best.place, .broken(found))
    }
}
