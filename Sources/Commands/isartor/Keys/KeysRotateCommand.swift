// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// `isartor keys rotate KEY`: puts a new key in the place of one.
struct KeysRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Put a new key in the place of one; the old one is refused from now on.",
        discussion: "Name, limits and what was spent stay. The new key is shown now and never again.")

    @Argument(help: "The key's name, id or token.")
    var key: String

    @OptionGroup var gateway: GatewayOptions

    @Flag(help: "Print the gateway's JSON, the key in it.")
    var json = false

    func run() async throws {
        let answer = try await gateway.ask(
            "POST", "/key/regenerate", body: Array(try JSONEncoder().encode(["key": key])))
        try KeyPrinting.printNew(answer, asJSON: json)
    }
}
