// SPDX-License-Identifier: Apache-2.0

/// The values of one JSON text in reading order, found in one pass without copying a byte.
///
/// A tape is meant to be kept and scanned into again: its storage is reused. All offsets refer to the text that was
/// scanned last; callers hand that text in with each question.
public struct JSONTape: Sendable {
    /// The values in reading order; none after a text that was refused.
    public private(set) var nodes = JSONNodes()

    /// Makes an empty tape.
    public init() {}

    /// Reads a whole JSON text.
    ///
    /// Strict JSON (RFC 8259), valid UTF-8, no key twice in one object.
    public mutating func scan(
        _ text: Span<UInt8>, limits: JSONLimits = JSONLimits()
    ) throws(JSONProblem) {
        guard text.count < Int(UInt32.max) else { throw JSONProblem(.tooManyValues, at: 0) }
        var scanner = JSONScanner(limits)
        try nodes.fill(bytes: text.count) { room throws(JSONProblem) in try scanner.run(text, room) }
    }

    /// Gives back storage beyond `nodeCount` values, after an unusually large text.
    public mutating func shrink(to nodeCount: Int) {
        if nodes.capacity > nodeCount { nodes.clear() }
    }

    /// The root value's index.
    public var root: Int { 0 }

    /// The value of the member `name` of the object at `index`, or nil.
    public func member(_ name: StaticString, of index: Int, in text: Span<UInt8>) -> Int? {
        guard nodes[index].kind == .object else { return nil }
        let end = Int(nodes[index].next)
        var key = index + 1
        while key < end {
            if matches(key, name, in: text) { return key + 1 }
            key = Int(nodes[key + 1].next)
        }
        return nil
    }

    /// Whether the string at `index` equals `name`, escapes resolved.
    @inline(__always)
    public func matches(_ index: Int, _ name: StaticString, in text: Span<UInt8>) -> Bool {
        let node = nodes[index]
        // Most names that do not match differ in their length already.
        guard node.isEscaped || Int(node.end &- node.start) == name.utf8CodeUnitCount else { return false }
        return equals(node, index, name, in: text)
    }

    private func equals(_ node: JSONNode, _ index: Int, _ name: StaticString, in text: Span<UInt8>) -> Bool {
        guard node.kind == .string else { return false }
        if node.isEscaped {
            guard let value = string(at: index, in: text) else { return false }
            return name.withUTF8Buffer { value.utf8.elementsEqual($0) }
        }
        let start = Int(node.start)
        let other = name.utf8Start
        for offset in 0..<Int(node.end &- node.start) where text[start &+ offset] != other[offset] { return false }
        return true
    }

    /// The string at `index` with its escapes resolved; nil for another kind of value or a lone surrogate.
    public func string(at index: Int, in text: Span<UInt8>) -> String? {
        let node = nodes[index]
        guard node.kind == .string else { return nil }
        let range = Int(node.start)..<Int(node.end)
        if !node.isEscaped {
            return text.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        guard JSONText.unescape(text.extracting(range), into: &bytes) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where the text of the string at `index` stands; nil for another kind of value or a string with escapes.
    func plainText(at index: Int) -> Range<Int>? {
        let node = nodes[index]
        return node.kind == .string && !node.isEscaped ? Int(node.start)..<Int(node.end) : nil
    }

    /// The whole number at `index`, or nil.
    public func integer(at index: Int, in text: Span<UInt8>) -> Int? {
        let node = nodes[index]
        guard node.kind == .number else { return nil }
        return JSONText.integer(text.extracting(Int(node.start)..<Int(node.end)))
    }

    /// The bytes of the value at `index`, a string's quotes included.
    public func range(of index: Int) -> Range<Int> {
        let node = nodes[index]
        return node.kind == .string ? Int(node.start) - 1..<Int(node.end) + 1 : Int(node.start)..<Int(node.end)
    }

    /// A copy of the value's bytes at `index`.
    public func raw(_ index: Int, in text: Span<UInt8>) -> [UInt8] {
        text.extracting(range(of: index)).withUnsafeBufferPointer { [UInt8]($0) }
    }

    /// The members of the object at `index`, one after another; none of any other value.
    func members(of index: Int) -> JSONMembers {
        JSONMembers(key: index + 1, end: nodes[index].kind == .object ? Int(nodes[index].next) : 0)
    }

    /// The elements of the array at `index`, one after another; none of any other value.
    func elements(of index: Int) -> JSONElements {
        JSONElements(element: index + 1, end: nodes[index].kind == .array ? Int(nodes[index].next) : 0)
    }

    /// Calls `body` with the key's and the value's index of each member of the object at `index`.
    public func forEachMember<Failure: Error>(
        of index: Int, _ body: (_ key: Int, _ value: Int) throws(Failure) -> Void
    ) throws(Failure) {
        var members = members(of: index)
        while let (key, value) = members.next(in: self) { try body(key, value) }
    }

    /// Calls `body` with the index of each element of the array at `index`.
    public func forEachElement<Failure: Error>(
        of index: Int, _ body: (_ element: Int) throws(Failure) -> Void
    ) throws(Failure) {
        var elements = elements(of: index)
        while let element = elements.next(in: self) { try body(element) }
    }
}
