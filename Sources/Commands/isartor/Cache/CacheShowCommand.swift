// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayApp

/// `isartor cache show ID`: one kept answer with what it says.
struct CacheShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print one kept answer, as the line that an export has for it.")

    @Argument(help: "The answer's id, from `isartor cache list`.")
    var id: String

    @OptionGroup var gateway: GatewayOptions

    func validate() throws {
        guard id.utf8.count == 64, id.allSatisfy(\.isHexDigit) else {
            throw ValidationError("an answer's id has 64 hexadecimal digits")
        }
    }

    func run() async throws {
        let answer = try await gateway.ask("GET", "/api/admin/cache/answers/\(id)")
        Terminal.output.line(String(decoding: answer.body, as: UTF8.self))
    }
}
