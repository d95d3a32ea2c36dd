// SPDX-License-Identifier: Apache-2.0

import GatewayApp
import Settings

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Starts a gateway in a session of its own, its output in the log file.
struct DetachedGateway {
    let state: StateFolder
    let address: ListenAddress

    /// How long a gateway may take to answer.
    private static let patience = Duration.seconds(10)

    /// POSIX_SPAWN_SETSID, a macro that Swift does not see.
    private static let newSession: Int16 = 0x80

    func start(arguments: [String]) async throws {
        if let running = try PIDFile(state.pidFile).read(), let process = RunningProcess(id: running), process.isIsartor
        {
            throw CommandFailure(
                "a gateway is running already (process \(running))", remedy: "run `isartor stop` first")
        }
        let child = try spawn(arguments)
        try await waitUntilReady(child)
        let terminal = Terminal.notes
        terminal.line("isartor is up in the background (process \(child)).")
        terminal.line("  Gateway  http://\(address)")
        terminal.line("  Log      \(state.logFile)   (isartor logs --follow)")
        terminal.line("  Stop     isartor stop")
    }

    private func spawn(_ arguments: [String]) throws -> pid_t {
        let log = open(state.logFile, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard log >= 0, nothing >= 0 else {
            throw CommandFailure("cannot write \(state.logFile)", remedy: "check who may write there")
        }
        defer {
            close(log)
            close(nothing)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, nothing, 0)
        posix_spawn_file_actions_adddup2(&actions, log, 1)
        posix_spawn_file_actions_adddup2(&actions, log, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A session of its own: the terminal that started it may close.
        posix_spawnattr_setflags(&attributes, Self.newSession)
        let words = ([CommandLine.arguments.first ?? "isartor"] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        var child = pid_t()
        let failure = posix_spawn(&child, Self.program, &actions, &attributes, words + [nil], environ)
        guard failure == 0 else {
            throw CommandFailure("cannot start a background process", remedy: "run `isartor up` without --detach")
        }
        return child
    }

    /// This program's file. Spawned as `/proc/self/exe` the process would be named "exe", and `stop` would not know it.
    private static var program: String {
        var path = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &path, path.count)
        guard count > 0 else { return "/proc/self/exe" }
        return String(decoding: path[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private func waitUntilReady(_ child: pid_t) async throws {
        let clock = ContinuousClock()
        let deadline = clock.now + Self.patience
        while clock.now < deadline {
            var status: Int32 = 0
            if waitpid(child, &status, WNOHANG) == child {
                throw CommandFailure("the gateway ended at once", remedy: "see `isartor logs`")
            }
            let written = try PIDFile(state.pidFile).read() == child
            // A port that the system chose is known only to the gateway itself.
            if written, address.port == 0 { return }
            if written, await ReadinessProbe.isReady(host: probedHost, port: address.port) { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw CommandFailure("the gateway does not answer yet", remedy: "see `isartor logs --follow`")
    }

    private var probedHost: String {
        switch address.host {
        case "0.0.0.0": "127.0.0.1"
        case "::": "::1"
        default: address.host
        }
    }
}
