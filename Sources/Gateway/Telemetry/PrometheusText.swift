// SPDX-License-Identifier: Apache-2.0

/// Writes metrics in the Prometheus text exposition format, version 0.0.4.
public struct PrometheusText: Sendable {
    /// What has been written.
    public private(set) var text = ""

    public init() {}

    /// Opens a metric: its help and its type.
    public mutating func metric(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    /// Writes one sample; label values come from our own closed lists or are escaped.
    public mutating func sample(
        _ name: String, _ labels: [(String, String)] = [], _ value: some CustomStringConvertible
    ) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",") + "}"
        }
        text += " \(value)\n"
    }

    /// Writes the series of a histogram, in seconds.
    public mutating func histogram(_ name: String, _ labels: [(String, String)], _ histogram: DurationHistogram) {
        var cumulative: UInt64 = 0
        for (place, bound) in DurationHistogram.bounds.enumerated() {
            cumulative += histogram.counts[place]
            sample(name + "_bucket", labels + [("le", Self.seconds(bound))], cumulative)
        }
        sample(name + "_bucket", labels + [("le", "+Inf")], histogram.total)
        sample(name + "_sum", labels, Double(histogram.sum) / 1e9)
        sample(name + "_count", labels, histogram.total)
    }

    private static func seconds(_ nanoseconds: Int64) -> String {
        let value = Double(nanoseconds) / 1e9
        return value == value.rounded() ? String(Int(value)) : String(value)
    }

    private static func escaped(_ value: String) -> String {
        // By scalar: "\r\n" is one character, and no line feed.
        var escaped = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": escaped.append(contentsOf: "\\\\".unicodeScalars)
            case "\"": escaped.append(contentsOf: "\\\"".unicodeScalars)
            case "\n": escaped.append(contentsOf: "\\n".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
