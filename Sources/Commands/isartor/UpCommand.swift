// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayApp
import Logging
import Settings
import UnixSignals

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `isartor up`: runs the gateway.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Start the gateway.",
        discussion: """
            Runs until Ctrl-C or `isartor stop`; then requests under way may end within shutdown_grace_secs. \
            With --detach it runs in the background and writes to ~/.isartor/isartor.log.
            """)

    @OptionGroup var options: ConfigOptions

    @Flag(help: "Run in the background; returns once the gateway answers.")
    var detach = false

    @Flag(help: "Let no request leave this machine.")
    var offline = false

    private var request: LoadRequest {
        LoadRequest.fromProcess(configPath: options.config, flags: offline ? ["offline_mode": "true"] : [:])
    }

    func run() async throws {
        let request = request
        let loaded = try Settings.load(request)
        for warning in loaded.warnings { Terminal.notes.line("warning: \(warning)") }
        guard let state = request.stateFolder else { throw CommandFailure.noHome }
        try state.create()
        if detach {
            return try await DetachedGateway(state: state, address: loaded.settings.server.address)
                .start(arguments: arguments)
        }
        try await serve(loaded, state)
    }

    /// The file of the state; the gateway does without where its folder cannot be made.
    private func database(_ settings: Settings, _ state: StateFolder, _ logger: Logger) -> String {
        let folder = settings.usage.databaseFolder(state, home: request.home)
        do { try folder.create() } catch { logger.error("no folder for the state: \(error)") }
        return folder.database
    }

    /// What the background process is called with.
    private var arguments: [String] {
        ["up"] + (options.config.map { ["--config", $0] } ?? []) + (offline ? ["--offline"] : [])
    }

    private func serve(_ loaded: LoadedSettings, _ state: StateFolder) async throws {
        let settings = loaded.settings
        DescriptorLimit.raise()
        let sink = LogSink()
        let logger = Logger(label: "isartor") { _ in
            GatewayLogHandler(
                sink: sink, level: Logger.Level(rawValue: settings.logging.level.rawValue) ?? .info,
                asJSON: settings.logging.format == .json)
        }
        // The handlers stand before anybody can know that we run.
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        let gateway = try await Gateway.start(
            settings, logger: logger, database: database(settings, state, logger), answers: state.answers,
            questions: state.semanticDatabase, judge: state.judgeFile, models: state.models)
        let pidFile = PIDFile(state.pidFile)
        do { try pidFile.write(getpid()) } catch { logger.warning("no PID file: \(error)") }
        StartupCard(settings: settings, port: gateway.port, file: loaded.file, semantic: gateway.semanticMode)
            .print(to: .notes)
        logger.info("listening", metadata: ["port": "\(gateway.port)", "version": "\(ProductVersion.current)"])
        StartupCode.release()
        let (asked, ask) = AsyncStream<Void>.makeStream()
        // Signals can be waited for in one place only.
        let watch = Task {
            var isAsked = false
            for await _ in signals {
                // Who asks twice does not want to wait.
                if isAsked { ProcessEnd.now(1) }
                isAsked = true
                ask.finish()
            }
        }
        for await _ in asked {}
        logger.info("stopping: requests under way may end")
        await gateway.stop()
        watch.cancel()
        do { try pidFile.remove(ifNaming: getpid()) } catch { logger.warning("the PID file stays: \(error)") }
        logger.info("stopped")
        sink.flush()
    }
}
