// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Settings

@Suite struct PIDFileTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    @Test("an id is written for the user alone and read back")
    func roundTrip() throws {
        let file = PIDFile(workspace.root + "/state/isartor.pid")
        try file.write(4321)
        #expect(try file.read() == 4321)
        #expect(try workspace.text(of: "state/isartor.pid") == "4321\n")
        #expect(try workspace.mode(of: "state/isartor.pid") == 0o600)
    }

    @Test("what is no id of a single process is refused", arguments: ["", "x", "0", "1", "-5", "99999999999", "12 34"])
    func nonsense(text: String) throws {
        let path = try workspace.write(text, to: "pid")
        #expect(throws: FileAccessError(action: "read", path: path, reason: "it holds no process id")) {
            try PIDFile(path).read()
        }
    }

    @Test("it is removed only while it names the process")
    func removing() throws {
        let file = PIDFile(workspace.root + "/pid")
        try file.write(4321)
        try file.remove(ifNaming: 1234)
        #expect(try file.read() == 4321)
        try file.remove(ifNaming: 4321)
        #expect(try file.read() == nil)
        try file.remove(ifNaming: 4321)
    }

    @Test("a process is told by name and start, also one with brackets in its name")
    func processes() throws {
        let fields = (4...22).map(String.init).joined(separator: " ")
        try workspace.write("42 (a) b (c)) S \(fields) 23 24", to: "proc/42/stat")
        try workspace.write("43 (isartor) Z \(fields) 23 24", to: "proc/43/stat")
        let process = try #require(RunningProcess(id: 42, processTable: workspace.root + "/proc"))
        #expect(process.name == "a) b (c)")
        #expect(process.startTicks == 22)
        #expect(!process.isIsartor)
        #expect(RunningProcess(id: 43, processTable: workspace.root + "/proc") == nil)
        #expect(RunningProcess(id: 44, processTable: workspace.root + "/proc") == nil)
    }

    #if os(Linux)
    @Test("this process is found in the process table")
    func here() throws {
        let process = try #require(RunningProcess(id: ProcessInfo.processInfo.processIdentifier))
        #expect(process.startTicks > 0)
        #expect(process.isStillRunning)
    }
    #endif
}
