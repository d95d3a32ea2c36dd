// SPDX-License-Identifier: Apache-2.0

public import GRDB
import GRDBSQLite

/// A statement whose values are bound with SQLite's own calls: blobs where they lie, texts copied once.
///
/// Through arrays of boxed values, as GRDB takes them, a short row would take twice its time.
public struct BoundRow {
    private let statement: SQLiteStatement

    /// SQLite's word for "copy it now".
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    /// Begins a row of a statement's.
    ///
    /// - Parameter statement: one that no other call uses until ``run(_:)`` has returned.
    public init(_ statement: Statement) {
        self.statement = statement.sqliteStatement
    }

    /// Binds a number; nil is NULL. Places count from 1.
    public func bind(_ place: Int32, _ value: Int64?) {
        if let value {
            sqlite3_bind_int64(statement, place, value)
        } else {
            sqlite3_bind_null(statement, place)
        }
    }

    /// Binds a text, which is copied; nil is NULL.
    public func bind(_ place: Int32, _ text: String?) {
        guard var text else {
            sqlite3_bind_null(statement, place)
            return
        }
        text.withUTF8 { bytes in
            let characters = UnsafeRawBufferPointer(bytes).assumingMemoryBound(to: CChar.self)
            // Without an address the value would be NULL.
            if let start = characters.baseAddress {
                _ = sqlite3_bind_text(statement, place, start, Int32(characters.count), Self.copied)
            } else {
                _ = sqlite3_bind_text(statement, place, "", 0, Self.copied)
            }
        }
    }

    /// Binds bytes that must stay where they are until ``run(_:)`` has returned.
    public func bind(_ place: Int32, _ bytes: UnsafeRawBufferPointer) {
        if let start = bytes.baseAddress {
            sqlite3_bind_blob64(statement, place, start, UInt64(bytes.count), nil)
        } else {
            sqlite3_bind_zeroblob(statement, place, 0)
        }
    }

    /// Runs the statement and lets go of what was bound.
    public func run(_ database: Database) throws {
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
        guard code == SQLITE_DONE else {
            let message = sqlite3_errmsg(database.sqliteConnection).map { String(cString: $0) }
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
        }
    }
}
