// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// A matrix of float64 that NumPy reads.
struct Matrix {
    let columns: Int
    private(set) var rows = 0
    private var data = Data()

    init(columns: Int) {
        self.columns = columns
    }

    mutating func append(_ row: [Double]) {
        precondition(row.count == columns, "a row of \(row.count) values in a matrix of \(columns) columns")
        row.withUnsafeBytes { data.append(contentsOf: $0) }
        rows += 1
    }

    /// Writes the format `.npy`, version 1.0.
    func write(to path: String) throws {
        let shape = columns == 1 ? "(\(rows),)" : "(\(rows), \(columns))"
        var header = "{'descr': '<f8', 'fortran_order': False, 'shape': \(shape), }"
        header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
        var file = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0])
        file.append(UInt8(header.utf8.count & 0xFF))
        file.append(UInt8(header.utf8.count >> 8))
        file.append(contentsOf: header.utf8)
        try (file + data).write(to: URL(fileURLWithPath: path))
    }
}
