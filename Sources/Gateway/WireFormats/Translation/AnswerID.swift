// SPDX-License-Identifier: Apache-2.0

/// Ids for what comes from a format that has none, or has them in another form.
enum AnswerID {
    /// How the ids of answers begin in the formats that say so.
    private static let prefixes = ["chatcmpl-", "msg_", "resp_"]

    /// An answer's id as a format with `prefix` has it: the provider's own if it is one, or else made of it or of the
    /// `seed`.
    static func answer(_ id: String, prefix: String, seed: String) -> String {
        if id.hasPrefix(prefix), id.utf8.count > prefix.utf8.count { return id }
        let foreign = prefixes.first { id.hasPrefix($0) }
        let rest = foreign.map { String(id.dropFirst($0.count)) } ?? id
        return prefix + (rest.isEmpty ? seed : rest)
    }

    /// An id for the tool call at `place` of the answer with the id `answer`: the same each time, and another one for
    /// another answer, since providers refuse conversations in which two calls share an id.
    static func call(_ place: Int, of answer: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in answer.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return "call_\(String(hash, radix: 36))_\(place)"
    }
}
