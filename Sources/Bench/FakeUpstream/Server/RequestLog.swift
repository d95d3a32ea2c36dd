// SPDX-License-Identifier: Apache-2.0

/// The requests of the last while, oldest first, within a budget of bytes.
struct RequestLog: Sendable {
    private let limit: Int
    private var records: [Int: RecordedRequest] = [:]
    private var oldest = 1
    private var newest = 0
    private var size = 0

    init(limit: Int) { self.limit = limit }

    /// The records that are kept, in the order of their arrival.
    var all: [RecordedRequest] { (oldest..<newest + 1).compactMap { records[$0] } }

    mutating func add(_ record: RecordedRequest) {
        records[record.number] = record
        newest = max(newest, record.number)
        size += record.size
        dropOldest()
    }

    /// Changes a record; one that was dropped meanwhile stays dropped.
    mutating func update(_ number: Int, _ change: (inout RecordedRequest) -> Void) {
        guard var record = records.removeValue(forKey: number) else { return }
        size -= record.size
        change(&record)
        records[number] = record
        size += record.size
        dropOldest()
    }

    private mutating func dropOldest() {
        while size > limit, oldest <= newest {
            if let record = records.removeValue(forKey: oldest) { size -= record.size }
            oldest += 1
        }
    }
}
