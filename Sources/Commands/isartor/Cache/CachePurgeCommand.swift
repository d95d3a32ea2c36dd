// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `isartor cache purge`: drops kept answers.
struct CachePurgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge", abstract: "Drop kept answers, in memory and on disk.",
        discussion: "Drops all, or those that --older-than or --id names.")

    @OptionGroup var gateway: GatewayOptions

    @Option(help: ArgumentHelp("Only answers of at least this age, in seconds.", valueName: "seconds"))
    var olderThan: Int?

    @Option(help: ArgumentHelp("Only this answer.", valueName: "id"))
    var id: String?

    func validate() throws {
        guard olderThan == nil || id == nil else { throw ValidationError("--older-than and --id exclude each other") }
        guard (olderThan ?? 0) >= 0 else { throw ValidationError("--older-than is a number of seconds") }
        guard id.map({ $0.utf8.count == 64 && $0.allSatisfy(\.isHexDigit) }) ?? true else {
            throw ValidationError("an answer's id has 64 hexadecimal digits")
        }
    }

    private struct Outcome: Decodable {
        var dropped: Int
    }

    func run() async throws {
        let answer =
            if let id {
                try await gateway.ask("DELETE", "/api/admin/cache/answers/\(id)")
            } else {
                try await gateway.ask(
                    "POST", "/api/admin/cache/purge" + (olderThan.map { "?older_than_secs=\($0)" } ?? ""), seconds: 60)
            }
        let dropped = try GatewayOptions.decode(Outcome.self, answer).dropped
        Terminal.output.line("Dropped \(dropped) answers.")
    }
}
