// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayApp

/// `isartor cache export`: writes the kept answers as lines of JSON.
struct CacheExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print the kept answers as lines of JSON, for `isartor cache import`.",
        discussion: """
            The lines hold what was answered, which may be confidential, and no credential. Answers are found again by \
            the key of whoever asked, so they are of use to gateways with the same keys.
            """)

    @OptionGroup var gateway: GatewayOptions

    func run() async throws {
        var after: String?
        var isFirst = true
        repeat {
            let answer = try await gateway.ask(
                "GET", "/api/admin/cache/export" + (after.map { "?after=\($0)" } ?? ""), seconds: 60)
            // Each piece has the line that belongs at the top.
            let lines = isFirst ? answer.body[...] : answer.body.drop { $0 != UInt8(ascii: "\n") }.dropFirst()
            guard Terminal.output.print(lines) else { return }
            isFirst = false
            after = answer.header("x-isartor-next")
        } while after != nil
    }
}
