// SPDX-License-Identifier: Apache-2.0

/// Whether and which tools the model must use.
public enum ToolChoice: Sendable, Hashable {
    /// The model decides.
    case auto
    /// No tool.
    case none
    /// At least one, whichever.
    case required
    /// This one.
    case tool(name: String)
    /// At least one of these.
    case anyOf([String])
    /// Anything else, as raw JSON.
    case opaque([UInt8])
}
