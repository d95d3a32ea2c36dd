// SPDX-License-Identifier: Apache-2.0

/// Links legacy function calls, which have no ids, to their results by the functions' names.
struct ChatLegacyCalls {
    private var count = 0
    private var open: [String: String] = [:]

    /// The id of the next call, the same each time the conversation is read.
    mutating func call(_ name: String) -> String {
        count += 1
        let id = "call_\(count)"
        open[name] = id
        return id
    }

    /// The id of the call that a result of the function answers.
    mutating func result(_ name: String) -> String {
        open.removeValue(forKey: name) ?? call(name)
    }
}
