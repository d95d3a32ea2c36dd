// SPDX-License-Identifier: Apache-2.0

extension PriceTable {
    /// Why a line of a price list cannot be read.
    public struct Problem: Error, Equatable, CustomStringConvertible {
        public let line: Int
        public let reason: String

        public var description: String { "line \(line): \(reason)" }
    }

    /// The prices that come with the program; see ``PriceList``.
    public static var builtIn: PriceTable {
        var table = PriceTable()
        for list in PriceList.all {
            // A test reads every list; a line that cannot be read would be a price that is not known.
            for line in list.split(separator: "\n") { try? table.read(line, number: 0) }
        }
        return table
    }

    /// Reads a price list; the format is described at ``PriceList``.
    public init(_ text: String) throws(Problem) {
        var number = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            try read(line, number: number)
        }
    }

    private mutating func read(_ line: Substring, number: Int) throws(Problem) {
        guard let first = line.first(where: { $0 != " " }), first != "#" else { return }
        let words = line.split(separator: " ")
        func problem(_ reason: String) -> Problem { Problem(line: number, reason: reason) }
        guard words.count > 2 else { throw problem("a provider, a model and prices are needed") }
        var since = 0
        var batch: Int64?
        var threshold: Int64?
        // Prices up to the threshold, and those beyond it.
        var fields: [[Substring: Int64]] = [[:]]
        for word in words.dropFirst(2) {
            let parts = word.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { throw problem("`\(word)` is no `name=value`") }
            switch parts[0] {
            case "since":
                guard let day = CivilDay.day(parts[1]) else { throw problem("`\(word)` names no day") }
                since = day
            case "batch":
                guard let percent = Int64(parts[1]), (1...100).contains(percent) else {
                    throw problem("`\(word)` is no percentage")
                }
                batch = percent
            case "over":
                guard let tokens = Int64(parts[1]), tokens > 0, threshold == nil else {
                    throw problem("`\(word)` names no number of tokens")
                }
                threshold = tokens
                fields.append([:])
            case "in", "out", "read", "w5m", "w1h", "audio-in", "audio-out":
                guard let price = PriceRates.picodollars(perMillion: parts[1]) else {
                    throw problem("`\(word)` names no price in dollars for a million tokens")
                }
                fields[fields.count - 1][parts[0]] = price
            default: throw problem("`\(parts[0])` is not known")
            }
        }
        guard let rates = Self.rates(fields[0]) else { throw problem("`in` and `out` are needed") }
        var long: (Int64, PriceRates)?
        if let threshold {
            guard let rates = Self.rates(fields[1]) else { throw problem("`in` and `out` are needed after `over`") }
            long = (threshold, rates)
        }
        add(
            ModelPrice(since: since, rates: rates, longPrompt: long, batchPercent: batch), provider: String(words[0]),
            model: String(words[1]))
    }

    private static func rates(_ fields: [Substring: Int64]) -> PriceRates? {
        guard let input = fields["in"], let output = fields["out"] else { return nil }
        return PriceRates(
            input: input, output: output, cachedRead: fields["read"], cacheWrite5m: fields["w5m"],
            cacheWrite1h: fields["w1h"], audioInput: fields["audio-in"], audioOutput: fields["audio-out"])
    }
}
