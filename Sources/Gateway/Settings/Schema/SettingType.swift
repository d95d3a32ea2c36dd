// SPDX-License-Identifier: Apache-2.0

/// What a setting takes.
public enum SettingType: Sendable, Equatable {
    /// Any text.
    case text
    /// A credential: never shown, blank means none.
    case secret
    /// A whole number in a range; `unit` names what is counted, as "seconds".
    case integer(ClosedRange<Int>, unit: String)
    /// A number in a range.
    case number(ClosedRange<Double>)
    /// `true` or `false`.
    case boolean
    /// One of a few words, in lower case.
    case choice([String])
    /// `host:port` to listen on; an IPv6 address stands in brackets.
    case address
    /// An absolute http or https URL without credentials in it, or blank.
    case url
    /// A list of tables with these fields.
    case tables([SettingField])
    /// A table of such tables, by a name that the user chooses.
    case namedTables([SettingField])
    /// A table from names that the user chooses to text that is not blank.
    case textTable
    /// A table of such tables.
    case textMatrix

    /// What the type expects, for messages: "a whole number of seconds from 1 to 60".
    public var expectation: String {
        switch self {
        case .text: "text"
        case .secret: "a key as text"
        case .integer(let range, let unit):
            range.upperBound == .max
                ? "a whole number of \(unit), at least \(range.lowerBound)"
                : "a whole number of \(unit) from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        case .boolean: "true or false"
        case .choice(let words):
            words.count == 1
                ? TOMLText.string(words[0])
                : "one of " + words.map { TOMLText.string($0) }.joined(separator: ", ")
        case .address: "an address to listen on, as \"127.0.0.1:8080\""
        case .url: "an absolute http:// or https:// URL without credentials in it"
        case .tables(let fields):
            "a list of tables with " + fields.map(\.name).joined(separator: ", ")
        case .namedTables(let fields):
            "a table of tables with " + fields.map(\.name).joined(separator: ", ")
        case .textTable: "a table of names and texts"
        case .textMatrix: "a table of tables of names and texts"
        }
    }

    /// The word for the type in the reference.
    var word: String {
        switch self {
        case .text: "text"
        case .secret: "secret"
        case .integer(_, let unit): "whole number (\(unit))"
        case .number(let range): "number (\(range.lowerBound)–\(range.upperBound))"
        case .boolean: "boolean"
        case .choice(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .address: "address"
        case .url: "URL"
        case .tables(let fields): "list of tables (" + fields.map { "`\($0.name)`" }.joined(separator: ", ") + ")"
        case .namedTables(let fields):
            "table of tables (" + fields.map { "`\($0.name)`" }.joined(separator: ", ") + ")"
        case .textTable: "table of text"
        case .textMatrix: "table of tables of text"
        }
    }

    /// Whether a value is written as one or more `[table]` sections of the file.
    var isTable: Bool {
        switch self {
        case .namedTables, .textTable, .textMatrix: true
        default: false
        }
    }
}
