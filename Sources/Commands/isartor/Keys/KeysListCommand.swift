// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayApp

/// `isartor keys list`: the keys in force.
struct KeysListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the keys in force.")

    @OptionGroup var gateway: GatewayOptions

    @Flag(help: "Print the gateway's JSON.")
    var json = false

    func run() async throws {
        let answer = try await gateway.ask("GET", "/key/list")
        if json { return Terminal.output.line(String(decoding: answer.body, as: UTF8.self)) }
        let listing = try GatewayOptions.decode(KeyListing.self, answer)
        for line in listing.table.lines(on: .output) { Terminal.output.line(line) }
    }
}
