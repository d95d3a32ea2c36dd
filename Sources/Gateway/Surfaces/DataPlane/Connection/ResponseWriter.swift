// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Providers

/// Writes response heads as bytes.
///
/// Bodies are framed by `content-length`, or in chunks towards HTTP/1.1, or by the connection's end towards older
/// clients.
struct ResponseWriter {
    var bytes: ByteBuffer

    init(status: Int, allocator: ByteBufferAllocator, capacity: Int = 512) {
        bytes = allocator.buffer(capacity: capacity)
        bytes.put("HTTP/1.1 ")
        if status == 200 {
            bytes.put("200 OK\r\n")
        } else {
            bytes.put("\(status) \(Self.reason(status))\r\n")
        }
    }

    mutating func field(_ name: StaticString, _ value: String) {
        var value = value
        value.withUTF8 { bytes.put(line: name, UnsafeRawBufferPointer($0)) }
    }

    mutating func field(_ name: StaticString, _ value: Int) {
        ByteBuffer.withDigits(value) { bytes.put(line: name, $0) }
    }

    /// Writes whole lines that end in CRLF.
    mutating func lines(_ lines: StaticString) { bytes.put(lines) }

    mutating func end() { bytes.put("\r\n") }

    /// Writes a header line whose name is not known beforehand; the pair must come from a valid message.
    mutating func pair(_ name: String, _ value: String) {
        bytes.put(name)
        bytes.put(": ")
        bytes.put(value)
        bytes.put("\r\n")
    }

    /// Tells which layer answered.
    mutating func layer(_ layer: Layer, deflected: Bool, provider: String?, requestID: String) {
        switch layer {
        case .gate: lines("X-Isartor-Layer: l0\r\n")
        case .exactCache: lines("X-Isartor-Layer: l1a\r\n")
        case .semanticCache: lines("X-Isartor-Layer: l1b\r\n")
        case .provider: lines("X-Isartor-Layer: l3\r\n")
        }
        if deflected { lines("X-Isartor-Deflected: true\r\n") } else { lines("X-Isartor-Deflected: false\r\n") }
        if let provider { field("x-isartor-provider", provider) }
        field("X-Isartor-Request-Id", requestID)
    }

    /// Copies an upstream's header lines, less those that belong to its connection or its host.
    mutating func copyFields(of head: ResponseHead) {
        let nominated = UpstreamFields.nominated(by: head)
        let lines = head.bytes
        let source = lines.readableBytesUInt8Span
        lines.withUnsafeReadableBytes { all in
            for field in head.fields where !UpstreamFields.stayBehind(source, field.name) {
                let name = UnsafeRawBufferPointer(rebasing: all[field.name])
                if !nominated.isEmpty, nominated.contains(String(decoding: name, as: UTF8.self).lowercased()) {
                    continue
                }
                bytes.writeBytes(name)
                bytes.put(": ")
                bytes.writeBytes(UnsafeRawBufferPointer(rebasing: all[field.value]))
                bytes.put("\r\n")
            }
        }
    }

    static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 529: "Overloaded"
        default: "Status"
        }
    }
}
