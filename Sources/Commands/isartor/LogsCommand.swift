// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Settings

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `isartor logs`: what a gateway in the background has written.
struct LogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Print the last 200 lines of the background gateway's log.")

    @Flag(help: "Go on printing what is added, until Ctrl-C.")
    var follow = false

    private static let lineCount = 200
    private static let pollMicroseconds: UInt32 = 500_000

    func run() throws {
        guard let folder = LoadRequest.fromProcess().stateFolder else { throw CommandFailure.noHome }
        guard PrivateFile.exists(folder.logFile) else {
            throw CommandFailure(
                "there is no log at \(folder.logFile)",
                remedy: "only a gateway in the background writes one: start it with \"isartor up --detach\"")
        }
        Terminal.notes.line(Terminal.notes.styled(folder.logFile, .dim))
        var tail = try LogTail(folder.logFile)
        guard Terminal.output.print(try tail.lastLines(Self.lineCount)), follow else { return }
        while Terminal.output.print(try tail.addedBytes()) {
            usleep(Self.pollMicroseconds)
        }
    }
}
