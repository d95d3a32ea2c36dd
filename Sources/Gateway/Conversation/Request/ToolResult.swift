// SPDX-License-Identifier: Apache-2.0

/// What a tool gave back.
public struct ToolResult: Sendable, Hashable {
    /// The id of the call that it answers.
    public var callID: String
    /// The tool's name; empty where neither the format nor an earlier call tells it.
    public var name: String
    /// Whether it is the result of a custom tool's call.
    public var isCustom: Bool
    /// Text, media and opaque parts, in order.
    public var parts: [Part]
    /// Whether the tool failed and the parts say how.
    public var isError: Bool

    public init(callID: String, name: String = "", isCustom: Bool = false, parts: [Part], isError: Bool = false) {
        self.callID = callID
        self.name = name
        self.isCustom = isCustom
        self.parts = parts
        self.isError = isError
    }
}
