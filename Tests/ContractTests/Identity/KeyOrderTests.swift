// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@Suite("Order and spelling")
struct KeyOrderTests {
    @Test("the order of keys counts exactly where the table says", arguments: ShapeFolder.all)
    func keyOrder(_ shape: Shape) throws {
        var reader = RequestReader()
        let tree = try JSONTree(shape.body)
        let base = Identity(shape.body, shape.surface, reader: &reader)
        guard base.isCacheable else { return }
        for path in Self.containers(tree, []) {
            guard case .object? = Self.value(tree, path[...]) else { continue }
            let turned = Self.edited(tree, path[...]) { .object(($0.members ?? []).reversed()) }
            let found = Identity(turned.bytes, shape.surface, reader: &reader)
            let isIgnored = IdentityOracle.isIgnored(path, in: tree, shape.surface)
            let isRaw = path.indices.contains { Self.isOfUnknownKind(Self.value(tree, path[...$0])) }
            let isFree = isIgnored || IdentityTable.isUnordered(path) && !isRaw
            #expect((found == base) == isFree, "\(path.text)")
        }
    }

    /// Whether a part or tool is of a kind that is compared as it is written.
    private static func isOfUnknownKind(_ value: JSONTree?) -> Bool {
        guard let type = value?["type"]?.text else { return false }
        // Media whose data are given in a way that only messages have.
        if ["image", "document"].contains(type), let source = value?["source"] { return isOfUnknownKind(source) }
        if type == "namespace" { return (value?["tools"]?.elements ?? []).isEmpty }
        return ![
            "text", "image", "image_url", "input_audio", "file", "refusal", "tool_use", "tool_result", "function",
            "message", "input_text", "output_text", "input_image", "input_file", "function_call",
            "function_call_output", "custom", "custom_tool_call", "custom_tool_call_output", "reasoning",
            "summary_text", "web_search", "json_schema", "json_object", "tool", "auto", "any", "none",
            "base64", "url", "enabled", "adaptive", "disabled", "thinking", "redacted_thinking",
        ].contains(type) && !type.hasPrefix("web_search_")
    }

    @Test("the order of a list counts", arguments: ShapeFolder.all)
    func listOrder(_ shape: Shape) throws {
        var reader = RequestReader()
        let tree = try JSONTree(shape.body)
        let base = Identity(shape.body, shape.surface, reader: &reader)
        guard base.isCacheable else { return }
        for path in Self.containers(tree, []) {
            guard case .array(let elements)? = Self.value(tree, path[...]) else { continue }
            let turned = Self.edited(tree, path[...]) { _ in .array(elements.reversed()) }
            let found = Identity(turned.bytes, shape.surface, reader: &reader)
            let rests = [elements, elements.reversed()].map {
                IdentityOracle.rest(path, .array($0), shape.surface)
            }
            let isFree = IdentityOracle.isIgnored(path, in: tree, shape.surface) || rests[0] == rests[1]
            #expect((found == base) == isFree, "\(path.text)")
        }
    }

    @Test(
        "white space, needless escapes and the order of the request's own keys do not count", arguments: ShapeFolder.all
    )
    func spelling(_ shape: Shape) throws {
        var reader = RequestReader()
        let tree = try JSONTree(shape.body)
        let base = Identity(shape.body, shape.surface, reader: &reader)
        #expect(Identity(shape.spacedBody, shape.surface, reader: &reader) == base)
        #expect(Identity(OddJSON.escaped(tree), shape.surface, reader: &reader) == base)
    }

