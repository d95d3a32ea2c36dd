// SPDX-License-Identifier: Apache-2.0

/// Why a command could not do what it was asked, and what to do about it; ends the program with 1.
struct CommandFailure: Error, Equatable, CustomStringConvertible {
    /// What went wrong.
    let reason: String
    /// What to do.
    let remedy: String

    init(_ reason: String, remedy: String) {
        self.reason = reason
        self.remedy = remedy
    }

    /// There is no folder for state.
    static let noHome = CommandFailure(
        "there is no home folder", remedy: "set HOME, or ISARTOR_HOME to the folder for the gateway's state")

    /// One line for a person.
    var description: String { "\(reason); \(remedy)" }
}
