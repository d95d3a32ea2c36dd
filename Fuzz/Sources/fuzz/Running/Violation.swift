// SPDX-License-Identifier: Apache-2.0

/// A rule that must hold for every input and did not.
struct Violation: Error {
    let rule: String

    /// Throws unless `holds`.
    static func unless(_ holds: Bool, _ rule: @autoclosure () -> String) throws(Violation) {
        if !holds { throw Violation(rule: rule()) }
    }
}
