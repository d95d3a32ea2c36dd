// SPDX-License-Identifier: Apache-2.0

/// Which caches answer.
public enum CacheMode: String, Sendable, CaseIterable, SettingRepresentable {
    /// Only repeats of the same request.
    case exact
    /// Only requests that mean the same.
    case semantic
    /// Both.
    case both
}
