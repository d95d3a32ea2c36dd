// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Settings

/// `isartor version`: which program this is and what it was built with.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Print the version, the platform and the compiler.")

    func run() {
        Terminal.output.line("isartor \(ProductVersion.current)")
        Terminal.output.line("platform \(Self.system) \(Self.processor)")
        Terminal.output.line("swift \(Self.compiler)")
    }

    private static var system: String {
        #if os(Linux)
        "linux"
        #elseif os(macOS)
        "macos"
        #else
        "other"
        #endif
    }

    private static var processor: String {
        #if arch(x86_64)
        "x86_64"
        #elseif arch(arm64)
        "arm64"
        #else
        "other"
        #endif
    }

    // The compiler can only be asked whether it is new enough.
    private static var compiler: String {
        #if compiler(>=6.5)
        "6.5 or later"
        #elseif compiler(>=6.4)
        "6.4"
        #elseif compiler(>=6.3)
        "6.3"
        #else
        "6.2"
        #endif
    }
}
