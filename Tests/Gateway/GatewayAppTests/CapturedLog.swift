// SPDX-License-Identifier: Apache-2.0

import Locking
import Logging

/// Keeps every record of a log as text.
final class CapturedLog: Sendable {
    private let records = Locked<[String]>([])

    var text: String { records.withLock { $0.joined(separator: "\n") } }

    var handler: Handler { Handler(log: self) }

    struct Handler: LogHandler {
        let log: CapturedLog
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        init(log: CapturedLog) { self.log = log }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.records.withLock { $0.append("\(event.level) \(event.message) \(metadata) \(event.metadata ?? [:])") }
        }
    }
}
