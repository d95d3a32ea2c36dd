// SPDX-License-Identifier: Apache-2.0

/// A request in the one spelling that both sides of a signature come to, whatever happened to it on its way.
struct CanonicalRequest {
    private(set) var bytes: [UInt8] = []
    /// The names of the signed headers, semicolons between them.
    let signedHeaders: String

    /// - Parameters:
    ///   - path: as it is sent, escapes included.
    ///   - query: as it is sent, with a question mark or without.
    ///   - headers: those to sign, names in lower case, each once.
    init(
        method: String, path: String, query: String, headers: [(name: String, value: String)], payloadHash: String
    ) {
        let headers = headers.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        signedHeaders = headers.map(\.name).joined(separator: ";")
        bytes += method.utf8
        bytes.append(Self.newline)
        bytes += Self.path(path.utf8)
        bytes.append(Self.newline)
        bytes += Self.query(query.utf8)
        bytes.append(Self.newline)
        for (name, value) in headers {
            bytes += name.utf8
            bytes.append(UInt8(ascii: ":"))
            bytes += Self.value(value.utf8)
            bytes.append(Self.newline)
        }
        bytes.append(Self.newline)
        bytes += signedHeaders.utf8
        bytes.append(Self.newline)
        bytes += payloadHash.utf8
    }

    private static let newline = UInt8(ascii: "\n")
    private static let slash = UInt8(ascii: "/")

    /// Dots and double slashes resolved, then escaped once more: all services but S3 do so with what they receive.
    private static func path(_ path: String.UTF8View) -> [UInt8] {
        var segments: [Substring.UTF8View] = []
        for segment in path.split(separator: slash) where !segment.elementsEqual(".".utf8) {
            if segment.elementsEqual("..".utf8) {
                _ = segments.popLast()
            } else {
                segments.append(segment)
            }
        }
        var result: [UInt8] = []
        for segment in segments {
            result.append(slash)
            result += PercentEncoding.escaped(segment)
        }
        if result.isEmpty || path.last == slash { result.append(slash) }
        return result
    }

    /// Every name and value escaped in full, and sorted.
    private static func query(_ query: String.UTF8View) -> [UInt8] {
        let rest = query.first == UInt8(ascii: "?") ? query.dropFirst() : query[...]
        var pairs: [(name: [UInt8], value: [UInt8])] = []
        for pair in rest.split(separator: UInt8(ascii: "&")) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            let value = pair.dropFirst(name.count + 1)
            pairs.append(
                (
                    PercentEncoding.escaped(PercentEncoding.unescaped(name)),
                    PercentEncoding.escaped(PercentEncoding.unescaped(value))
                ))
        }
        pairs.sort {
            $0.name == $1.name
                ? $0.value.lexicographicallyPrecedes($1.value) : $0.name.lexicographicallyPrecedes($1.name)
        }
        var result: [UInt8] = []
        for (name, value) in pairs {
            if !result.isEmpty { result.append(UInt8(ascii: "&")) }
            result += name
            result.append(UInt8(ascii: "="))
            result += value
        }
        return result
    }

    /// Without blanks at the ends, and with single ones between words.
    private static func value(_ value: String.UTF8View) -> [UInt8] {
        var result: [UInt8] = []
        for word in value.split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) {
            if !result.isEmpty { result.append(UInt8(ascii: " ")) }
            result += word
        }
        return result
    }
}
