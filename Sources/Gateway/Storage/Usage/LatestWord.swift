// SPDX-License-Identifier: Apache-2.0

/// A word and its number, as it was looked up last.
struct LatestWord {
    var text = ""
    var number: Int64 = 0
}