    @Test("two shapes share an identity only if they ask for the same")
    func shapesApart() throws {
        struct Asked {
            var shape: Shape
            var rest: JSONTree
            var lines: [String]
        }
        var reader = RequestReader()
        var known: [[UInt8]: Asked] = [:]
        for shape in ShapeFolder.all {
            guard case .of(let text) = Identity(shape.body, shape.surface, reader: &reader),
                case .counts(let full) = IdentityOracle.rest(of: try JSONTree(shape.body), shape.surface)
            else { continue }
            let context = RequestContext(surface: shape.surface, principal: .local, pathModel: "m")
            let reading = try reader.read(shape.body.span, in: context, digest: { $0 }).reading
            let lines = [reading.resolvedModel ?? ""] + (reading.conversation.map(Lines.of) ?? [])
            let asked = Asked(shape: shape, rest: Self.simplified(full), lines: lines)
            guard let other = known[text] else {
                #expect(
                    !known.values.contains { $0.shape.surface == shape.surface && $0.rest == asked.rest },
                    "\(shape.name) has a twin of another identity")
                known[text] = asked
                continue
            }
            #expect(other.lines == asked.lines, "\(shape.name) and \(other.shape.name)")
            // Chat and messages have one spelling for everything; the others may say the same in several ways.
            let isComparable =
                other.shape.surface == shape.surface && [.chatCompletions, .messages].contains(shape.surface)
            #expect(!isComparable || other.rest == asked.rest, "\(shape.name) and \(other.shape.name)")
        }
        #expect(known.count > 10)
    }

    @Test("a number is what is written: 1 and 1.0 may differ, 1 and 2 do")
    func numbers() {
        func identity(_ number: String) -> Identity {
            Identity(
                #"{"model":"m","messages":[{"role":"user","content":"q"}],"temperature":\#(number)}"#, .chatCompletions)
        }
        #expect(identity("1") == identity("1"))
        #expect(identity("1") != identity("2"))
        #expect(identity("1e2") != identity("1e3"))
    }

    @Test("text counts byte by byte: a letter with its accent and one with a combining accent differ")
    func accents() {
        func identity(_ text: String) -> Identity {
            Identity(#"{"model":"m","messages":[{"role":"user","content":"\#(text)"}]}"#, .chatCompletions)
        }
        #expect(identity("\u{E9}") != identity("e\u{301}"))
        #expect(identity("\u{E9}") == identity(#"\u00e9"#))
    }

    @Test("half of a surrogate pair has no certain meaning: not cached")
    func loneSurrogate() {
        let body = #"{"model":"m","messages":[{"role":"user","content":"\ud83c"}]}"#
        #expect(Identity(body, .chatCompletions) == .uncacheable)
    }

    @Test(
        "a key that stands twice in one object is refused",
        arguments: [
            #"{"model":"m","model":"n","messages":[{"role":"user","content":"q"}]}"#,
            #"{"model":"m","messages":[{"role":"user","content":"q","content":"r"}]}"#,
            #"{"model":"m","mod\u0065l":"n","messages":[{"role":"user","content":"q"}]}"#,
            #"{"model":"m","messages":[{"role":"user","content":"q"}],"x":{"a":{"b":1,"c":2,"b":1}}}"#,
        ])
    func duplicateKeys(_ body: String) {
        for surface in [Surface.chatCompletions, .messages] {
            #expect(Identity(body, surface) == .refused("duplicate_key"))
        }
    }

    @Test("thirty thousand unknown keys are put in order like three")
    func manyKeys() {
        let start = #"{"model":"m","messages":[{"role":"user","content":"q"}]"#
        let keys = (10_000..<40_000).map { #","k\#($0)":1"# }
        let one = Identity(start + keys.joined() + "}", .chatCompletions)
        #expect(one.isCacheable)
        #expect(one == Identity(start + keys.reversed().joined() + "}", .chatCompletions))
        #expect(one != Identity(start + keys.dropLast().joined() + "}", .chatCompletions))
    }

    /// The tree with every content that is one plain text part as that text.
    private static func simplified(_ tree: JSONTree) -> JSONTree {
        switch tree {
        case .object(let members):
            .object(
                members.map { member in
                    guard member.key == "content", let part = member.value[0], member.value[1] == nil,
                        part["type"] == .string("text"), let text = part["text"], part.members?.count == 2
                    else { return .init(key: member.key, value: simplified(member.value)) }
                    return .init(key: member.key, value: text)
                })
        case .array(let elements): .array(elements.map(simplified))
        default: tree
        }
    }

    // MARK: Walking

    /// Paths of all objects and lists with two or more different elements.
    private static func containers(_ tree: JSONTree, _ path: [PathStep]) -> [[PathStep]] {
        switch tree {
        case .object(let members):
            return (members.count > 1 ? [path] : [])
                + members.flatMap { containers($0.value, path + [.key($0.key)]) }
        case .array(let elements):
            return (Set(elements).count > 1 && elements != elements.reversed() ? [path] : [])
                + elements.enumerated().flatMap { containers($0.element, path + [.index($0.offset)]) }
        default: return []
        }
    }

    private static func value(_ tree: JSONTree, _ path: ArraySlice<PathStep>) -> JSONTree? {
        guard let step = path.first else { return tree }
        let next =
            switch step {
            case .key(let key): tree[key]
            case .index(let index): tree[index]
            }
        return next.flatMap { value($0, path.dropFirst()) }
    }

    private static func edited(
        _ tree: JSONTree, _ path: ArraySlice<PathStep>, _ edit: (JSONTree) -> JSONTree
    ) -> JSONTree {
        guard let step = path.first else { return edit(tree) }
        switch (step, tree) {
        case (.key(let key), .object(let members)):
            return .object(
                members.map { member in
                    member.key == key
                        ? .init(key: key, value: edited(member.value, path.dropFirst(), edit)) : member
                })
        case (.index(let index), .array(var elements)):
            elements[index] = edited(elements[index], path.dropFirst(), edit)
            return .array(elements)
        default: return tree
        }
    }
}
