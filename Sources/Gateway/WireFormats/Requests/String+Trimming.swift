// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The string without ASCII white space at its ends.
    var trimmingSpace: Substring {
        var rest = Substring(self)
        while let first = rest.utf8.first, first == 0x20 || (9...13).contains(first) { rest.removeFirst() }
        while let last = rest.utf8.last, last == 0x20 || (9...13).contains(last) { rest.removeLast() }
        return rest
    }
}
