// SPDX-License-Identifier: Apache-2.0

/// How bodies that no decoder understands are written into a canonical text, close to how they stand.
extension CanonicalText {
    /// Writes a list of messages.
    mutating func turns(_ index: Int, _ tape: JSONTape, _ source: Span<UInt8>) {
        guard tape.nodes[index].kind == .array else { return json(index, tape, source) }
        tag(.array)
        tape.forEachElement(of: index) { message($0, tape, source) }
        tag(.end)
    }

    /// Writes one message: its role, its content, and whatever else it carries.
    mutating func message(_ index: Int, _ tape: JSONTape, _ source: Span<UInt8>) {
        guard tape.nodes[index].kind == .object else { return json(index, tape, source) }
        tag(.message)
        if let role = tape.member("role", of: index, in: source) { string(role, tape, source) } else { tag(.null) }
        if let body = tape.member("content", of: index, in: source) { content(body, tape, source) } else { tag(.null) }
        sortedMembers(of: index, tape, source) { key in
            tape.matches(key, "role", in: source) || tape.matches(key, "content", in: source)
                || tape.matches(key, "cache_control", in: source)
        } write: { text, _, value in
            text.json(value, tape, source)
        }
    }

    /// Writes a message's content. A string and a list with one text part are the same thing.
    mutating func content(_ index: Int, _ tape: JSONTape, _ source: Span<UInt8>, skippingBilling: Bool = false) {
        tag(.content)
        switch tape.nodes[index].kind {
        case .string:
            tag(.text)
            string(index, tape, source)
        case .array:
            tape.forEachElement(of: index) { element in
                if skippingBilling, BillingLine.isOne(element, tape, source) { return }
                part(element, tape, source)
            }
        default:
            json(index, tape, source)
        }
        tag(.end)
    }

    /// Writes one part of a content, less its `cache_control`, which moves from turn to turn and changes no answer.
    private mutating func part(_ index: Int, _ tape: JSONTape, _ source: Span<UInt8>) {
        guard tape.nodes[index].kind == .object else { return json(index, tape, source) }
        if let text = plainText(index, tape, source) {
            tag(.text)
            string(text, tape, source)
            return
        }
        tag(.part)
        sortedMembers(of: index, tape, source) { key in
            tape.matches(key, "cache_control", in: source)
        } write: { text, key, value in
            if tape.matches(key, "content", in: source) {
                text.content(value, tape, source)
            } else if tape.matches(key, "source", in: source) {
                text.partSource(value, tape, source)
            } else {
                text.json(value, tape, source)
            }
        }
    }

    /// Writes where a part's data lies; a document may be made of parts, which have markers of their own.
    private mutating func partSource(_ index: Int, _ tape: JSONTape, _ source: Span<UInt8>) {
        guard tape.member("content", of: index, in: source) != nil else { return json(index, tape, source) }
        tag(.object)
        tape.forEachMember(of: index) { key, value in
            string(key, tape, source)
            if tape.matches(key, "content", in: source) {
                content(value, tape, source)
            } else {
                json(value, tape, source)
            }
        }
        tag(.end)
    }

    /// The text's index if the part is nothing but text.
    private func plainText(_ index: Int, _ tape: JSONTape, _ source: Span<UInt8>) -> Int? {
        guard let type = tape.member("type", of: index, in: source), tape.matches(type, "text", in: source),
            let text = tape.member("text", of: index, in: source), tape.nodes[text].kind == .string
        else { return nil }
        var others = false
        tape.forEachMember(of: index) { key, _ in
            if !tape.matches(key, "type", in: source), !tape.matches(key, "text", in: source),
                !tape.matches(key, "cache_control", in: source)
            {
                others = true
            }
        }
        return others ? nil : text
    }

    /// Writes a list of tools; each less its own `cache_control`, schemas to the letter.
    mutating func tools(_ index: Int, _ tape: JSONTape, _ source: Span<UInt8>) {
        guard tape.nodes[index].kind == .array else { return json(index, tape, source) }
        tag(.array)
        tape.forEachElement(of: index) { tool in
            guard tape.nodes[tool].kind == .object else { return json(tool, tape, source) }
            sortedMembers(of: tool, tape, source) { key in
                tape.matches(key, "cache_control", in: source)
            } write: { text, _, value in
                text.json(value, tape, source)
            }
        }
        tag(.end)
    }
}
