// SPDX-License-Identifier: Apache-2.0

/// A JSON document that keeps what a wire test cares about: member order, and numbers as they were written.
///
/// Its literals make the answers of the fake provider readable at the place where they are built.
enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// The digits as they stood in the document.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// One member of an object.
    struct Member: Sendable, Equatable {
        var key: String
        var value: JSONValue
    }

    /// A whole number.
    static func int(_ value: Int) -> JSONValue { .number(String(value)) }

    /// A string, or `null` where there is none.
    static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

    /// The member of that name; of duplicates the last one, as most JSON libraries have it.
    subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var boolValue: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    var intValue: Int? {
        if case .number(let digits) = self { Int(digits) } else { nil }
    }

    var arrayValue: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    var objectMembers: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The texts of a field that takes one string or a list of them; nil where it is neither.
    var textOrTexts: [String]? { stringValue.map { [$0] } ?? arrayValue?.compactMap(\.stringValue) }

    var isNull: Bool { self == .null }

    /// This object without the members of that name; any other value unchanged.
    func removing(_ key: String) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.key != key })
    }
}

// `nil` stays the absence of a value: `null` is written `.null`, lest an optional document become the document `null`.
extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
    init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member(key: $0.0, value: $0.1) })
    }

    init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    init(stringLiteral value: String) { self = .string(value) }

    init(integerLiteral value: Int) { self = .int(value) }

    init(booleanLiteral value: Bool) { self = .bool(value) }
}
