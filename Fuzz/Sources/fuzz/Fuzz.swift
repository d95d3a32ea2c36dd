// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The command: `fuzz list`, `fuzz run TARGET …`, `fuzz replay TARGET FILE…`, `fuzz recover INPUT-FILE COPY`.
@main
struct Fuzz {
    static func main() {
        do {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch let violation as Violation {
            fail("violation: \(violation.rule)", code: 1)
        } catch {
            fail("\(error)", code: 2)
        }
    }

    private static func run(_ arguments: [String]) throws {
        switch arguments.first {
        case "list": for target in Catalogue.targets { print(target.name) }
        case "run" where arguments.count >= 2:
            try campaign(Catalogue.target(arguments[1]), Options(arguments.dropFirst(2)))
        case "replay" where arguments.count >= 3:
            let target = try Catalogue.target(arguments[1])
            for path in arguments.dropFirst(2) { try replay(target, path) }
        case "recover" where arguments.count == 3:
            try Data(InputFile.read(arguments[1])).write(to: URL(fileURLWithPath: arguments[2]))
        default:
            throw UsageError(
                """
                usage: fuzz list
                       fuzz run TARGET --seeds FOLDER --input-file FILE [--seed N] [--executions N] [--seconds N]
                       fuzz replay TARGET FILE...
                       fuzz recover INPUT-FILE COPY
                """)
        }
    }

    private static func campaign<Target: FuzzTarget>(_: Target.Type, _ options: Options) throws {
        let file = try InputFile(path: options.inputFile)
        var campaign = try Campaign<Target>(seed: options.seed, seeds: options.readSeeds(Target.name), file: file)
        try campaign.run(.init(executions: options.executions, seconds: options.seconds))
    }

    private static func replay<Target: FuzzTarget>(_: Target.Type, _ path: String) throws {
        let input = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        var target = Target()
        let start = ContinuousClock.now
        _ = try target.run(input)
        print("\(path): \(input.count) bytes, \(ContinuousClock.now - start)")
    }

    private static func fail(_ message: String, code: Int32) -> Never {
        FileHandle.standardError.write(Data((message + "\n").utf8))
        exit(code)
    }
}
