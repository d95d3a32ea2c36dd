// SPDX-License-Identifier: Apache-2.0

/// A mode of the semantic cache for some requests.
public struct SemanticRuleSetting: Sendable, Equatable {
    /// The wire format in which a client asks.
    public enum Route: String, Sendable, CaseIterable {
        case chat, messages, responses, gemini, native
    }

    public var mode: SemanticSettings.Mode
    public var route: Route?
    /// The provider's name of the model.
    public var model: String?
    /// The name of a gateway key.
    public var key: String?

    public init(mode: SemanticSettings.Mode, route: Route? = nil, model: String? = nil, key: String? = nil) {
        self.mode = mode
        self.route = route
        self.model = model
        self.key = key
    }
}

extension SemanticRuleSetting: SettingRepresentable {
    init?(settingValue: SettingValue) {
        guard case .table(let fields) = settingValue,
            let mode = fields["mode"].flatMap(SemanticSettings.Mode.init(settingValue:))
        else { return nil }
        func text(_ name: String) -> String? {
            fields[name].flatMap(String.init(settingValue:)).flatMap { $0.isEmpty ? nil : $0 }
        }
        self.init(
            mode: mode, route: text("route").flatMap(Route.init(rawValue:)), model: text("model"), key: text("key"))
    }

    var settingValue: SettingValue {
        var fields = ["mode": mode.settingValue]
        if let route { fields["route"] = .text(route.rawValue) }
        if let model { fields["model"] = .text(model) }
        if let key { fields["key"] = .text(key) }
        return .table(fields)
    }
}
