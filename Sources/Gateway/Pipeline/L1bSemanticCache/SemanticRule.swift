// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// A mode for some requests: what it does not name, it does not ask for.
public struct SemanticRule: Sendable, Hashable {
    public var surface: Surface?
    /// The provider-visible model.
    public var model: String?
    /// The digest of a configured gateway key.
    public var key: Fingerprint?
    /// The name of a virtual key, which may be made and replaced while the gateway runs.
    public var keyName: String?
    public var mode: SemanticMode

    public init(
        surface: Surface? = nil, model: String? = nil, key: Fingerprint? = nil, keyName: String? = nil,
        mode: SemanticMode
    ) {
        self.surface = surface
        self.model = model
        self.key = key
        self.keyName = keyName
        self.mode = mode
    }

    /// Whether the rule is for such a request.
    func holds(_ surface: Surface, _ model: String?, _ key: Fingerprint?, _ keyName: () -> String?) -> Bool {
        guard self.surface == nil || self.surface == surface, self.model == nil || self.model == model else {
            return false
        }
        if self.key == nil, self.keyName == nil { return true }
        if let wanted = self.key, wanted == key { return true }
        return self.keyName.map { $0 == keyName() } ?? false
    }
}
