// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// `isartor keys revoke KEY`: takes a key back.
struct KeysRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take a key back, for good. Requests under way end as they began.")

    @Argument(help: "The key's name, id or token.")
    var key: String

    @OptionGroup var gateway: GatewayOptions

    func run() async throws {
        _ = try await gateway.ask("POST", "/key/delete", body: Array(try JSONEncoder().encode(["keys": [key]])))
        Terminal.output.line("Took back \(key).")
    }
}
