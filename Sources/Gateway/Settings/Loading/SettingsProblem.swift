// SPDX-License-Identifier: Apache-2.0

/// One thing that is wrong with a configuration, with where it is and what to do about it.
public struct SettingsProblem: Sendable, Equatable {
    /// What is wrong.
    public enum Fault: Sendable, Equatable {
        /// No setting has this key.
        case unknownKey
        /// The value is not what the setting takes; `found` is `nil` when it must not be shown.
        case unexpected(expected: String, found: String?)
        /// A file cannot be read or understood; the text says why.
        case unreadable(String)
        /// The value is well-formed but cannot stand as it is; the text says why.
        case unacceptable(String)
    }

    /// Where the problem was found.
    public let source: SettingSource
    /// The dotted key that it is about; empty when it is about a whole file.
    public let key: String
    /// What is wrong.
    public let fault: Fault
    /// The key or word that was probably meant.
    public let didYouMean: String?
    /// What to do about it.
    public let remedy: String?

    init(
        _ source: SettingSource, key: String, _ fault: Fault, didYouMean: String? = nil, remedy: String? = nil
    ) {
        self.source = source
        self.key = key
        self.fault = fault
        self.didYouMean = didYouMean
        self.remedy = remedy
    }

    /// What the setting takes, when the problem is a value that it does not take.
    public var expected: String? {
        guard case .unexpected(let expected, _) = fault else { return nil }
        return expected
    }

    /// What was found instead; `nil` for secrets.
    public var found: String? {
        guard case .unexpected(_, let found) = fault else { return nil }
        return found
    }
}

extension SettingsProblem: CustomStringConvertible {
    /// One line, as `isartor.toml:12: cache_ttl_secs: expected a whole number of seconds from 1 to 60, found "soon"`.
    public var description: String {
        var text = key.isEmpty ? "\(source): " : "\(source): \(key): "
        switch fault {
        case .unknownKey: text += "unknown key"
        case .unexpected(let expected, let found):
            text += "expected \(expected)" + (found.map { ", found \($0)" } ?? "")
        case .unreadable(let reason), .unacceptable(let reason): text += reason
        }
        if let didYouMean { text += "; did you mean \(didYouMean)?" }
        if let remedy { text += (didYouMean == nil ? "; " : " ") + remedy }
        return text
    }
}
