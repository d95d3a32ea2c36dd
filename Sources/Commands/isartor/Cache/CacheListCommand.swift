// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayApp

/// `isartor cache list`: the kept answers, newest first.
struct CacheListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the kept answers, newest first.")

    @OptionGroup var gateway: GatewayOptions

    @Option(help: "How many at most.")
    var limit = 50

    @Flag(help: "Print the gateway's JSON.")
    var json = false

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 10000") }
    }

    func run() async throws {
        let answer = try await gateway.ask("GET", "/api/admin/cache/answers?limit=\(limit)")
        if json { return Terminal.output.line(String(decoding: answer.body, as: UTF8.self)) }
        let listing = try GatewayOptions.decode(CacheListing.self, answer)
        for line in listing.table.lines(on: .output) { Terminal.output.line(line) }
        if listing.next != nil { Terminal.notes.line("There are more; see --limit.") }
    }
}
