// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Joins the pieces of a body that came in one read, so that what follows is done once for all of them and not for each.
///
/// Providers send each event of a stream as a chunk of its own, and a busy gateway finds several in a read. One piece alone
/// is not copied. It holds no more than one read.
struct PieceJoiner {
    private var joined: ByteBuffer?
    private var count = 0

    /// Adds a piece.
    ///
    /// - Parameter rest: the bytes behind it in the same read, an upper bound of what is still to be added.
    mutating func add(_ piece: ByteBuffer, followedBy rest: Int) {
        count += 1
        switch count {
        case 1: joined = piece
        case 2: joined = copy(followedBy: piece.readableBytes + rest)
        default: break
        }
        if count > 1 { joined?.writeImmutableBuffer(piece) }
    }

    /// The first piece in a buffer of its own with room for more.
    private func copy(followedBy room: Int) -> ByteBuffer? {
        guard let first = joined else { return nil }
        var copy = ByteBuffer()
        copy.reserveCapacity(first.readableBytes + room)
        copy.writeImmutableBuffer(first)
        return copy
    }

    /// Takes what there is, if anything.
    mutating func take() -> ByteBuffer? {
        defer { self = PieceJoiner() }
        return joined
    }
}
