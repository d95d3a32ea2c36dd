// SPDX-License-Identifier: Apache-2.0

/// The unambiguous byte string that a request's identity is the digest of.
///
/// Every piece is written with its kind and its length, so two requests give equal bytes only if all that counts in
/// them is equal; no text inside a request can imitate structure. The storage is reused from request to request.
public struct CanonicalText: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []
    /// False once something was met that has no unambiguous form (a lone surrogate): such a request is not cached.
    public private(set) var isSound = true
    private var order: ContiguousArray<Int> = []
    private var scratch = JSONTape()
    /// Up to this many members are sorted by insertion, which is fastest for few and takes hours for very many.
    private static let fewMembers = 32

    /// Makes an empty text.
    public init() {}

    /// Begins anew, keeping the storage unless it has grown beyond `capacity` bytes.
    public mutating func clear(keeping capacity: Int = 1 << 20) {
        if bytes.capacity > capacity {
            bytes = []
        } else {
            bytes.removeAll(keepingCapacity: true)
        }
        order.removeAll(keepingCapacity: true)
        isSound = true
    }

    /// Writes what the next piece is.
    public mutating func tag(_ tag: Tag) { bytes.append(tag.rawValue) }

    /// Writes the bytes of a string that has no escapes.
    public mutating func text(_ text: some Collection<UInt8>) {
        length(text.count)
        bytes.append(contentsOf: text)
    }

    /// Writes the string at `index`, escapes resolved, or the value's canonical form if it is no string.
    mutating func string(_ index: Int, _ tape: JSONTape, _ source: Span<UInt8>) {
        let node = tape.nodes[index]
        guard node.kind == .string else { return json(index, tape, source) }
        bytes.append(Tag.string.rawValue)
        let content = source.extracting(Int(node.start)..<Int(node.end))
        if !node.isEscaped {
            length(content.count)
            content.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
            return
        }
        let place = bytes.count
        length(0)
        if !JSONText.unescape(content, into: &bytes) { isSound = false }
        let count = bytes.count - place - 4
        for offset in 0..<4 { bytes[place + offset] = UInt8(truncatingIfNeeded: count >> (24 - 8 * offset)) }
    }

    /// Writes a value as it stands: white space and escapes do not count, the order of keys does.
    ///
    /// The order counts because models are shown schemas in the order in which they were written.
    mutating func json(_ index: Int, _ tape: JSONTape, _ source: Span<UInt8>) {
        let node = tape.nodes[index]
        switch node.kind {
        case .string: string(index, tape, source)
        case .number:
            tag(.number)
            length(Int(node.end - node.start))
            source.extracting(Int(node.start)..<Int(node.end)).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        case .true: tag(.true)
        case .false: tag(.false)
        case .null: tag(.null)
        case .array:
            tag(.array)
            tape.forEachElement(of: index) { json($0, tape, source) }
            tag(.end)
        case .object:
            tag(.object)
            tape.forEachMember(of: index) { key, value in
                string(key, tape, source)
                json(value, tape, source)
            }
            tag(.end)
        }
    }

    /// Writes an object's members in the order of their keys, less those that `skip` names.
    mutating func sortedMembers(
        of index: Int, _ tape: JSONTape, _ source: Span<UInt8>, skip: (_ key: Int) -> Bool,
        write: (inout CanonicalText, _ key: Int, _ value: Int) -> Void
    ) {
        // Objects nest, so each one works on the end of the same list.
        let base = order.count
        tape.forEachMember(of: index) { key, _ in
            if !skip(key) { order.append(key) }
        }
        let end = order.count
        if end - base > Self.fewMembers {
            var slice = order[base..<end]
            slice.sort { precedes($0, $1, tape, source) }
            order.replaceSubrange(base..<end, with: slice)
        } else {
            for current in base..<end {
                var place = current
                while place > base, precedes(order[place], order[place - 1], tape, source) {
                    order.swapAt(place, place - 1)
                    place -= 1
                }
            }
        }
        tag(.object)
        for place in base..<end {
            let key = order[place]
            string(key, tape, source)
            write(&self, key, key + 1)
        }
        tag(.end)
        order.removeLast(order.count - base)
    }

    private func precedes(_ left: Int, _ right: Int, _ tape: JSONTape, _ source: Span<UInt8>) -> Bool {
        let (a, b) = (tape.nodes[left], tape.nodes[right])
        if a.isEscaped || b.isEscaped, let x = tape.string(at: left, in: source),
            let y = tape.string(at: right, in: source)
        {
            return x.utf8.lexicographicallyPrecedes(y.utf8)
        }
        let common = min(a.end - a.start, b.end - b.start)
        for offset in 0..<Int(common) {
            let (x, y) = (source[Int(a.start) + offset], source[Int(b.start) + offset])
            if x != y { return x < y }
        }
        return a.end - a.start < b.end - b.start
    }

    /// Writes a whole number.
    mutating func number(_ number: Int) {
        tag(.number)
        text(String(number).utf8)
    }

    /// Writes a raw JSON value as it stands, or the bytes themselves if they are none.
    mutating func value(_ json: [UInt8]) {
        var tape = JSONTape()
        swap(&tape, &scratch)
        let mark = bytes.count
        do {
            try tape.scan(json.span)
            self.json(tape.root, tape, json.span)
        } catch {
            bytes.removeLast(bytes.count - mark)
            tag(.unread)
            text(json)
        }
        swap(&tape, &scratch)
    }

    private mutating func length(_ count: Int) {
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
    }

    /// The kinds of pieces.
    public enum Tag: UInt8, Sendable {
        case version = 1
        case principal, header, beta, session, model, message, content, text, part, options
        case string, number, `true`, `false`, null, array, object, end
        case conversation, piece, unread
    }
}
