// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// A mode for some requests: what it does not name, it does not ask for.
public struct SemanticRule: Sendable, Hashable {
    public var surface: Surface?
    /// The provider-visible model.
    public var model: String?
    public var principal: Principal?
    public var mode: SemanticMode

    public init(surface: Surface? = nil, model: String? = nil, principal: Principal? = nil, mode: SemanticMode) {
        self.surface = surface
        self.model = model
        self.principal = principal
        self.mode = mode
    }

    /// Whether the rule is for such a request.
    func holds(_ surface: Surface, _ model: String?, _ principal: Principal) -> Bool {
        (self.surface == nil || self.surface == surface) && (self.model == nil || self.model == model)
            && (self.principal == nil || self.principal == principal)
    }
}
