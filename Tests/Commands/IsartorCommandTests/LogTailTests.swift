// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import isartor

@Suite struct LogTailTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func lines(_ text: String, _ count: Int) throws -> String {
        let tail = try LogTail(folder.write(text, to: "log"))
        return String(decoding: try tail.lastLines(count), as: UTF8.self)
    }

    private func append(_ text: String) throws {
        let handle = try #require(FileHandle(forWritingAtPath: folder.path + "/log"))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    @Test("the last lines are given, the unfinished one included")
    func lastLines() throws {
        #expect(try lines("a\nb\nc\n", 2) == "b\nc\n")
        #expect(try lines("a\nb\nc", 2) == "b\nc")
        #expect(try lines("a\nb\n", 2) == "a\nb\n")
        #expect(try lines("a\n", 9) == "a\n")
        #expect(try lines("\n\n\n", 2) == "\n\n")
        #expect(try lines("", 2) == "")
    }

    @Test("a file larger than one read gives the same")
    func large() throws {
        let text = (1...20_000).map { "line \($0)\n" }.joined()
        #expect(try lines(text, 200) == (19_801...20_000).map { "line \($0)\n" }.joined())
        #expect(try lines(text, 20_000) == text)
    }

    @Test("what is added is given once")
    func following() throws {
        var tail = try LogTail(folder.write("old\n", to: "log"))
        #expect(try tail.addedBytes().isEmpty)
        try append("new\n")
        #expect(try tail.addedBytes() == Array("new\n".utf8))
        #expect(try tail.addedBytes().isEmpty)
    }

    @Test("a file that was cut or replaced is read from its beginning")
    func rotation() throws {
        var tail = try LogTail(folder.write("a long first line\n", to: "log"))
        try folder.write("cut\n", to: "log")
        #expect(try tail.addedBytes() == Array("cut\n".utf8))
        try FileManager.default.moveItem(atPath: folder.path + "/log", toPath: folder.path + "/log.1")
        #expect(try tail.addedBytes().isEmpty)
        try folder.write("another, longer file\n", to: "log")
        #expect(try tail.addedBytes() == Array("another, longer file\n".utf8))
    }

    @Test("a missing file is an error")
    func missing() {
        #expect(throws: CommandFailure.self) { try LogTail(folder.path + "/none") }
    }
}
