// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A process as the system shows it now.
public struct RunningProcess: Sendable, Equatable {
    /// Its id.
    public let id: Int32
    /// The name of its program, cut to 15 bytes by the kernel; `nil` on systems without `/proc`.
    public let name: String?
    /// When it started, in clock ticks since boot; with the id, it tells a process from a later one of the same id.
    public let startTicks: UInt64

    /// The process with this id; `nil` when there is none, or when it has ended and only waits to be reaped.
    public init?(id: Int32) {
        #if os(Linux)
        self.init(id: id, processTable: "/proc")
        #else
        guard kill(id, 0) == 0 || errno == EPERM else { return nil }
        self.id = id
        name = nil
        startTicks = 0
        #endif
    }

    /// The process with this id in a table as Linux keeps it.
    init?(id: Int32, processTable: String) {
        guard let status = try? PrivateFile.contents(of: "\(processTable)/\(id)/stat", limit: 4096),
            let open = status.firstIndex(of: "("), let close = status.lastIndex(of: ")"), open < close
        else { return nil }
        // The name may hold blanks and brackets itself, so the fields are counted behind the last bracket.
        let fields = status[status.index(after: close)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X", let ticks = UInt64(fields[19]) else { return nil }
        self.id = id
        name = String(status[status.index(after: open)..<close])
        startTicks = ticks
    }

    /// Whether it may be a gateway of this program: its name says so, or the system names no processes.
    public var isIsartor: Bool { name == nil || name == "isartor" }

    /// Whether this very process still runs.
    public var isStillRunning: Bool { RunningProcess(id: id) == self }
}
