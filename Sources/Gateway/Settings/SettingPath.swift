// SPDX-License-Identifier: Apache-2.0

/// The place of a value in a configuration document, as `gateway_api_keys[1].name`.
public struct SettingPath: Sendable, Hashable {
    /// One step down into a document.
    public enum Step: Sendable, Hashable {
        /// Into the value of a key.
        case key(String)
        /// Into an element of a list; the first is 0.
        case index(Int)
    }

    /// The steps from the root; none is the root itself.
    public private(set) var steps: [Step]

    /// The place reached by `steps` from the root.
    public init(_ steps: [Step] = []) {
        self.steps = steps
    }

    /// The place that a dotted key of the schema names, as `layer2.sidecar_url`.
    public init(dotted key: String) {
        steps = key.split(separator: ".").map { .key(String($0)) }
    }

    /// The place of `key` inside this table.
    public func key(_ key: String) -> SettingPath {
        SettingPath(steps + [.key(key)])
    }

    /// The place of element `index` of this list.
    public func index(_ index: Int) -> SettingPath {
        SettingPath(steps + [.index(index)])
    }

    /// The place of which this is a part; `nil` for the root.
    var parent: SettingPath? {
        steps.isEmpty ? nil : SettingPath(steps.dropLast())
    }

    /// The name of the last key on the way here.
    var lastKey: String? {
        for case .key(let name) in steps.reversed() { return name }
        return nil
    }
}

extension SettingPath: CustomStringConvertible {
    /// The place as written in a TOML file; keys that TOML wants quoted are quoted.
    public var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .index(let index): text += "[\(index)]"
            case .key(let key): text += (text.isEmpty ? "" : ".") + TOMLText.key(key)
            }
        }
        return text
    }
}
