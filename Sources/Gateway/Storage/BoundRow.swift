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

    /// Binds numbers to places that follow each other.
    public func bind(_ values: [Int64], from place: Int32 = 1) {
        for (offset, value) in values.enumerated() { sqlite3_bind_int64(statement, place + Int32(offset), value) }
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
        let code = step()
        guard code == SQLITE_DONE else { throw failure(code, database) }
    }

    /// Runs an insert and lets go of what was bound; false if a row with a key of these was there already.
    ///
    /// Then nothing of the statement is done, and the transaction goes on.
    public func insert(_ database: Database) throws -> Bool {
        let code = step()
        if code == SQLITE_DONE { return true }
        switch ResultCode(rawValue: code) {
        case .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID: return false
        default: throw failure(code, database)
        }
    }

    private func step() -> Int32 {
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
        return code
    }

    private func failure(_ code: Int32, _ database: Database) -> DatabaseError {
        let message = sqlite3_errmsg(database.sqliteConnection).map { String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
}
