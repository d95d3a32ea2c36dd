// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A stream that a person may be reading: plain text to files and pipes, colours to a terminal.
struct Terminal: Sendable {
    /// Results.
    static let output = Terminal(STDOUT_FILENO)
    /// Notes and warnings, which must not get into a pipe with the results.
    static let notes = Terminal(STDERR_FILENO)

    /// How a text looks on a terminal.
    enum Style: String, Sendable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    private let descriptor: Int32
    private let usesColour: Bool

    /// A stream on an open file; `NO_COLOR` in the environment switches colours off.
    init(_ descriptor: Int32, environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.descriptor = descriptor
        let isPlain = environment["NO_COLOR"]?.isEmpty == false || environment["TERM"] == "dumb"
        usesColour = !isPlain && isatty(descriptor) == 1
    }

    /// `text` in a style, where the stream shows styles.
    func styled(_ text: String, _ style: Style) -> String {
        usesColour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Writes `text` and a line break.
    func line(_ text: String = "") {
        print(Array((text + "\n").utf8))
    }

    /// Writes bytes as they are; `false` when nobody reads them any more.
    @discardableResult
    func print(_ bytes: some Collection<UInt8>) -> Bool {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
