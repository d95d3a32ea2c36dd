// SPDX-License-Identifier: Apache-2.0

import GRDB

/// Why a database file did not open.
enum OpeningProblem: Error {
    /// The file is there and will never do; another can take its place.
    case unusable(SetAsideFile.Cause, String)
    /// No file at this place would do.
    case cannotOpen(StorageFailure)
    /// The database says no for another reason.
    case refused(String)

    init(_ error: any Error) {
        if let problem = error as? OpeningProblem {
            self = problem
        } else if let error = error as? DatabaseError, Self.isDamage(error) {
            self = .unusable(.damaged, Self.words(error))
        } else {
            self = .refused(Self.words(error))
        }
    }

    func failure(_ path: String) -> StorageFailure {
        switch self {
        case .unusable(_, let reason), .refused(let reason): .cannotOpen(path: path, reason: reason)
        case .cannotOpen(let failure): failure
        }
    }

    /// Whether the error says that the file's contents are wrong.
    static func isDamage(_ error: DatabaseError) -> Bool {
        error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB
    }

    /// The database's own words, without the statement and its arguments.
    static func words(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return "\(error)" }
        return error.message ?? "SQLite error \(error.resultCode.rawValue)"
    }
}
