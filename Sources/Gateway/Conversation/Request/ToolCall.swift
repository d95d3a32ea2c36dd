// SPDX-License-Identifier: Apache-2.0

/// A call of a tool that the model asked for.
public struct ToolCall: Sendable, Hashable {
    /// Links the call to its result; made up by its reader, the same each time, where the format has none.
    public var id: String
    public var name: String
    /// The namespace that the tool is in, where the format has namespaces.
    public var namespace: String?
    /// Whether `input` is free text for a custom tool instead of JSON.
    public var isCustom: Bool
    /// The arguments: JSON text as the model wrote it, or a custom tool's free text.
    public var input: String

    public init(id: String, name: String, namespace: String? = nil, isCustom: Bool = false, input: String) {
        self.id = id
        self.name = name
        self.namespace = namespace
        self.isCustom = isCustom
        self.input = input
    }
}
