// SPDX-License-Identifier: Apache-2.0

import TestKit

/// Reads responses that are too large for the simple reader.
enum LargeResponses {
    /// The lengths of the bodies of `count` responses, fewer if the connection ends before.
    static func sizes(_ count: Int, from socket: TestSocket) throws -> [Int] {
        var sizes: [Int] = []
        var head: [UInt8] = []
        var left = 0
        while sizes.count < count || left > 0 {
            let bytes = try socket.receive(1 << 20)
            if bytes.isEmpty { return sizes }
            var rest = bytes[...]
            while !rest.isEmpty {
                if left > 0 {
                    let taken = min(left, rest.count)
                    left -= taken
                    rest = rest.dropFirst(taken)
                    continue
                }
                head.append(rest.removeFirst())
                guard head.suffix(4).elementsEqual([13, 10, 13, 10]) else { continue }
                let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
                let length = lines.first { $0.hasPrefix("content-length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
                sizes.append(length)
                left = length
                head = []
            }
        }
        return sizes
    }
}
