// SPDX-License-Identifier: Apache-2.0

import Providers

/// Which header lines of an upstream's answer do not reach the client.
enum UpstreamFields {
    /// The names, in lower case, that the answer's `Connection` declares to be between the provider and us.
    static func nominated(by head: ResponseHead) -> [String] {
        guard let list = head.value("connection") else { return [] }
        return list.lowercased().split(whereSeparator: { $0 == "," || $0 == " " }).compactMap {
            $0 == "close" || $0 == "keep-alive" ? nil : String($0)
        }
    }

    static func stayBehind(_ bytes: Span<UInt8>, _ name: Range<Int>) -> Bool {
        func named(_ word: StaticString) -> Bool { HeaderBytes.matches(bytes, name, word) }
        switch name.count {
        case 2: return named("te")
        case 7: return named("trailer") || named("upgrade") || named("alt-svc")
        case 10: return named("connection") || named("keep-alive") || named("set-cookie")
        case 14: return named("content-length")
        case 15: return named("x-isartor-layer")
        case 16: return named("proxy-connection")
        case 17: return named("transfer-encoding")
        case 18: return named("proxy-authenticate") || named("x-isartor-provider")
        case 19: return named("x-isartor-deflected") || named("x-isartor-mutations")
        case 20: return named("x-isartor-request-id") || named("x-isartor-similarity")
        case 23: return named("x-isartor-cache-entry")
        case 24: return named("x-isartor-cache-reason")
        case 25: return named("strict-transport-security")
        default: return false
        }
    }
}
