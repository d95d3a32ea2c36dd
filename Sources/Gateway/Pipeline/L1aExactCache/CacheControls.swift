// SPDX-License-Identifier: Apache-2.0

/// What a client asked of the cache for one request.
public struct CacheControls: Sendable, Hashable {
    /// Whether a kept answer may be given.
    public var mayRead = true
    /// Whether the new answer may be kept.
    public var mayWrite = true
    /// Whether a provider must not be asked.
    public var onlyFromCache = false

    public init() {}

    /// Applies `Cache-Control: no-cache | no-store | only-if-cached`; directives for other caches mean nothing here.
    public mutating func apply(cacheControl header: String) {
        for directive in header.lowercased().split(whereSeparator: { $0 == "," || $0 == " " }) {
            switch directive {
            case "no-cache": mayRead = false
            case "no-store": mayWrite = false
            case "only-if-cached": onlyFromCache = true
            default: break
            }
        }
    }

    /// Applies `X-Isartor-Cache`; false if the value is none of `bypass`, `refresh`, `only`, `default`.
    public mutating func apply(isartorCache header: String) -> Bool {
        switch header.lowercased() {
        case "bypass":
            mayRead = false
            mayWrite = false
        case "refresh": mayRead = false
        case "only": onlyFromCache = true
        case "default", "": break
        default: return false
        }
        return true
    }
}
