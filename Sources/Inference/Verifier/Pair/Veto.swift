// SPDX-License-Identifier: Apache-2.0

/// A reason for which two prompts are never the same, whatever the model says.
public enum Veto: String, Sendable, CaseIterable, Hashable {
    /// A number, unit, version, date or time differs.
    case number
    /// A month or a day of the week differs.
    case calendar
    /// A path, flag, identifier, address or error code differs.
    case code
    case quotation
    /// One product, place or language stands where the other has another of its kind.
    case name
    /// One is negated, the other is not.
    case negation
    /// Opposites stand in each other's place.
    case opposite
    /// Source and destination, earlier and later, or who does it to whom have changed places.
    case role
    /// Another form of answer is asked for.
    case format
    /// They are written in different languages, or ask for an answer in different ones.
    case language
    /// One asks why, the other how; one when, the other where.
    case question
    /// A prompt points to something outside itself.
    case deictic
    /// One is too long to be compared word by word, and they are not equal.
    case length
    /// One asks about something that is all, only, first or last, the other does not.
    case scope
    /// Everything is the same but a telling word, and nothing says that the two words mean one thing.
    case substitution
    /// One says all that the other says, and more.
    case addition
    /// The same words in another order, and not because one phrase has moved.
    case order
}

/// A veto that spoke, and the words that made it.
public struct VetoFinding: Sendable, Equatable {
    public let veto: Veto
    /// The words, as written; empty where the whole text is the reason.
    public let words: [String]
}
