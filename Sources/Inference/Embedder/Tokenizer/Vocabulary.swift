// SPDX-License-Identifier: Apache-2.0

/// The word pieces that the encoder knows, found by their bytes.
///
/// Made from `vocab.txt`: one piece a line, its number the line's, counted from 0. Pieces that go on a word begin with
/// `##`.
struct Vocabulary: Sendable {
    /// The piece for words that cannot be written with known pieces.
    let unknown: Int32
    /// The mark before every text.
    let start: Int32
    /// The mark behind every text.
    let end: Int32
    /// Names in brackets that stand for themselves wherever they occur, with their numbers.
    let marks: [(name: [UInt8], number: Int32)]
    /// How many pieces there are.
    let count: Int
    /// No piece has more bytes, its `##` apart.
    let longest: Int

    private let bytes: [UInt8]
    /// Where the bytes of each piece begin, its `##` apart; one more for the end of the last.
    private let places: [Int32]
    private let lengths: [UInt8]
    private let slots: [Slot]
    private let mask: Int

    private struct Slot {
        var tag: UInt32 = 0
        var number: Int32 = -1
    }

    /// - Parameter file: the bytes of `vocab.txt`.
    init(file: [UInt8]) throws(EncoderFailure) {
        let lines = file.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            line.last == 0x0D ? line.dropLast() : line
        }
        let pieces = lines.last?.isEmpty == true ? lines.dropLast() : lines[...]
        guard pieces.count <= 1 << 20, !pieces.contains(where: { $0.count > 255 }) else {
            throw EncoderFailure.vocabulary("it has lines that are no word pieces")
        }
        var slotCount = 1024
        while slotCount < pieces.count * 2 { slotCount *= 2 }
        var slots = [Slot](repeating: Slot(), count: slotCount)
        var bytes: [UInt8] = []
        var places: [Int32] = []
        var lengths: [UInt8] = []
        var longest = 1
        var special: [[UInt8]: Int32] = [:]
        for (number, piece) in pieces.enumerated() {
            let goesOn = piece.count > 2 && piece.starts(with: [0x23, 0x23])
            let name = goesOn ? piece.dropFirst(2) : piece
            places.append(Int32(bytes.count))
            lengths.append(UInt8(name.count))
            bytes.append(contentsOf: name)
            longest = max(longest, name.count)
            if piece.first == 0x5B, piece.last == 0x5D { special[Array(piece)] = Int32(number) }
            let hash = PieceHash.finish(PieceHash.of(name), goesOn: goesOn)
            var slot = Int(truncatingIfNeeded: hash) & (slotCount - 1)
            while slots[slot].number >= 0 { slot = (slot + 1) & (slotCount - 1) }
            slots[slot] = Slot(tag: UInt32(truncatingIfNeeded: hash >> 32), number: Int32(number))
        }
        func number(_ name: String) throws(EncoderFailure) -> Int32 {
            guard let number = special[Array(name.utf8)] else { throw EncoderFailure.vocabulary("it has no \(name)") }
            return number
        }
        unknown = try number("[UNK]")
        start = try number("[CLS]")
        end = try number("[SEP]")
        marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].compactMap { name in
            special[Array(name.utf8)].map { (Array(name.utf8), $0) }
        }
        count = pieces.count
        self.longest = longest
        self.bytes = bytes
        self.places = places
        self.lengths = lengths
        self.slots = slots
        mask = slotCount - 1
    }

    /// The number of the piece that `name` spells, or -1.
    ///
    /// - Parameters:
    ///   - name: the piece's bytes, without `##`.
    ///   - hash: ``PieceHash`` of them, finished for pieces that begin or go on a word.
    func number(of name: Span<UInt8>, hash: UInt64) -> Int32 {
        let tag = UInt32(truncatingIfNeeded: hash >> 32)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot].number >= 0 {
            if slots[slot].tag == tag, spells(slots[slot].number, name) { return slots[slot].number }
            slot = (slot + 1) & mask
        }
        return -1
    }

    private func spells(_ number: Int32, _ name: Span<UInt8>) -> Bool {
        guard Int(lengths[Int(number)]) == name.count else { return false }
        let place = Int(places[Int(number)])
        for offset in 0..<name.count where bytes[place + offset] != name[offset] { return false }
        return true
    }
}
