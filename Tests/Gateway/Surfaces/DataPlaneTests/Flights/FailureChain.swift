// SPDX-License-Identifier: Apache-2.0

/// A chain of one or two providers with one or two keys each.
enum FailureChain: String, CaseIterable {
    case oneKey, twoKeys, twoProviders, twoProvidersTwoKeys

    var keys: Int { self == .oneKey || self == .twoProviders ? 1 : 2 }
    var names: [String] { self == .oneKey || self == .twoKeys ? ["alpha"] : ["alpha", "beta"] }

    var members: [StageMember] {
        names.enumerated().map { place, name in
            StageMember(name: name, keys: keys, model: place == 0 ? nil : "other")
        }
    }
}
