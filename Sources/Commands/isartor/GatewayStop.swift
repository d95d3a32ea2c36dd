// SPDX-License-Identifier: Apache-2.0

import Settings

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Ends the process that a PID file names, once it is sure that it is a gateway, and waits for its end.
struct GatewayStop {
    /// The file that names the process.
    let pidFile: PIDFile
    /// What is sent to it.
    let signal: Int32
    /// How long to wait for its end.
    let patience: Duration

    private static let pollMicroseconds: UInt32 = 100_000

    /// The id of the process that was ended; throws when there was none, or when it goes on.
    func run() throws -> Int32 {
        guard let id = try pidFile.read() else {
            throw CommandFailure(
                "no gateway is running: there is no \(pidFile.path)",
                remedy: "name its file with --pid-file if it has another")
        }
        guard let process = RunningProcess(id: id) else {
            try pidFile.remove(ifNaming: id)
            throw CommandFailure(
                "no gateway is running: process \(id) has ended",
                remedy: "\(pidFile.path) was left over and is removed now")
        }
        guard process.isIsartor else {
            throw CommandFailure(
                "process \(id) is \"\(process.name ?? "")\", not isartor",
                remedy: "\(pidFile.path) is from an earlier gateway: delete it")
        }
        guard kill(id, signal) == 0 || errno == ESRCH else {
            throw CommandFailure(
                "cannot stop process \(id): \(String(cString: strerror(errno)))", remedy: "ask its owner to stop it")
        }
        let deadline = ContinuousClock.now + patience
        while process.isStillRunning {
            guard ContinuousClock.now < deadline else {
                throw CommandFailure(
                    "process \(id) still runs after \(patience.components.seconds) seconds",
                    remedy: "end it with \"isartor stop --force\"")
            }
            usleep(Self.pollMicroseconds)
        }
        try pidFile.remove(ifNaming: id)
        return id
    }
}
