// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The string without ASCII white space at its ends.
    var trimmingSpace: Substring {
        // Byte by byte: a space that carries a combining mark is one character, and the mark must stay.
        var rest = utf8[...]
        while let first = rest.first, first == 0x20 || (9...13).contains(first) { rest.removeFirst() }
        while let last = rest.last, last == 0x20 || (9...13).contains(last) { rest.removeLast() }
        return Substring(rest)
    }
}
