// SPDX-License-Identifier: Apache-2.0

/// The relations between English words that the embedded table knows; asks nothing of the disk.
///
/// The table is compiled from WordNet and our own lists; docs/verifier/README.md has its format.
struct WordTable: Sendable {
    /// How two words stand to each other, by their first senses.
    struct Relation: OptionSet, Sendable {
        let rawValue: UInt8
        static let synonym = Relation(rawValue: 1)
        static let antonym = Relation(rawValue: 2)
        /// Kinds of one thing by WordNet: cat and dog.
        static let kin = Relation(rawValue: 4)
        /// One is a kind of the other.
        static let wider = Relation(rawValue: 8)
        /// Members of one of our own sets, which exclude each other: daily and weekly.
        static let sister = Relation(rawValue: 16)
        /// One is a part or member of the other.
        static let part = Relation(rawValue: 32)
    }

    private struct Record {
        let text: Range<Int>
        let synsets: Range<Int>
        let parents: Range<Int>
        let opposites: Range<Int>
        let sets: Range<Int>
        let parts: Range<Int>
        let note: UInt16
    }

    private var records: [Record] = []
    private var forms: [String: Int] = [:]
    private var ids: [UInt32] = []
    private var text: [UInt8] = []
    private var buckets: [UInt32] = []

    static let empty = WordTable()

    private init() {}

    /// Reads the table; nil if the version, a length or an index is not what it must be.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let table = TableReader(bytes, magic: "ISWORDS1"), let counts = table.words(at: 8, count: 7),
            Int(counts[6]) <= bytes.count,
            counts[3] >= 48, counts[5] <= counts[6], counts[4] <= counts[5],
            let ids = table.words(at: Int(counts[4]), count: (Int(counts[5]) - Int(counts[4])) / 4),
            let text = table.bytes(at: Int(counts[5]), count: Int(counts[6]) - Int(counts[5]))
        else { return nil }
        self.ids = ids
        self.text = text
        guard readRecords(table, at: Int(counts[2]), count: Int(counts[0])),
            readForms(table, at: Int(counts[3]), count: Int(counts[1]))
        else {
            return nil
        }
        fillBuckets()
    }

    private mutating func readRecords(_ table: TableReader, at start: Int, count: Int) -> Bool {
        guard let bytes = table.bytes(at: start, count: count * 16),
            let fields = table.words(at: start, count: count * 4)
        else { return false }
        records.reserveCapacity(count)
        for index in 0..<count {
            let place = Int(fields[index * 4])
            var id = Int(fields[index * 4 + 1])
            let sizes = (0..<6).map { Int(bytes[index * 16 + 8 + $0]) }
            func run(_ size: Int) -> Range<Int> {
                defer { id += size }
                return id..<id + size
            }
            let record = Record(
                text: place..<place + sizes[0], synsets: run(sizes[1]), parents: run(sizes[2]),
                opposites: run(sizes[3]),
                sets: run(sizes[4]), parts: run(sizes[5]),
                note: UInt16(bytes[index * 16 + 14]) | UInt16(bytes[index * 16 + 15]) << 8)
            guard id <= ids.count, record.text.upperBound <= text.count else { return false }
            records.append(record)
        }
        return true
    }

    private mutating func readForms(_ table: TableReader, at start: Int, count: Int) -> Bool {
        guard let bytes = table.bytes(at: start, count: count * 12),
            let fields = table.words(at: start, count: count * 3)
        else { return false }
        for index in 0..<count {
            let place = Int(fields[index * 3])
            let base = Int(fields[index * 3 + 1])
            let length = Int(bytes[index * 12 + 8])
            guard base < records.count, place + length <= text.count else { return false }
            forms[String(decoding: text[place..<place + length], as: UTF8.self)] = base
        }
        return true
    }

    private static let none = UInt32.max

    private mutating func fillBuckets() {
        var size = 1024
        while size < records.count * 2 { size *= 2 }
        buckets = Array(repeating: Self.none, count: size)
        for (number, record) in records.enumerated() {
            var slot = Self.hash(text[record.text]) & (size - 1)
            while buckets[slot] != Self.none { slot = (slot + 1) & (size - 1) }
            buckets[slot] = UInt32(number)
        }
    }

    private static func hash(_ text: some Sequence<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: (hash ^ (hash >> 29)) & 0x7FFF_FFFF)
    }

    var isEmpty: Bool { records.isEmpty }

    /// The number of a word; nil if it is not in the table.
    func word(_ spelling: some StringProtocol) -> Int? {
        guard !records.isEmpty else { return nil }
        let utf8 = spelling.utf8
        var slot = Self.hash(utf8) & (buckets.count - 1)
        while buckets[slot] != Self.none {
            let range = records[Int(buckets[slot])].text
            if range.count == utf8.count, text[range].elementsEqual(utf8) { return Int(buckets[slot]) }
            slot = (slot + 1) & (buckets.count - 1)
        }
        return nil
    }

    /// The number of an irregular form's base.
    func irregular(_ form: String) -> Int? { forms[form] }

    /// How often WordNet's texts use it.
    func count(_ word: Int) -> Int { Int(records[word].note >> 5) }
    func isNoun(_ word: Int) -> Bool { records[word].note & 1 != 0 }
    func isVerb(_ word: Int) -> Bool { records[word].note & 2 != 0 }
    func isAdjective(_ word: Int) -> Bool { records[word].note & 4 != 0 }
    /// Whether it is only a name: of a place, a person, a work.
    func isInstance(_ word: Int) -> Bool { records[word].note & 16 != 0 }
    /// Whether one of our own sets of sisters holds it.
    func isListed(_ word: Int) -> Bool { !records[word].sets.isEmpty }

    /// Words of more than one word, as they are written.
    var phrases: [String] {
        records.compactMap { record in
            text[record.text].contains(0x20) ? String(decoding: text[record.text], as: UTF8.self) : nil
        }
    }

    /// How two words of the table stand to each other.
    func relation(_ one: Int, _ other: Int) -> Relation {
        if one == other { return .synonym }
        let (mine, theirs) = (records[one], records[other])
        var relation: Relation = []
        if ids[mine.opposites].contains(UInt32(other)) || ids[theirs.opposites].contains(UInt32(one)) {
            relation.insert(.antonym)
        }
        if meet(mine.synsets, theirs.synsets) { relation.insert(.synonym) }
        if meet(mine.parents, theirs.synsets) || meet(theirs.parents, mine.synsets) { relation.insert(.wider) }
        if meet(mine.parents, theirs.parents) { relation.insert(.kin) }
        if meet(mine.sets, theirs.sets) { relation.insert(.sister) }
        if ids[mine.parts].contains(UInt32(other)) || ids[theirs.parts].contains(UInt32(one)) { relation.insert(.part) }
        return relation
    }

    /// Whether two ascending runs share an id.
    private func meet(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
        var (left, right) = (one.lowerBound, other.lowerBound)
        while left < one.upperBound, right < other.upperBound {
            if ids[left] == ids[right] { return true }
            if ids[left] < ids[right] { left += 1 } else { right += 1 }
        }
        return false
    }
}
