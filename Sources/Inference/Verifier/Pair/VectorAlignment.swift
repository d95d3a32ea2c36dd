// SPDX-License-Identifier: Apache-2.0

/// How near each telling word of one text comes to a word of the other, by the encoder's word vectors.
struct VectorAlignment {
    /// Highest late cosine of each content word, in the order of `WordMatching.content`; empty without vectors.
    private(set) var late: [Float] = []
    /// Early cosine at the same partner.
    private(set) var early: [Float] = []
    /// The word that came nearest.
    private(set) var nearest: [Int] = []
    private(set) var otherLate: [Float] = []
    private(set) var otherEarly: [Float] = []
    private(set) var otherNearest: [Int] = []

    init(_ one: PreparedText, _ other: PreparedText, _ matching: WordMatching) {
        guard let vectors = one.vectors, let otherVectors = other.vectors else { return }
        (late, early, nearest) = Self.align(
            matching.content, matching.partner, vectors, matching.otherContent, otherVectors)
        (otherLate, otherEarly, otherNearest) = Self.align(
            matching.otherContent, matching.otherPartner, otherVectors, matching.content, vectors)
    }

    private static func align(
        _ words: [Int], _ partner: [Int], _ vectors: WordVectors, _ others: [Int], _ otherVectors: WordVectors
    ) -> ([Float], [Float], [Int]) {
        var (late, early, nearest): ([Float], [Float], [Int]) = ([], [], [])
        late.reserveCapacity(words.count)
        for word in words {
            if partner[word] >= 0 {
                late.append(vectors.late(word, otherVectors, partner[word]))
                early.append(vectors.early(word, otherVectors, partner[word]))
                nearest.append(partner[word])
                continue
            }
            var best: Float = -1
            var place = -1
            for other in others {
                let cosine = vectors.late(word, otherVectors, other)
                if cosine > best {
                    best = cosine
                    place = other
                }
            }
            late.append(place >= 0 ? best : 0)
            early.append(place >= 0 ? vectors.early(word, otherVectors, place) : 0)
            nearest.append(place)
        }
        return (late, early, nearest)
    }
}
