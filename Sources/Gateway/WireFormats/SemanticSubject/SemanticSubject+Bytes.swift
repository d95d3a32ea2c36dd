// SPDX-License-Identifier: Apache-2.0

import Conversation

extension SemanticSubject {
    /// The subject as it is written down: version, two digests, a mark for each field, flags, model and question.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = [Self.version, (kind.isFollowUp ? 1 : 0) | (kind.wantsJSON ? 2 : 0)]
        bytes += partition.bytes
        bytes += evidenceClass.bytes
        for mark in fields.marks { withUnsafeBytes(of: mark.littleEndian) { bytes += $0 } }
        withUnsafeBytes(of: UInt32(kind.model.utf8.count).littleEndian) { bytes += $0 }
        bytes += kind.model.utf8
        bytes += question.utf8
        return bytes
    }

    private static let version: UInt8 = 1

    /// Reads what ``bytes`` wrote; nil if it is not of that form.
    public init?(bytes: [UInt8]) {
        let marks = PartitionFields.Field.allCases.count
        let head = 2 + 64 + 8 * marks + 4
        guard bytes.count >= head, bytes[0] == Self.version, bytes[1] < 4,
            let partition = Fingerprint(bytes: Array(bytes[2..<34])),
            let evidenceClass = Fingerprint(bytes: Array(bytes[34..<66]))
        else { return nil }
        func number(_ place: Int, _ count: Int) -> UInt64 {
            (0..<count).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
        }
        let modelEnd = head + Int(number(head - 4, 4))
        guard modelEnd <= bytes.count, let model = String(validating: bytes[head..<modelEnd], as: UTF8.self),
            let question = String(validating: bytes[modelEnd...], as: UTF8.self), !question.isEmpty
        else { return nil }
        self.partition = partition
        self.evidenceClass = evidenceClass
        fields = PartitionFields(marks: (0..<marks).map { number(66 + 8 * $0, 8) })
        kind = Kind(model: model, isFollowUp: bytes[1] & 1 != 0, wantsJSON: bytes[1] & 2 != 0)
        self.question = question
    }
}
