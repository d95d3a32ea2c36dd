// SPDX-License-Identifier: Apache-2.0

public import GRDB

/// One step of the database's schema; applied once to each file, in the order of ``StateSchema``.
public struct SchemaMigration: Sendable {
    /// Names the step in the file for ever.
    public let name: String
    /// Makes and changes tables.
    public let change: @Sendable (Database) throws -> Void

    public init(_ name: String, _ change: @escaping @Sendable (Database) throws -> Void) {
        self.name = name
        self.change = change
    }
}
