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
        let synsets: Range<Int>
        let parents: Range<Int>
        let opposites: Range<Int>
        let sets: Range<Int>
        let parts: Range<Int>
        let note: UInt16
    }

    private var records: [Record] = []
    private var spellings = SpellingIndex()
    private var forms = SpellingIndex()
    /// For each irregular form the number of its base.
    private var bases: [UInt32] = []
    private var ids: [UInt32] = []
    private var text: [UInt8] = []

    static let empty = WordTable()

    private init() {}

    /// Reads the table.
    ///
    /// - Throws: `TableDefect` if the version, the checksum, a length or an index is not what it must be.
    init(_ bytes: UnsafeRawBufferPointer) throws(TableDefect) {
        let table = try TableReader(bytes, name: "ISWORDS", checksumAt: 40)
        guard let counts = table.words(at: 8, count: 7), Int(counts[6]) == bytes.count,
            counts[3] >= 48, counts[5] <= counts[6], counts[4] <= counts[5],
            let ids = table.words(at: Int(counts[4]), count: (Int(counts[5]) - Int(counts[4])) / 4),
            let text = table.bytes(at: Int(counts[5]), count: Int(counts[6]) - Int(counts[5]))
        else { throw .damaged("head of the words") }
        self.ids = ids
        self.text = text
        guard readRecords(table, at: Int(counts[2]), count: Int(counts[0])),
            readForms(table, at: Int(counts[3]), count: Int(counts[1]))
        else {
            throw .damaged("words")
        }
    }

    private mutating func readRecords(_ table: TableReader, at start: Int, count: Int) -> Bool {
        guard let bytes = table.bytes(at: start, count: count * 16),
            let fields = table.words(at: start, count: count * 4)
        else { return false }
        records.reserveCapacity(count)
        var places: [SpellingIndex.Place] = []
        places.reserveCapacity(count)
        for index in 0..<count {
            let place = SpellingIndex.Place(start: fields[index * 4], length: UInt32(bytes[index * 16 + 8]))
            var id = Int(fields[index * 4 + 1])
            func run(_ number: Int) -> Range<Int> {
                let start = id
                id += Int(bytes[index * 16 + 8 + number])
                return start..<id
            }
            let record = Record(
                synsets: run(1), parents: run(2), opposites: run(3), sets: run(4), parts: run(5),
                note: UInt16(bytes[index * 16 + 14]) | UInt16(bytes[index * 16 + 15]) << 8)
            guard id <= ids.count, place.range.upperBound <= text.count else { return false }
            records.append(record)
            places.append(place)
        }
        spellings = SpellingIndex(places, text: text)
        return true
    }

    private mutating func readForms(_ table: TableReader, at start: Int, count: Int) -> Bool {
        guard let bytes = table.bytes(at: start, count: count * 12),
            let fields = table.words(at: start, count: count * 3)
        else { return false }
        var places: [SpellingIndex.Place] = []
        for index in 0..<count {
            let place = SpellingIndex.Place(start: fields[index * 3], length: UInt32(bytes[index * 12 + 8]))
            let base = fields[index * 3 + 1]
            guard Int(base) < records.count, place.range.upperBound <= text.count else { return false }
            places.append(place)
            bases.append(base)
        }
        forms = SpellingIndex(places, text: text)
        return true
    }

    var isEmpty: Bool { records.isEmpty }

    /// The number of the word that is spelled with these bytes, and one more if there is one; nil if it is not in the table.
    func word(_ spelling: UnsafeBufferPointer<UInt8>, then last: UInt8? = nil) -> Int? {
        spellings.number(spelling, then: last, in: text)
    }

    /// The number of a word; nil if it is not in the table.
    func word(_ spelling: String) -> Int? {
        var copy = spelling
        return copy.withUTF8 { word($0) }
    }

    /// The number of an irregular form's base.
    func irregular(_ form: UnsafeBufferPointer<UInt8>) -> Int? {
        forms.number(form, in: text).map { Int(bases[$0]) }
    }

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
        spellings.places.compactMap { place in
            text[place.range].contains(0x20) ? String(decoding: text[place.range], as: UTF8.self) : nil
        }
    }

    /// How two words of the table stand to each other.
    func relation(_ one: Int, _ other: Int) -> Relation {
        if one == other { return .synonym }
        let (mine, theirs) = (records[one], records[other])
        var relation: Relation = []
        if areAntonyms(one, other) { relation.insert(.antonym) }
        if meet(mine.synsets, theirs.synsets) { relation.insert(.synonym) }
        if meet(mine.parents, theirs.synsets) || meet(theirs.parents, mine.synsets) { relation.insert(.wider) }
        if meet(mine.parents, theirs.parents) { relation.insert(.kin) }
        if meet(mine.sets, theirs.sets) { relation.insert(.sister) }
        if ids[mine.parts].contains(UInt32(other)) || ids[theirs.parts].contains(UInt32(one)) { relation.insert(.part) }
        return relation
    }

    func areAntonyms(_ one: Int, _ other: Int) -> Bool {
        ids[records[one].opposites].contains(UInt32(other)) || ids[records[other].opposites].contains(UInt32(one))
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
