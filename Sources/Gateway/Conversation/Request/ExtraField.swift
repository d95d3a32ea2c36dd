// SPDX-License-Identifier: Apache-2.0

/// A field that only one wire format knows: its name and its raw JSON value.
public struct ExtraField: Sendable, Hashable {
    public var name: String
    /// A complete JSON value as it was written.
    public var json: [UInt8]

    public init(name: String, json: [UInt8]) {
        self.name = name
        self.json = json
    }
}
