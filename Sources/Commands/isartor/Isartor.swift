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

/// The program: `isartor SUBCOMMAND`.
@main
struct Isartor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "isartor",
        abstract: "A gateway between AI tools and LLM providers that answers what it can by itself.",
        version: "isartor \(ProductVersion.current)",
        subcommands: [
            UpCommand.self, StopCommand.self, LogsCommand.self, InitCommand.self, ConfigCommand.self,
            CheckCommand.self, ProvidersCommand.self, StatsCommand.self, ReceiptCommand.self, ExplainCommand.self,
            KeysCommand.self,
            CacheCommand.self, SetKeyCommand.self, SetAliasCommand.self, ModelsCommand.self, EmbedCommand.self,
            SimilarCommand.self, VerifyCommand.self, DemoCommand.self,
            BenchCommand.self, VersionCommand.self,
        ],
        defaultSubcommand: UpCommand.self)

    /// Exit codes: 0 done, 1 could not be done, 2 not understood.
    static func main() async {
        // A reader of our output that went away must not end the process half-way through a shutdown.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let code = exitCode(for: error)
            let message = fullMessage(for: error)
            if code == .success {
                Terminal.output.line(message)
            } else if !message.isEmpty {
                Terminal.notes.line(message)
            }
            ProcessEnd.now(code == .validationFailure ? 2 : code.rawValue)
        }
    }
}
