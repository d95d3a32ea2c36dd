// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What `fuzz run` was told.
struct Options {
    var seeds = ""
    var inputFile = ""
    var seed: UInt64 = 1
    var executions = Int.max
    var seconds = Int.max

    init(_ arguments: some Sequence<String>) throws {
        var rest = Array(arguments)[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { throw UsageError("\(name) needs a value") }
            switch name {
            case "--seeds": seeds = value
            case "--input-file": inputFile = value
            case "--seed": seed = try Self.number(name, value)
            case "--executions": executions = try Self.number(name, value)
            case "--seconds": seconds = try Self.number(name, value)
            default: throw UsageError("there is no option \(name)")
            }
        }
        guard !seeds.isEmpty, !inputFile.isEmpty else { throw UsageError("--seeds and --input-file are needed") }
    }

    /// The seed inputs of a target, in the order of their names.
    func readSeeds(_ target: String) throws -> [[UInt8]] {
        let folder = URL(fileURLWithPath: seeds).appendingPathComponent(target)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        let inputs = try names.map { try [UInt8](Data(contentsOf: folder.appendingPathComponent($0))) }
        guard !inputs.isEmpty else { throw UsageError("no seeds in \(folder.path)") }
        return inputs
    }

    private static func number<Number: FixedWidthInteger>(_ name: String, _ value: String) throws -> Number {
        guard let number = Number(value) else { throw UsageError("\(name) \(value): not a number") }
        return number
    }
}
