// SPDX-License-Identifier: Apache-2.0

/// Inputs of two texts, each on a line of its own or more.
enum TextPair {
    private static let mark = Array("\n%%\n".utf8)

    /// What stands before and behind the first line of `%%`; without one, the halves.
    static func split(_ input: [UInt8]) -> (String, String) {
        for place in input.indices where input[place...].starts(with: mark) {
            return (
                String(decoding: input[..<place], as: UTF8.self),
                String(decoding: input[(place + mark.count)...], as: UTF8.self)
            )
        }
        let middle = input.count / 2
        return (String(decoding: input[..<middle], as: UTF8.self), String(decoding: input[middle...], as: UTF8.self))
    }
}
