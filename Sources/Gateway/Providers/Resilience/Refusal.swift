// SPDX-License-Identifier: Apache-2.0

/// Why a provider is not asked now. Times are milliseconds of the clock that was asked with.
public enum Refusal: Error, Sendable, Hashable {
    /// It failed too often, and is left alone until then.
    case breakerOpen(until: Int64)
    /// None of its keys may be used before then; nil if this request has tried them all.
    case keysResting(until: Int64?)
    /// As many requests are under way as it bears.
    case full
}
