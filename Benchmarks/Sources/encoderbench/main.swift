// SPDX-License-Identifier: Apache-2.0

import CComputeBound
import CEncoderKernels
import Embedder
import Foundation

// encoderbench FOLDER [LEVEL]: the encoder behind standard input and output, for the scripts in Benchmarks/encoder.
//
// A line asks, a line answers; fields are set apart by tabs, texts and vectors are base64:
//   tokens TEXT                     numbers, starts and ends of the word pieces, each set apart by commas
//   vector PRECISION TEXT           the unit vector, 384 floats
//   time PRECISION ROUNDS TEXT      milliseconds of each round
//   bound                           int8 multiplications in a nanosecond, at most
//   level                           the instructions in use
func run() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 2 || arguments.count == 3 else {
        FileHandle.standardError.write(Data("usage: encoderbench FOLDER [LEVEL]\n".utf8))
        exit(2)
    }
    let levels = (0..<UInt32(cpu_level_count)).map { cpu_level(rawValue: $0) }
    let wanted = arguments.count == 3 ? arguments[2] : ""
    let level = levels.first { String(cString: cpu_level_name($0)) == wanted } ?? cpu_level_best()
    let encoder = try Encoder(EncoderFiles(folder: arguments[1]), level: level)
    let scratch = try EncoderScratch()
    let clock = ContinuousClock()

    func text(_ field: String) -> [UInt8] { Array(Data(base64Encoded: field) ?? Data()) }

    func answer(_ fields: [String]) throws -> String {
        switch (fields.first, fields.count) {
        case ("tokens", 2):
            let pieces = encoder.pieces(of: text(fields[1]).span, scratch: scratch)
            let columns = [
                pieces.numbers.map(String.init), pieces.ranges.map { "\($0.lowerBound)" },
                pieces.ranges.map { "\($0.upperBound)" },
            ]
            return columns.map { $0.joined(separator: ",") }.joined(separator: "\t")
        case ("vector", 3):
            let precision = EncoderPrecision(rawValue: fields[1]) ?? .int8
            let encoding = try encoder.encode(text(fields[2]).span, precision: precision, scratch: scratch)
            return encoding.pooled.withUnsafeBytes { Data($0).base64EncodedString() }
        case ("time", 4):
            let precision = EncoderPrecision(rawValue: fields[1]) ?? .int8
            let bytes = text(fields[3])
            let rounds = Int(fields[2]) ?? 1
            var times: [String] = []
            for _ in 0..<rounds {
                let start = clock.now
                _ = try encoder.encode(bytes.span, precision: precision, scratch: scratch)
                let took = clock.now - start
                times.append("\(Double(took.components.attoseconds) / 1e15 + Double(took.components.seconds) * 1e3)")
            }
            return times.joined(separator: ",")
        case ("bound", 1): return "\(compute_bound_int8())"
        case ("level", 1): return String(cString: cpu_level_name(level))
        default: return "?"
        }
    }

    while let line = readLine() {
        let reply: String
        do { reply = try answer(line.components(separatedBy: "\t")) } catch { reply = "! \(error)" }
        FileHandle.standardOutput.write(Data((reply + "\n").utf8))
    }
}

do { try run() } catch {
    FileHandle.standardError.write(Data("encoderbench: \(error)\n".utf8))
    exit(1)
}
