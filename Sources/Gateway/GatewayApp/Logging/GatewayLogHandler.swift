// SPDX-License-Identifier: Apache-2.0

public import Logging
import WireFormats

/// Writes log records as lines: for people, or as JSON.
public struct GatewayLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    private let sink: LogSink
    private let asJSON: Bool

    public init(sink: LogSink, level: Logger.Level, asJSON: Bool) {
        self.sink = sink
        logLevel = level
        self.asJSON = asJSON
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let time = Timestamp.now()
        guard asJSON else {
            let tail = fields.map { " \($0.key)=\($0.value)" }.joined()
            sink.write("\(time) \(event.level.rawValue.uppercased()) \(event.message)\(tail)")
            return
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("timestamp", string: time)
        writer.member("level", string: event.level.rawValue)
        writer.member("message", string: "\(event.message)")
        for (key, value) in fields { writer.member(key, string: "\(value)") }
        writer.endObject()
        sink.write(String(decoding: writer.bytes, as: UTF8.self))
    }
}
