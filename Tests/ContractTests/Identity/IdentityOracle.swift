// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Says from the table alone what a change does to the identity of a request.
struct IdentityOracle {
    enum Verdict: String { case same, different, uncacheable, cacheable, refused }

    /// What the table leaves of a value.
    enum Rest: Equatable {
        case nothing
        case state
        case refused
        case counts(JSONTree)
    }

    let surface: Surface
    private let body: [UInt8]
    private let root: JSONTree
    /// What is left of the parts of the body that were asked for.
    private var known: [[PathStep]: Rest] = [:]
    /// Members because of which the request is not cached, the missing ones included.
    private let blockers: Set<String>
    private let links: ToolLinks

    init(_ body: [UInt8], _ surface: Surface) throws {
        self.surface = surface
        self.body = body
        root = try JSONTree(body)
        links = ToolLinks(root, surface)
        let required =
            switch surface {
            case .native: ["model", "prompt"]
            case .chatCompletions, .messages: ["model", "messages"]
            case .responses: ["model", "input"]
            case .gemini: ["contents"]
            }
        let keys = (root.members?.map(\.key) ?? []) + required
        let root = root
        blockers = Set(keys.filter { Self.rest([.key($0)], root[$0], surface) == .state })
    }

    var isCacheable: Bool { blockers.isEmpty }

    /// - Parameter nodes: the values of the body by path.
    mutating func verdict(_ edit: ShapeEdit, _ edited: [UInt8], nodes: [[PathStep]: ShapeNode]) throws -> Verdict {
        guard case .key(let member)? = edit.path.first else { return .different }
        let unit = unit(of: edit.path)
        var after = edit.after
        if let node = nodes[unit] {
            if unit != edit.path {
                after = try JSONTree(Array(edited[node.range.lowerBound..<node.range.upperBound + edit.growth]))
            }
        }
        let new = Self.rest(unit, plain(unit, after), surface)
        if new == .refused { return .refused }
        if !blockers.subtracting([member]).isEmpty { return .uncacheable }
        if unit.count > 1, Self.rest([.key(member)], .array([.null]), surface) == .state { return .uncacheable }
        let old = try rest(of: unit, nodes[unit])
        if new == .state { return .uncacheable }
        if old == .state { return .cacheable }
        return old == new ? .same : .different
    }

    private mutating func rest(of unit: [PathStep], _ node: ShapeNode?) throws -> Rest {
        if let rest = known[unit] { return rest }
        let value = try node.map { try JSONTree(Array(body[$0.range])) }
        let rest = Self.rest(unit, plain(unit, value), surface)
        known[unit] = rest
        return rest
    }

    /// The same value with what goes without saying said, or left out, in one way.
    private func plain(_ path: [PathStep], _ value: JSONTree?) -> JSONTree? {
        let isOptions = path == [.key("generationConfig")] || path == [.key("generation_config")]
        return surface == .gemini && isOptions ? GeminiOptions.plain(value) : links.told(path, value)
    }

    /// The part of the body that a change is judged by: a member of the request, or an element of a list in it.
    private func unit(of path: [PathStep]) -> [PathStep] {
        if path.count > 2, case .index = path[1] { return Array(path[..<2]) }
        return Array(path[..<1])
    }

    static func rest(
        _ path: [PathStep], _ value: JSONTree?, _ surface: Surface, isInIgnored: Bool = false
    ) -> Rest {
        let kind = IdentityTable.kind(path, value, surface, isInIgnored: isInIgnored)
        if kind == .state { return .state }
        if kind == .refused { return .refused }
        guard let value, let kind else { return .nothing }
        if value == .null, IdentityTable.isUnordered(path.dropLast()) { return .nothing }
        let isIgnored = kind == .ignored
        switch value {
        case .object(let members):
            var kept: [JSONTree.Member] = []
            for member in members {
                // In what the format knows, null is nothing.
                if member.value == .null, IdentityTable.isUnordered(path) { continue }
                switch rest(path + [.key(member.key)], member.value, surface, isInIgnored: isIgnored) {
                case .nothing: continue
                case .state: return .state
                case .refused: return .refused
                case .counts(let rest): kept.append(.init(key: member.key, value: rest))
                }
            }
            if IdentityTable.isUnordered(path) { kept.sort { $0.key < $1.key } }
            return isIgnored && kept.isEmpty ? .nothing : .counts(.object(kept))
        case .array(let elements):
            var kept: [JSONTree] = []
            for (index, element) in elements.enumerated() {
                switch rest(path + [.index(index)], element, surface, isInIgnored: isIgnored) {
                case .nothing: continue
                case .state: return .state
                case .refused: return .refused
                case .counts(let rest): kept.append(rest)
                }
            }
            return isIgnored && kept.isEmpty ? .nothing : .counts(.array(kept))
        case .string(let text) where kind == .scope:
            return .counts(.string(String(IdentityRow.Values.trimmed(text))))
        default:
            return isIgnored ? .nothing : .counts(value)
        }
    }
}

extension IdentityOracle {
    /// What the table leaves of a whole request, its own members in order of their names.
    static func rest(of request: JSONTree, _ surface: Surface) -> Rest {
        var kept: [JSONTree.Member] = []
        for member in request.members ?? [] {
            switch rest([.key(member.key)], member.value, surface) {
            case .nothing: continue
            case .state: return .state
            case .refused: return .refused
            case .counts(let rest): kept.append(.init(key: member.key, value: rest))
            }
        }
        return .counts(.object(kept.sorted { $0.key < $1.key }))
    }

    /// Whether nothing of the value at `path` counts.
    static func isIgnored(_ path: [PathStep], in request: JSONTree, _ surface: Surface) -> Bool {
        var value: JSONTree? = request
        var isIgnored = false
        for (place, step) in path.enumerated() {
            switch step {
            case .key(let key): value = value?[key]
            case .index(let index): value = value?[index]
            }
            isIgnored =
                IdentityTable.kind(Array(path[...place]), value, surface, isInIgnored: isIgnored) == .ignored
        }
        return isIgnored
    }
}
