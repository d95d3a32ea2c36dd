// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayApp

/// `isartor cache stats`: how full the cache is.
struct CacheStatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stats", abstract: "Show how full the cache is.")

    @OptionGroup var gateway: GatewayOptions

    @Flag(help: "Print the gateway's JSON.")
    var json = false

    func run() async throws {
        let answer = try await gateway.ask("GET", "/api/admin/cache")
        if json { return Terminal.output.line(String(decoding: answer.body, as: UTF8.self)) }
        let status = try GatewayOptions.decode(CacheStatus.self, answer)
        for line in status.lines { Terminal.output.line(line) }
    }
}
