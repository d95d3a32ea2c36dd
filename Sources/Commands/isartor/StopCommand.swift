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

/// `isartor stop`: ends the gateway that its PID file names.
struct StopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop the running gateway.",
        discussion: """
            Waits until answers under way are finished, shutdown_grace_secs and five seconds at most. \
            Exits with 0 when the gateway has stopped.
            """)

    @Option(help: ArgumentHelp("The PID file, instead of ~/.isartor/isartor.pid.", valueName: "file"))
    var pidFile: String?

    @Flag(help: "End it at once (SIGKILL); answers under way are cut.")
    var force = false

    /// How long a gateway may take beyond its grace, and a killed one to disappear.
    private static let margin = Duration.seconds(5)

    func run() throws {
        let request = LoadRequest.fromProcess()
        guard let path = pidFile ?? request.stateFolder?.pidFile else { throw CommandFailure.noHome }
        // A configuration that does not load cannot tell its grace; the default will do.
        let settings = (try? Settings.load(request).settings) ?? Settings()
        let patience = force ? Self.margin : settings.server.shutdownGrace + Self.margin
        let stopped = try GatewayStop(pidFile: PIDFile(path), signal: force ? SIGKILL : SIGTERM, patience: patience)
            .run()
        Terminal.notes.line("Stopped the gateway (process \(stopped)).")
    }
}
