// SPDX-License-Identifier: Apache-2.0

/// A path at or below a list of models, in the spelling of any family.
struct ModelsPath: Sendable, Equatable {
    private static let lists = ["/v1beta/models", "/v1/models", "/models"]

    /// Whether the path has Gemini's own version.
    var isBeta: Bool
    /// What follows the list's path; nil for the list itself.
    var model: String?

    /// The place that `path` names; nil for a path elsewhere.
    init?(_ path: Substring) {
        guard let list = Self.lists.first(where: { path == $0 || path.hasPrefix($0 + "/") }) else { return nil }
        isBeta = list == Self.lists[0]
        let rest = path.dropFirst(list.count + 1)
        model = rest.isEmpty ? nil : String(rest)
    }
}
