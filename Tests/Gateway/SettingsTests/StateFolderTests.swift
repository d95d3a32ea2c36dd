// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Settings

@Suite struct StateFolderTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    @Test("it is ~/.isartor, or what ISARTOR_HOME names")
    func place() {
        #expect(StateFolder(environment: [:], home: "/home/a")?.path == "/home/a/.isartor")
        #expect(StateFolder(environment: ["ISARTOR_HOME": ""], home: "/")?.path == "/.isartor")
        #expect(StateFolder(environment: ["ISARTOR_HOME": "/var/lib/x/"], home: "/home/a")?.path == "/var/lib/x")
        #expect(StateFolder(environment: [:], home: nil) == nil)
    }

    @Test("it is made for the user alone, with the folders above it")
    func creation() throws {
        let folder = try #require(StateFolder(environment: ["ISARTOR_HOME": workspace.root + "/a/b"], home: nil))
        try folder.create()
        #expect(try workspace.mode(of: "a/b") == 0o700)
        try folder.create()
        try workspace.write("", to: "file")
        #expect(throws: FileAccessError.self) {
            try StateFolder(environment: ["ISARTOR_HOME": workspace.root + "/file"], home: nil)?.create()
        }
    }

    @Test("a file is replaced as a whole, for the user alone, through a symbolic link")
    func replacing() throws {
        let target = try workspace.write("old", to: "target")
        let link = workspace.root + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
        try PrivateFile.replace(link, with: "new")
        #expect(try workspace.text(of: "target") == "new")
        #expect(try workspace.mode(of: "target") == 0o600)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: workspace.root).sorted() == [
                "home", "link", "target", "work",
            ])
    }

    @Test("a file that cannot be written is an error that names it")
    func failing() {
        let path = workspace.root + "/nowhere/file"
        #expect(throws: FileAccessError(action: "write", path: path, reason: "No such file or directory")) {
            try PrivateFile.replace(path, with: "x")
        }
    }

    @Test("reading stops at the limit")
    func limit() throws {
        let path = try workspace.write(String(repeating: "x", count: 100), to: "file")
        #expect(try PrivateFile.contents(of: path, limit: 100).count == 100)
        #expect(throws: FileAccessError.self) { try PrivateFile.contents(of: path, limit: 99) }
    }
}
