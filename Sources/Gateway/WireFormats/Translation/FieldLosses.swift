// SPDX-License-Identifier: Apache-2.0

import Conversation

/// What a request loses on its way into another format: harmless fields are named, all others refused.
struct FieldLosses {
    /// Where in a request an extra field stands.
    enum Level {
        case request, turn, part, earlierAnswer, tool
    }

    let origin: WireFormat
    /// The fields that were left out, each once, in the order in which they were met.
    private(set) var dropped: [String] = []

    init(_ origin: WireFormat) { self.origin = origin }

    /// Notes that a field was left out or only nearly met.
    mutating func drop(_ name: String) {
        if !dropped.contains(name) { dropped.append(name) }
    }

    mutating func drop(_ field: ClientField) { drop(field.name(in: origin)) }

    /// The problem that a field which the other format cannot express is refused with.
    func refusal(_ field: ClientField, _ explanation: String) -> TranslationProblem {
        TranslationProblem(.inexpressible, field.name(in: origin), explanation)
    }

    func refusal(_ name: String, _ explanation: String) -> TranslationProblem {
        TranslationProblem(.inexpressible, name, explanation)
    }

    /// Leaves out fields that only the client's format knows, unless one of them matters.
    mutating func leave(_ extras: [ExtraField], _ level: Level) throws(TranslationProblem) {
        for extra in extras {
            let name = Self.prefix(level, origin) + extra.name
            guard HarmlessFields.contains(extra, level) else {
                throw refusal(
                    name, "has no equivalent at this provider; leave it out, or use a model of its own provider")
            }
            drop(name)
        }
    }

    private static func prefix(_ level: Level, _ origin: WireFormat) -> String {
        switch level {
        case .request: ""
        case .turn: ClientField.turn.name(in: origin) + "."
        case .part, .earlierAnswer: ClientField.part.name(in: origin) + "."
        case .tool: ClientField.tool.name(in: origin) + "."
        }
    }
}
