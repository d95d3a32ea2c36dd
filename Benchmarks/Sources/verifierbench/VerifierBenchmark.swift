// SPDX-License-Identifier: Apache-2.0

internal import Embedder
internal import Foundation
internal import Verifier

/// How much processor time the verifier takes to prepare a text and to compare a pair, and whether order matters anywhere.
///
/// Ends with 1 if a limit is passed or a pair is asymmetric. Each figure is the least of several rounds: what other programs
/// do to the caches and the clock of this machine only adds to it.
@main
struct VerifierBenchmark {
    struct Pair: Decodable {
        let a: String
        let b: String
    }

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 2 else {
            print("usage: verifierbench PAIRS.jsonl [ENCODER-FOLDER]")
            exit(64)
        }
        let decoder = JSONDecoder()
        let pairs = try String(contentsOfFile: arguments[1], encoding: .utf8).split(separator: "\n")
            .prefix(4000).map { try decoder.decode(Pair.self, from: Data($0.utf8)) }
        let verifier = try Verifier()
        let texts = pairs.flatMap { [$0.a, $0.b] }

        var prepared: [PreparedText] = []
        let preparing = least { prepared = texts.map(verifier.prepare) }
        let characters = texts.reduce(0) { $0 + $1.utf8.count }
        var isWithin = report(
            "prepare", preparing / Double(texts.count), limit: 50,
            "a text of \(characters / texts.count) bytes on average")

        if arguments.count > 2 {
            let encoder = try Encoder(EncoderFiles(folder: arguments[2]))
            let scratch = try EncoderScratch()
            for index in prepared.indices where !prepared[index].canonical.isEmpty {
                let canonical = Array(prepared[index].canonical.utf8)
                prepared[index].attach(
                    try encoder.encode(canonical.span, tokenLayers: PreparedText.layers, scratch: scratch))
            }
        }
        var same = 0
        let comparing = least {
            same = 0
            for index in pairs.indices where verifier.compare(prepared[2 * index], prepared[2 * index + 1]).isSame {
                same += 1
            }
        }
        isWithin =
            report(
                "compare", comparing / Double(pairs.count), limit: 100,
                "a pair, \(arguments.count > 2 ? "with" : "without") word vectors, \(same) same") && isWithin

        // Each text against others at a distance: many pairs from few texts.
        var asymmetric = 0
        var compared = 0
        for step in 1...13 {
            for index in prepared.indices where compared < 100_000 {
                let other = prepared[(index + step * step) % prepared.count]
                let forth = verifier.compare(prepared[index], other)
                let back = verifier.compare(other, prepared[index])
                compared += 1
                if forth.probability != back.probability || forth.isSame != back.isSame { asymmetric += 1 }
            }
        }
        print("symmetry  \(compared) pairs, \(asymmetric) asymmetric")
        if asymmetric > 0 || !isWithin { exit(1) }
    }

    /// Prints a figure; whether it is within its limit.
    private static func report(_ name: String, _ seconds: Double, limit: Double, _ what: String) -> Bool {
        let microseconds = (seconds * 10_000_000).rounded() / 10
        let isWithin = microseconds <= limit
        print(
            "\(name)   \(microseconds) µs of processor time (limit \(limit)\(isWithin ? "" : ", PASSED")): \(what)")
        return isWithin
    }

    private static func least(_ work: () -> Void) -> Double {
        (0..<5).map { _ in seconds(work) }.min() ?? .infinity
    }

    /// Processor time of this process, so that other programs do not count.
    private static func seconds(_ work: () -> Void) -> Double {
        let start = clock()
        work()
        return Double(clock() - start) / Double(CLOCKS_PER_SEC)
    }
}
