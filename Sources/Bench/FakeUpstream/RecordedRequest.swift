// SPDX-License-Identifier: Apache-2.0

/// A request as it arrived, and what was answered so far.
public struct RecordedRequest: Sendable, Equatable {
    /// A header field as it was written.
    public struct Header: Sendable, Equatable {
        /// The name, in the client's case.
        public var name: String
        /// The value.
        public var value: String
    }

    /// How an answer ended.
    public enum Ending: String, Sendable {
        /// It was sent to its end, which may be a faulty one.
        case completed
        /// The fake upstream broke the connection off, as a fault asked.
        case broken
        /// The client left before the end.
        case abandoned
    }

    /// Counts requests from 1 since the start or the last reset.
    public var number: Int
    /// The method, as `POST`.
    public var method: String
    /// The path and query, as they were written.
    public var target: String
    /// The header fields in order.
    public var headers: [Header]
    /// The bytes of the body, without transfer coding.
    public var body: [UInt8]
    /// The status of the answer; nil until its head is sent.
    public var status: Int?
    /// The body bytes that were answered so far, without transfer coding.
    public var answered: [UInt8] = []
    /// How the answer ended; nil while it is still on its way.
    public var ending: Ending?

    /// The first value of the header of that name, in any case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Bytes of memory that this record holds on to, nearly.
    var size: Int {
        body.count + answered.count + target.utf8.count
            + headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    }

    /// The record as the control route shows it; bodies in base64.
    var document: JSONValue {
        [
            "number": .int(number),
            "method": .string(method),
            "target": .string(target),
            "headers": .array(headers.map { [.string($0.name), .string($0.value)] }),
            "body": .string(Base64.encode(body)),
            "status": status.map(JSONValue.int) ?? .null,
            "answered": .string(Base64.encode(answered)),
            "ending": .optional(ending?.rawValue),
        ]
    }
}
