// SPDX-License-Identifier: Apache-2.0

internal import CEncoderKernels
internal import Locking

extension VectorIndex {
    /// The entries of a partition that are nearest to a text, nearest first.
    ///
    /// - Parameters:
    ///   - whole: the vector of the whole text.
    ///   - parts: the vectors of its parts; not needed for a text of one part.
    ///   - partition: where to look.
    ///   - limit: how many entries are wanted.
    ///   - floor: entries less similar than this are not wanted.
    ///   - now: entries that have expired then are passed over; in milliseconds.
    /// - Returns: at most `limit` entries; none if a vector has the wrong dimension or no direction.
    public func search(
        _ whole: [Float], parts: [[Float]] = [], in partition: PartitionKey, limit: Int, floor: Float = -1, now: Int64
    ) -> [Neighbour] {
        guard limit > 0, let query = ScanQuery(whole, dimension: dimension, stride: stride) else { return [] }
        var partQueries: [ScanQuery] = []
        if parts.count > 1 {
            partQueries = parts.compactMap { ScanQuery($0, dimension: dimension, stride: stride) }
            guard partQueries.count == parts.count else { return [] }
        }
        let shard = shard(partition)
        let rows = shard.content.withLock { $0.partitions[partition]?.beginReading() ?? [] }
        guard !rows.isEmpty else { return [] }
        let found = nearest(to: query, among: rows, limit: limit, floor: floor, now: now).map { place in
            (place, leastSimilarity(of: place, to: partQueries, in: rows))
        }
        let entries = shard.content.withLock { content in
            IndexPartition.endReading(rows)
            // What was removed meanwhile is not there any more.
            return found.filter { content.contains($0.0.id) }.map { ($0, content.parts(of: $0.0.id)) }
        }
        let queries = partQueries.isEmpty ? [query] : partQueries
        return entries.map { found, parts in
            let (place, leastToRow) = found
            let least = parts.map { leastSimilarity(of: queries, and: $0) } ?? leastToRow ?? place.similarity
            return Neighbour(id: place.id, similarity: place.similarity, leastPartSimilarity: least)
        }
    }

    /// A row that was looked at in full.
    private struct Place {
        let segment: Int
        let row: Int
        let id: UInt64
        let similarity: Float
    }

    private func nearest(
        to query: ScanQuery, among rows: [ReadableRows], limit: Int, floor: Float, now: Int64
    ) -> [Place] {
        let candidates = scan(rows, for: query, limit: limit, floor: floor, now: now)
        var places: [Place] = []
        for candidate in candidates {
            if places.count == limit, candidate.most < places[limit - 1].similarity { break }
            let similarity = similarity(of: candidate.row, in: rows[candidate.segment].segment, to: query)
            guard similarity >= floor else { continue }
            if places.count == limit, similarity <= places[limit - 1].similarity { continue }
            let place = Place(
                segment: candidate.segment, row: candidate.row,
                id: rows[candidate.segment].segment.ids[candidate.row], similarity: similarity)
            places.insert(place, at: places.firstIndex { $0.similarity < similarity } ?? places.count)
            if places.count > limit { places.removeLast() }
        }
        return places
    }

    /// Scans the high bytes of all rows.
    private func scan(
        _ rows: [ReadableRows], for query: ScanQuery, limit: Int, floor: Float, now: Int64
    ) -> [CandidateList.Candidate] {
        var candidates = CandidateList(limit: limit, floor: floor, error: query.error)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: Segment.mostRows) { similarities in
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Segment.mostRows) { picked in
                for (number, part) in rows.enumerated() {
                    let segment = part.segment
                    scan_rows(
                        kernel.level, segment.high, segment.scales, part.count, stride, query.bytes, query.scale,
                        similarities.baseAddress)
                    let count = scan_select(
                        similarities.baseAddress, segment.margins, part.count, candidates.threshold,
                        picked.baseAddress)
                    for place in 0..<count {
                        let row = Int(picked[place])
                        guard segment.expiries[row] > now else { continue }
                        candidates.add(
                            segment: number, row: row, similarity: similarities[row], margin: segment.margins[row])
                    }
                }
            }
        }
        return candidates.sorted()
    }

    private func similarity(of row: Int, in segment: Segment, to query: ScanQuery) -> Float {
        segment.scales[row]
            * scan_refine(
                kernel.level, segment.high + row * stride, segment.low + row * stride, stride, query.unit)
    }

    /// The least similarity of a row to the parts of the text that was searched for; nil if it is one part.
    private func leastSimilarity(of place: Place, to parts: [ScanQuery], in rows: [ReadableRows]) -> Float? {
        let segment = rows[place.segment].segment
        return parts.map { similarity(of: place.row, in: segment, to: $0) }.min()
    }

    /// The least similarity of any part on either side to its nearest on the other.
    private func leastSimilarity(of queries: [ScanQuery], and vectors: QuantisedVectors) -> Float {
        let numbers = vectors.partNumbers
        var nearestToNumber = [Float](repeating: -1, count: numbers.count)
        var least: Float = 1
        for query in queries {
            var nearest: Float = -1
            for (place, number) in numbers.enumerated() {
                let similarity = vectors.dot(number, query.unit)
                nearest = max(nearest, similarity)
                nearestToNumber[place] = max(nearestToNumber[place], similarity)
            }
            least = min(least, nearest)
        }
        return min(least, nearestToNumber.min() ?? 1)
    }
}
