// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Counts as the log's records hold them.
extension KeptUsage {
    /// Appends the counts, and the cost if it was told.
    func pack(into buffer: inout ByteBuffer) {
        buffer.writeMultipleIntegers(
            Int64(input), Int64(output), Int64(cachedRead), Int64(cacheWrite), Int64(reasoning),
            Int64(cacheWriteHour), Int64(audioInput), Int64(imageInput), Int64(audioOutput), tier,
            endianness: .little)
        if let toldCost { buffer.writeInteger(toldCost, endianness: .little) }
    }

    /// Reads what ``pack(into:)`` wrote; nil if it is not whole.
    init?(packed bytes: inout ByteBuffer, isCostTold: Bool) {
        guard
            let counts = bytes.readMultipleIntegers(
                endianness: .little,
                as: (Int64, Int64, Int64, Int64, Int64, Int64, Int64, Int64, Int64, UInt8).self)
        else { return nil }
        input = Int(counts.0)
        output = Int(counts.1)
        cachedRead = Int(counts.2)
        cacheWrite = Int(counts.3)
        reasoning = Int(counts.4)
        cacheWriteHour = Int(counts.5)
        audioInput = Int(counts.6)
        imageInput = Int(counts.7)
        audioOutput = Int(counts.8)
        tier = counts.9
        toldCost = nil
        guard isCostTold else { return }
        guard let cost: Int64 = bytes.readInteger(endianness: .little) else { return nil }
        toldCost = cost
    }
}
