// SPDX-License-Identifier: Apache-2.0

extension ClassEvidence {
    private static let version: Double = 1
    /// Numbers before those of the bands.
    private static let headCount = 8

    /// The evidence as it is written down: doubles, least byte first. It is as of `now`; ages are not in it.
    public func bytes(now: Int64) -> [UInt8] {
        var copy = self
        copy.fade(now)
        let shadows: [Shadow] = [.learning, .overBudget, .drifted]
        var numbers: [Double] = [
            Self.version, Double(copy.servedBand ?? -1), Double(shadows.firstIndex(of: copy.shadow) ?? 0),
            copy.drift.height, copy.auditShare, copy.sinceLook, copy.lookDue, copy.seen,
        ]
        for band in copy.bands { numbers += [band.judged, band.wrong, band.doubtful, band.seen] }
        return numbers.flatMap { number in withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) } }
    }

    /// Reads what ``bytes(now:)`` wrote `age` milliseconds ago; nil if it is not of that form or cannot be true.
    public init?(_ bytes: [UInt8], _ budget: ErrorBudget, age: Int64, now: Int64) {
        guard bytes.count == 8 * (Self.headCount + 4 * ScoreGrid.count) else { return nil }
        let numbers = stride(from: 0, to: bytes.count, by: 8).map { place in
            Double(bitPattern: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) })
        }
        let shadows: [Shadow] = [.learning, .overBudget, .drifted]
        guard numbers.allSatisfy({ $0.isFinite && $0 >= -1 && $0 < 1e12 }), numbers[0] == Self.version,
            let shadow = Int(exactly: numbers[2]), shadows.indices.contains(shadow),
            let servedBand = Int(exactly: numbers[1]), servedBand < ScoreGrid.count,
            numbers[3...].allSatisfy({ $0 >= 0 })
        else { return nil }
        self.init(budget, now: now)
        for index in bands.indices {
            let place = Self.headCount + 4 * index
            let (judged, wrong, doubtful) = (numbers[place], numbers[place + 1], numbers[place + 2])
            guard wrong <= doubtful + 1e-9, doubtful <= judged + 1e-9 else { return nil }
            bands[index] = BandEvidence(judged: judged, wrong: wrong, doubtful: doubtful, seen: numbers[place + 3])
        }
        self.servedBand = servedBand < 0 ? nil : servedBand
        self.shadow = shadows[shadow]
        drift = DriftAlarm(budget, height: numbers[3])
        auditShare = min(1, numbers[4])
        sinceLook = numbers[5]
        lookDue = max(numbers[6], budget.fewestLooks / 4)
        seen = numbers[7]
        fadedAt = now - max(0, age)
        // Whatever was served must be within the budget that holds now.
        if self.servedBand != nil { narrow() }
    }
}
