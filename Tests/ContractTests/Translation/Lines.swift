// SPDX-License-Identifier: Apache-2.0

/// Something written line by line, so that two of it can be compared by people.
enum Lines {
    /// The lines that `new` has not got, with `- ` in front, and those that only it has, with `+ `.
    static func difference(_ old: [String], _ new: [String]) -> [String] {
        new.difference(from: old).map { change in
            switch change {
            case .remove(_, let line, _): "- \(line)"
            case .insert(_, let line, _): "+ \(line)"
            }
        }
    }

    /// JSON as one line in one spelling; the bytes themselves if they are no JSON.
    static func json(_ bytes: [UInt8]) -> String {
        String(decoding: (try? JSONTree(bytes).bytes) ?? bytes, as: UTF8.self)
    }

    static func json(_ text: String) -> String { json(Array(text.utf8)) }

    /// The lines, with texts that follow each other as one.
    static func joined(_ lines: [String]) -> [String] {
        let start = "text: \""
        return lines.reduce(into: []) { joined, line in
            guard line.hasPrefix(start), let last = joined.last, last.hasPrefix(start) else {
                joined.append(line)
                return
            }
            joined[joined.count - 1] = String(last.dropLast() + line.dropFirst(start.count))
        }
    }

    /// A text on one line.
    static func text(_ text: String) -> String { String(decoding: JSONTree.string(text).bytes, as: UTF8.self) }
}
