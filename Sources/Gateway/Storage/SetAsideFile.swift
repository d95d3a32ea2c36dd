// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file of the state that could not be used and was renamed, so that a new one could take its place.
public struct SetAsideFile: Sendable, Equatable {
    /// Why a file cannot be used.
    public enum Cause: String, Sendable {
        /// Its contents are not those of a sound file.
        case damaged
        /// A newer version of this program has written it.
        case newer
        /// It belongs to another program.
        case foreign
    }

    /// Where it was.
    public let path: String
    /// Where it is now.
    public let newPath: String
    public let cause: Cause
    /// What was found, in words.
    public let detail: String

    /// The sentence for the log and for health reports.
    public var text: String {
        let why =
            switch cause {
            case .damaged: "is damaged (\(detail))"
            case .newer: "was written by a newer version (\(detail))"
            case .foreign: "belongs to another program (\(detail))"
            }
        return "\(path) \(why). It was renamed to \(newPath), and a new one was started."
    }

    /// Renames a file that cannot be used to a name that says why and when, and is not taken.
    public static func put(
        aside path: String, _ cause: Cause, detail: String
    ) throws(StorageFailure) -> SetAsideFile {
        let name = "\(path).\(cause.rawValue)-\(timestamp())"
        var newPath = name
        var count = 1
        while access(newPath, F_OK) == 0 {
            count += 1
            newPath = "\(name)-\(count)"
        }
        guard rename(path, newPath) == 0 else {
            throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
        }
        return SetAsideFile(path: path, newPath: newPath, cause: cause, detail: detail)
    }

    /// The time of day in UTC, as it may stand in a file's name.
    private static func timestamp() -> String {
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let length = strftime(&text, text.count, "%Y%m%dT%H%M%SZ", &parts)
        return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
