// SPDX-License-Identifier: Apache-2.0

/// Refuses objects that name a key twice.
///
/// Readers of JSON disagree on which of two equal keys counts. If the gateway and a provider disagreed, the gateway
/// would keep the answer to one question under the name of another.
enum JSONKeyCheck {
    /// Up to this many keys are compared pair by pair.
    private static let pairwise = 12

    /// - Parameter object: an object that has ended.
    static func requireDistinctKeys(
        of object: Int, _ text: Span<UInt8>, _ nodes: UnsafeMutableBufferPointer<JSONNode>
    ) throws(JSONProblem) {
        let end = Int(nodes[object].next)
        var key = object &+ 1
        // An object of one member, or none.
        guard key < end, Int(nodes[key &+ 1].next) < end else { return }
        var hashes = InlineArray<12, UInt64>(repeating: 0)
        var count = 0
        while key < end {
            guard count < pairwise else { return try requireDistinctManyKeys(of: object, text, nodes) }
            let hash = hash(of: nodes[key], text)
            for other in 0..<count where hashes[unchecked: other] == hash {
                throw JSONProblem(.duplicateKey, at: Int(nodes[key].start))
            }
            hashes[unchecked: count] = hash
            count &+= 1
            key = Int(nodes[key &+ 1].next)
        }
    }

    private static func requireDistinctManyKeys(
        of object: Int, _ text: Span<UInt8>, _ nodes: UnsafeMutableBufferPointer<JSONNode>
    ) throws(JSONProblem) {
        let end = Int(nodes[object].next)
        var hashes: ContiguousArray<UInt64> = []
        var key = object + 1
        while key < end {
            hashes.append(hash(of: nodes[key], text))
            key = Int(nodes[key + 1].next)
        }
        hashes.sort()
        for index in 1..<hashes.count where hashes[index] == hashes[index - 1] {
            throw JSONProblem(.duplicateKey, at: Int(nodes[object].start))
        }
    }

    /// A 64-bit hash of a key, escapes resolved. Two different keys of one object meet with probability 2⁻⁶⁴ a pair
    /// by chance; whoever searches for such a pair gets a 400 for it.
    @inline(__always)
    private static func hash(of key: JSONNode, _ text: Span<UInt8>) -> UInt64 {
        if key.isEscaped {
            var bytes: [UInt8] = []
            if JSONText.unescape(text.extracting(Int(key.start)..<Int(key.end)), into: &bytes) {
                return mix(bytes.span, 0, bytes.count)
            }
        }
        return mix(text, Int(key.start), Int(key.end &- key.start))
    }

    /// The hash of some bytes; what lies around them has no part in it.
    @inline(__always)
    private static func mix(_ text: Span<UInt8>, _ start: Int, _ length: Int) -> UInt64 {
        // The length is spread over all bits, so that no byte of a short key can undo it.
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 &* UInt64(length &+ 1)
        var place = start
        let end = start &+ length
        let raw = text.bytes
        while place &+ 8 <= end {
            hash =
                (hash ^ raw.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: UInt64.self))
                &* 0xFF51_AFD7_ED55_8CCD
            hash ^= hash >> 32
            place &+= 8
        }
        hash = (hash ^ rest(text, place, end)) &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ hash >> 29
    }

    /// The last bytes of a key, fewer than eight, as one number.
    @inline(__always)
    private static func rest(_ text: Span<UInt8>, _ place: Int, _ end: Int) -> UInt64 {
        if place &+ 8 <= text.count {
            let word = UInt64(
                littleEndian: text.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: UInt64.self))
            let bits = UInt64(truncatingIfNeeded: (end &- place) &* 8)
            return word & ((1 &<< bits) &- 1)
        }
        var rest: UInt64 = 0
        for (shift, at) in (place..<end).enumerated() { rest |= UInt64(text[at]) << UInt64(shift * 8) }
        return rest
    }
}
