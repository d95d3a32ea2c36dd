// SPDX-License-Identifier: Apache-2.0

/// Refuses objects that name a key twice.
///
/// Readers of JSON disagree on which of two equal keys counts. If the gateway and a provider disagreed, the gateway
/// would keep the answer to one question under the name of another.
enum JSONKeyCheck {
    /// Up to this many keys are compared pair by pair.
    private static let pairwise = 12

    static func requireDistinctKeys(
        of object: Int, _ text: Span<UInt8>, _ tape: inout JSONTape
    ) throws(JSONProblem) {
        let end = Int(tape.nodes[object].next)
        tape.keyHashes.removeAll(keepingCapacity: true)
        var key = object + 1
        while key < end {
            let hash = hash(of: key, text, tape)
            if tape.keyHashes.count < pairwise {
                for other in tape.keyHashes where other == hash {
                    throw JSONProblem(.duplicateKey, at: offset(key, tape))
                }
            }
            tape.keyHashes.append(hash)
            key = Int(tape.nodes[key + 1].next)
        }
        guard tape.keyHashes.count > pairwise else { return }
        tape.keyHashes.sort()
        for index in 1..<tape.keyHashes.count where tape.keyHashes[index] == tape.keyHashes[index - 1] {
            throw JSONProblem(.duplicateKey, at: offset(object, tape))
        }
    }

    private static func offset(_ index: Int, _ tape: JSONTape) -> Int { Int(tape.nodes[index].start) }

    /// A 64-bit hash of a key, escapes resolved. Two different keys of one object meet with probability 2⁻⁶⁴ a pair
    /// by chance; whoever searches for such a pair gets a 400 for it.
    private static func hash(of key: Int, _ text: Span<UInt8>, _ tape: JSONTape) -> UInt64 {
        let node = tape.nodes[key]
        let content = text.extracting(Int(node.start)..<Int(node.end))
        if node.isEscaped {
            var bytes: [UInt8] = []
            if JSONText.unescape(content, into: &bytes) { return mix(bytes.span) }
        }
        return mix(content)
    }

    private static func mix(_ bytes: Span<UInt8>) -> UInt64 {
        // The length is spread over all bits, so that no byte of a short key can undo it.
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 &* UInt64(bytes.count + 1)
        var place = 0
        let raw = bytes.bytes
        while place &+ 8 <= bytes.count {
            hash =
                (hash ^ raw.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: UInt64.self))
                &* 0xFF51_AFD7_ED55_8CCD
            hash ^= hash >> 32
            place &+= 8
        }
        var rest: UInt64 = 0
        while place < bytes.count {
            rest = rest << 8 | UInt64(bytes[unchecked: place])
            place &+= 1
        }
        hash = (hash ^ rest) &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ hash >> 29
    }
}
