// SPDX-License-Identifier: Apache-2.0

import TOMLKit

/// A TOML document that the parser accepted: its values, and where they stand.
struct TOMLDocument: Sendable {
    /// The root table.
    let root: [String: SettingValue]
    /// Where each value stands.
    let outline: TOMLOutline

    /// Parses `text`.
    init(_ text: String) throws(TOMLSyntaxError) {
        outline = TOMLOutline(text)
        do {
            root = Self.values(of: try TOMLTable(string: text))
        } catch let error as TOMLParseError {
            throw TOMLSyntaxError(line: error.source.begin.line, column: error.source.begin.column)
        } catch {
            throw TOMLSyntaxError(line: 1, column: 1)
        }
    }

    private static func values(of table: TOMLTable) -> [String: SettingValue] {
        var values: [String: SettingValue] = [:]
        for key in table.keys {
            values[key] = table[key].map(value)
        }
        return values
    }

    private static func value(of node: any TOMLValueConvertible) -> SettingValue {
        switch node.type {
        case .table: .table(node.table.map(values) ?? [:])
        case .array: .list(node.array.map { array in array.indices.map { value(of: array[$0]) } } ?? [])
        case .string: .text(node.string ?? "")
        case .int: .integer(node.int ?? 0)
        case .double: .number(node.double ?? 0)
        case .bool: .boolean(node.bool ?? false)
        case .date, .time, .dateTime: .date
        }
    }
}
