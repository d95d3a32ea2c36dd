// SPDX-License-Identifier: Apache-2.0

/// A change that a document does not take.
public struct TOMLEditError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The dotted key that was to be set.
    public let key: String
    /// The line in the way, when one is.
    public let line: Int?

    /// What happened and what to do.
    public var description: String {
        let place = line.map { " (line \($0))" } ?? ""
        return "cannot set \(key): the file gives that name another form\(place); edit the file by hand"
    }
}
