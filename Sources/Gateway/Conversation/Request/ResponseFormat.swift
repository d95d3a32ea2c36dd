// SPDX-License-Identifier: Apache-2.0

/// The shape that the answer's text must have. Plain text is the absence of one.
public enum ResponseFormat: Sendable, Hashable {
    /// Any JSON object.
    case jsonObject
    /// JSON after a schema, given as it was written; the name is empty where the format has none.
    case jsonSchema(name: String, description: String?, schema: [UInt8], isStrict: Bool?)
}
