// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayApp

/// `isartor keys show KEY`: what a key may do and has used.
struct KeysShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what a key may do and has used; not the key itself.")

    @Argument(help: "The key's name, id or token.")
    var key: String

    @OptionGroup var gateway: GatewayOptions

    @Flag(help: "Print the gateway's JSON.")
    var json = false

    private struct Information: Decodable {
        var info: KeyStatus
    }

    func run() async throws {
        let answer = try await gateway.ask("GET", "/key/info?key=" + Self.escaped(key))
        if json { return Terminal.output.line(String(decoding: answer.body, as: UTF8.self)) }
        for line in try GatewayOptions.decode(Information.self, answer).info.lines { Terminal.output.line(line) }
    }

    /// `text` as a query's value.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += "%" + (byte < 16 ? "0" : "") + digits
            }
        }
        return escaped
    }
}
