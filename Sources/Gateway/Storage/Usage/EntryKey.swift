// SPDX-License-Identifier: Apache-2.0

/// The key of an entry in its table: what its request's id begins with, the request's number and the part, in one number.
///
/// Entries of one origin are neighbours, in the order in which their requests began; a request and its calls stand side by
/// side. What does not fit has no key, rather than another's.
struct EntryKey: Equatable {
    /// From the top: 22 bits of the origin's word, 33 of the number, 8 of the part.
    let id: Int64

    private static let partBits: Int64 = 8
    private static let numberBits: Int64 = 33
    private static let originBits: Int64 = 22
    /// Ids without a number have this one, which is one more than a number can be.
    private static let noNumber: Int64 = 1 << 32

    /// A key from the table.
    init(id: Int64) { self.id = id }

    /// - Parameter number: less than zero for an id without one.
    init?(origin: Int64, number: Int64, part: Int64) {
        guard origin >= 0, origin < 1 << Self.originBits, number >= -1, number < Self.noNumber, part >= 0,
            part < 1 << Self.partBits
        else { return nil }
        let number = number < 0 ? Self.noNumber : number
        id = origin << (Self.numberBits + Self.partBits) | number << Self.partBits | part
    }

    var origin: Int64 { id >> (Self.numberBits + Self.partBits) }

    var number: Int64 {
        let number = id >> Self.partBits & (1 << Self.numberBits - 1)
        return number == Self.noNumber ? -1 : number
    }

    var part: Int64 { id & (1 << Self.partBits - 1) }

    /// What sets origins apart, for statements that go from one to the next.
    static let originShift = numberBits + partBits
    /// The bits that are zero in the keys of requests.
    static let partMask: Int64 = 1 << partBits - 1

    /// All keys that an origin can have.
    static func all(of origin: Int64) -> ClosedRange<Int64> {
        origin << originShift...(origin << originShift | (1 << originShift - 1))
    }

    /// Those of an origin that have a number.
    static func numbered(of origin: Int64) -> ClosedRange<Int64> {
        origin << originShift...(origin << originShift | (noNumber << partBits - 1))
    }

    /// The keys of a request and its calls; nil if there can be none.
    static func all(of number: RequestNumber, origin: Int64) -> ClosedRange<Int64>? {
        EntryKey(origin: origin, number: number.number, part: 0).map { $0.id...($0.id | partMask) }
    }
}
