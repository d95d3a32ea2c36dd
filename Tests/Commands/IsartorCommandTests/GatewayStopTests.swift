// SPDX-License-Identifier: Apache-2.0

#if os(Linux)
import Foundation
import Glibc
import Settings
import Testing

@testable import isartor

@Suite struct GatewayStopTests {
    private let folder: TemporaryFolder
    private var pidFile: PIDFile { PIDFile(folder.path + "/isartor.pid") }

    init() throws { folder = try TemporaryFolder() }

    /// Starts a script under a name of our choice and waits until it says that it is ready.
    private func start(_ name: String, _ script: String) throws -> Process {
        let path = try folder.write("#!/bin/sh\n\(script)\n", to: name)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.standardOutput = output
        try process.run()
        #expect(output.fileHandleForReading.readData(ofLength: 5) == Data("ready".utf8))
        return process
    }

    @Test("a gateway is stopped and its PID file removed")
    func stopping() throws {
        let process = try start("isartor", "trap 'exit 0' TERM; echo ready; while :; do sleep 0.05; done")
        try pidFile.write(process.processIdentifier)
        let stopped = try GatewayStop(pidFile: pidFile, signal: SIGTERM, patience: .seconds(60)).run()
        #expect(stopped == process.processIdentifier)
        #expect(!PrivateFile.exists(pidFile.path))
        process.waitUntilExit()
    }

    @Test("a gateway that does not end is an error, and force ends it")
    func stubborn() throws {
        let process = try start("isartor", "trap '' TERM; echo ready; while :; do sleep 0.05; done")
        try pidFile.write(process.processIdentifier)
        #expect(throws: CommandFailure.self) {
            try GatewayStop(pidFile: pidFile, signal: SIGTERM, patience: .zero).run()
        }
        #expect(try pidFile.read() == process.processIdentifier)
        #expect(process.isRunning)
        _ = try GatewayStop(pidFile: pidFile, signal: SIGKILL, patience: .seconds(60)).run()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
    }

    @Test("a process that is no gateway is not touched")
    func foreign() throws {
        let process = try start("another", "echo ready; while :; do sleep 0.05; done")
        try pidFile.write(process.processIdentifier)
        #expect {
            try GatewayStop(pidFile: pidFile, signal: SIGTERM, patience: .zero).run()
        } throws: { error in
            (error as? CommandFailure)?.reason.contains("is \"another\", not isartor") == true
        }
        #expect(process.isRunning)
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
    }

    @Test("a PID file that was left over is removed, and both it and a missing one are errors")
    func leftOver() throws {
        let process = try start("isartor", "echo ready")
        process.waitUntilExit()
        try pidFile.write(process.processIdentifier)
        for _ in 1...2 {
            #expect(throws: CommandFailure.self) {
                try GatewayStop(pidFile: pidFile, signal: SIGTERM, patience: .zero).run()
            }
            #expect(!PrivateFile.exists(pidFile.path))
        }
    }
}
#endif
