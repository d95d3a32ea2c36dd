// SPDX-License-Identifier: Apache-2.0

import Settings

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Asks for a credential without showing it.
enum SecretInput {
    /// Whether a person is asked, rather than a pipe.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 }

    /// What the user types, hidden, or the line that is piped in when standard input is no terminal.
    ///
    /// White space around it is dropped. `nil` when the user gave up with Ctrl-C or Ctrl-D.
    static func ask(prompt: String) -> Secret? {
        let line = isInteractive ? readHidden(prompt) : readBytes()
        guard !line.isEmpty, !line.contains(controlC) else { return nil }
        let text = String(decoding: line, as: UTF8.self)
        let start = text.drop { $0.isWhitespace }
        let end = start.lastIndex { !$0.isWhitespace }
        return Secret(end.map { String(start[...$0]) } ?? "")
    }

    private static let controlC: UInt8 = 3

    private static func readHidden(_ prompt: String) -> [UInt8] {
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { return readBytes() }
        var hidden = before
        // With signals on, Ctrl-C would end the program and leave the shell without echo. Instead it ends the line.
        hidden.c_lflag &= ~tcflag_t(ECHO | ISIG)
        withUnsafeMutableBytes(of: &hidden.c_cc) { $0[Int(VEOL)] = controlC }
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            Terminal.notes.line()
        }
        Terminal.notes.print(Array(prompt.utf8))
        return readBytes()
    }

    /// The bytes of one line, or none at the end of the input.
    ///
    /// `readLine` would wait for more after a Ctrl-C.
    private static func readBytes() -> [UInt8] {
        var line: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while !line.contains(UInt8(ascii: "\n")), !line.contains(controlC), line.count < 64 << 10 {
            let count = read(STDIN_FILENO, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            line += chunk[..<count]
        }
        let end = line.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? line.count
        return Array(line[..<end])
    }
}
