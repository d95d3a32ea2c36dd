// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// A mode for some requests: what it does not name, it does not ask for.
public struct SemanticRule: Sendable, Hashable {
    public var surface: Surface?
    /// The provider-visible model.
    public var model: String?
    /// The digest of a gateway key.
    public var key: Fingerprint?
    public var mode: SemanticMode

    public init(surface: Surface? = nil, model: String? = nil, key: Fingerprint? = nil, mode: SemanticMode) {
        self.surface = surface
        self.model = model
        self.key = key
        self.mode = mode
    }

    /// Whether the rule is for such a request.
    func holds(_ surface: Surface, _ model: String?, _ key: Fingerprint?) -> Bool {
        (self.surface == nil || self.surface == surface) && (self.model == nil || self.model == model)
            && (self.key == nil || self.key == key)
    }
}
