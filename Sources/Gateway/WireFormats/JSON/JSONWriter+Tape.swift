// SPDX-License-Identifier: Apache-2.0

extension JSONWriter {
    /// The scanned value at `index` as compact text, each string spelled as this writer does: two spellings of one value
    /// give one text. A string with half of a surrogate pair stays as it was written.
    static func text(_ index: Int, _ tape: JSONTape, _ source: Span<UInt8>) -> String {
        var writer = JSONWriter()
        writer.value(index, tape, source)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private mutating func value(_ index: Int, _ tape: JSONTape, _ source: Span<UInt8>) {
        switch tape.nodes[index].kind {
        case .object:
            beginObject()
            tape.forEachMember(of: index) { key, value in
                if let name = tape.string(at: key, in: source) {
                    self.key(name)
                } else {
                    rawKey(tape.raw(key, in: source))
                }
                self.value(value, tape, source)
            }
            endObject()
        case .array:
            beginArray()
            tape.forEachElement(of: index) { value($0, tape, source) }
            endArray()
        case .string:
            if let text = tape.string(at: index, in: source) { string(text) } else { raw(tape.raw(index, in: source)) }
        case .number, .true, .false, .null:
            raw(tape.raw(index, in: source))
        }
    }
}
