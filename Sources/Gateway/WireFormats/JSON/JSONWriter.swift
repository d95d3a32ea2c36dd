// SPDX-License-Identifier: Apache-2.0

/// Writes compact JSON text piece by piece, in the order given.
public struct JSONWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// Makes a writer with nothing written.
    public init() {}

    public mutating func beginObject() { open(UInt8(ascii: "{")) }
    public mutating func endObject() { close(UInt8(ascii: "}")) }
    public mutating func beginArray() { open(UInt8(ascii: "[")) }
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Writes a member's key; its value must follow.
    public mutating func key(_ name: String) {
        separate()
        Self.append(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a member's key that is a JSON string already, quotes included.
    mutating func rawKey(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    public mutating func string(_ value: String) {
        separate()
        Self.append(value, to: &bytes)
        needsComma = true
    }

    public mutating func integer(_ value: Int) {
        separate()
        Self.append(value, to: &bytes)
        needsComma = true
    }

    public mutating func boolean(_ value: Bool) { word(value ? "true" : "false") }
    public mutating func null() { word("null") }

    /// Writes a value that is JSON already.
    public mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    public mutating func member(_ name: String, string value: String) {
        key(name)
        string(value)
    }

    public mutating func member(_ name: String, integer value: Int) {
        key(name)
        integer(value)
    }

    public mutating func member(_ name: String, raw value: some Collection<UInt8>) {
        key(name)
        raw(value)
    }

    public mutating func member(_ name: String, boolean value: Bool) {
        key(name)
        boolean(value)
    }

    public mutating func nullMember(_ name: String) {
        key(name)
        null()
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func word(_ word: StaticString) {
        separate()
        word.withUTF8Buffer { bytes.append(contentsOf: $0) }
        needsComma = true
    }
}
