// SPDX-License-Identifier: Apache-2.0

extension Conversation {
    /// A turn of more parts stays in the order in which they came, and a call that lies further back names no result:
    /// no conversation is like that, and what a stranger makes up shall not take quadratic time.
    private static var longestReach: Int { 512 }

    /// Adds what a message says, keeping the normal form.
    ///
    /// It joins the turn before it if that has the same role and neither carries fields of its own; in a user's turn the
    /// results of tools move to the front, in their order; a result learns the name of the call that it answers.
    public mutating func add(_ role: Turn.Role, _ parts: [Part], extras: [ExtraField] = []) {
        let named = named(parts)
        // No copy of the last turn is held here, so that a turn of very many messages grows in place.
        var wasSorted = true
        if extras.isEmpty, turns.last?.role == role, turns.last?.extras.isEmpty == true {
            wasSorted = turns[turns.count - 1].parts.last?.isToolResult ?? true
            turns[turns.count - 1].parts += named
        } else {
            turns.append(Turn(role, named, extras: extras))
        }
        guard role == .user, turns[turns.count - 1].parts.count <= Self.longestReach,
            let last = named.lastIndex(where: \.isToolResult),
            !wasSorted || named[..<last].contains(where: { !$0.isToolResult })
        else { return }
        let all = turns[turns.count - 1].parts
        turns[turns.count - 1].parts = all.filter(\.isToolResult) + all.filter { !$0.isToolResult }
    }

    private func named(_ parts: [Part]) -> [Part] {
        parts.map { part in
            guard case .toolResult(var result) = part.content, result.name.isEmpty,
                let call = call(result.callID)
            else { return part }
            result.name = call.name
            result.isCustom = call.isCustom
            return Part(.toolResult(result), extras: part.extras)
        }
    }

    /// The latest call with the id.
    private func call(_ id: String) -> ToolCall? {
        var left = Self.longestReach
        for turn in turns.reversed() {
            left -= 1
            guard left > 0 else { return nil }
            guard turn.role == .assistant else { continue }
            for part in turn.parts.reversed() {
                left -= 1
                guard left > 0 else { return nil }
                if case .toolCall(let call) = part.content, call.id == id { return call }
            }
        }
        return nil
    }
}

extension Part {
    /// Whether the part is what a tool gave back.
    public var isToolResult: Bool {
        if case .toolResult = content { return true }
        return false
    }
}
