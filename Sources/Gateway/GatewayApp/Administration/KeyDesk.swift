// SPDX-License-Identifier: Apache-2.0

import ControlPlane
import Conversation
import DataPlane
import KeptState
import Pipeline
import Storage
import WireFormats

/// Gives out virtual keys, changes them and takes them back. One request at a time: each is committed before it counts.
actor KeyDesk: KeyAdministration {
    private let book: KeyBook
    private let archive: KeyArchive
    private let clock: StateClock

    /// How a key begins, so that everybody who sees one knows whose it is.
    private static let prefix = Gatekeeper.keyPrefix
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    /// A key that somebody else made up is at least this long, so that nobody guesses it.
    private static let shortestKey = 24
    /// All keys are in memory, some 500 bytes each.
    private static let mostKeys = 100_000

    init(book: KeyBook, archive: KeyArchive, clock: StateClock) {
        self.book = book
        self.archive = archive
        self.clock = clock
    }

    private var wall: Int64 { clock.wall() / 1000 }

    // MARK: Making

    func generateKey(_ body: [UInt8]) async throws(GatewayError) -> [UInt8] {
        let fields = try Self.fields(body)
        let request = try KeyRequest(fields)
        let secret = try Self.secret(fields["key"])
        let digest = Digest.of(secret)
        guard case .unknown = book.find(digest) else {
            throw Self.conflict("This key is or was given out already. Leave `key` out to have one made up.")
        }
        guard book.count < Self.mostKeys else {
            throw Self.conflict("There are \(Self.mostKeys) keys, those that were taken back included; no more fit.")
        }
        let id = "key-" + Self.random(12)
        let name = try request.name ?? id
        try checkFree(name)
        var key = VirtualKey(id: id, digest: digest, hint: Self.hint(secret), name: name, created: wall)
        try request.apply(to: &key, wall: wall)
        try await save(key)
        let state = KeyState(key, wall: wall)
        book.add(state)
        return document(state, secret: secret)
    }

    func regenerateKey(_ body: [UInt8]) async throws(GatewayError) -> [UInt8] {
        let state = try find(try Self.fields(body)["key"])
        var key = state.key
        let old = key.digest
        let secret = Self.prefix + Self.random(43)
        key.digest = Digest.of(secret)
        key.hint = Self.hint(secret)
        try await save(key, retired: old)
        state.change(to: key, wall: wall)
        book.replace(old, with: state)
        return document(state, secret: secret)
    }

    // MARK: Looking

    func keyInformation(_ wanted: String?, own: String?) async throws(GatewayError) -> [UInt8] {
        let state: KeyState
        if let own {
            // The holder of a key sees that one and no other.
            guard let found = book.states.first(where: { $0.id == own }) else { throw Self.missing }
            if let wanted, lookUp(wanted) != found { throw Self.missing }
            state = found
        } else {
            guard let wanted else {
                throw KeyRequest.wrong("key", "is missing: name the key by its id, its name or its `token`")
            }
            guard let found = lookUp(wanted) else { throw Self.missing }
            state = found
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("key", string: state.key.digest.hexadecimal)
        writer.key("info")
        writer.beginObject()
        KeyDocument(state, wall: wall).write(&writer)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    func keyListing() async -> [UInt8] {
        let states = book.states
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("keys")
        writer.beginArray()
        for state in states {
            writer.beginObject()
            KeyDocument(state, wall: wall).write(&writer)
            writer.endObject()
        }
        writer.endArray()
        writer.member("total_count", integer: states.count)
        writer.endObject()
        return writer.bytes
    }

    // MARK: Changing

    func updateKey(_ body: [UInt8]) async throws(GatewayError) -> [UInt8] {
        let fields = try Self.fields(body)
        let request = try KeyRequest(fields)
        let state = try find(fields["key"])
        var key = state.key
        if let name = try request.name, name != key.name { try checkFree(name) }
        try request.apply(to: &key, wall: wall)
        try await save(key)
        state.change(to: key, wall: wall)
        return document(state, secret: nil)
    }

    func deleteKeys(_ body: [UInt8]) async throws(GatewayError) -> [UInt8] {
        let fields = try Self.fields(body)
        var names: [JSONValue] = []
        for field in ["keys", "key_aliases"] {
            switch fields[field] {
            case nil, .null: continue
            case .list(let list): names += list
            default: throw KeyRequest.wrong(field, "is a list")
            }
        }
        guard !names.isEmpty else { throw KeyRequest.wrong("keys", "is missing: name the keys to be taken back") }
        var states: [KeyState] = []
        // All are found before one is taken back.
        for name in names { states.append(try find(name)) }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("deleted_keys")
        writer.beginArray()
        for state in states {
            var key = state.key
            guard key.revoked == nil else { continue }
            key.revoked = wall
            try await save(key)
            // Requests under way end as they began; the next one is refused.
            state.change(to: key, wall: wall)
            book.retire(key.digest)
            writer.string(key.digest.hexadecimal)
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    // MARK: Finding

    private func find(_ value: JSONValue?) throws(GatewayError) -> KeyState {
        guard case .text(let name)? = value, !name.isEmpty else {
            throw KeyRequest.wrong("key", "is missing: name the key by its id, its name or its `token`")
        }
        guard let state = lookUp(name) else { throw Self.missing }
        return state
    }

    /// Finds a key by itself, by its digest, its id or its name.
    private func lookUp(_ name: String) -> KeyState? {
        let digest = Fingerprint(hexadecimal: name) ?? Digest.of(name)
        if case .key(let state) = book.find(digest) { return state }
        return book.states.first { state in state.id == name || state.key.name == name }
    }

    private func checkFree(_ name: String) throws(GatewayError) {
        guard !book.states.contains(where: { $0.key.name == name || $0.id == name }) else {
            throw Self.conflict("There is a key of this name. Choose another `key_alias`, or take the other key back.")
        }
    }

    private func save(_ key: VirtualKey, retired: Fingerprint? = nil) async throws(GatewayError) {
        do throws(StorageFailure) { try await archive.save(key, retired: retired) } catch {
            throw GatewayError(
                status: 503, kind: .unavailable, code: "state_unavailable",
                message: "Keys cannot be changed, since the state database cannot be written. See /health.")
        }
    }

    private func document(_ state: KeyState, secret: String?) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("key", string: secret ?? state.key.digest.hexadecimal)
        KeyDocument(state, wall: wall).write(&writer)
        writer.endObject()
        return writer.bytes
    }

    // MARK: Keys

    private static func secret(_ wanted: JSONValue?) throws(GatewayError) -> String {
        switch wanted {
        case nil, .null: return prefix + random(43)
        case .text(let key):
            let isFit =
                key.hasPrefix("sk-") && (shortestKey...256).contains(key.utf8.count)
                && key.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            guard isFit else {
                throw KeyRequest.wrong(
                    "key", "begins with `sk-` and has \(shortestKey) to 256 characters without blanks")
            }
            return key
        default: throw KeyRequest.wrong("key", "is a text")
        }
    }

    /// Letters and digits from the system's source of secrets; 43 of them are as hard to guess as 256 bits.
    private static func random(_ count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        return String(
            decoding: (0..<count).map { _ in letters[Int.random(in: letters.indices, using: &generator)] },
            as: UTF8.self)
    }

    private static func hint(_ secret: String) -> String { "sk-..." + secret.suffix(4) }

    private static func fields(_ body: [UInt8]) throws(GatewayError) -> [String: JSONValue] {
        if body.isEmpty { return [:] }
        guard let fields = JSONValue.object(body) else {
            throw GatewayError(
                status: 400, kind: .invalidRequest, code: "invalid_json",
                message: "The request body must be one JSON object.")
        }
        return fields
    }

    private static var missing: GatewayError {
        GatewayError(
            status: 404, kind: .notFound, code: "key_not_found",
            message: "There is no such key. `isartor keys list` shows those that are in force.")
    }

    private static func conflict(_ message: String) -> GatewayError {
        GatewayError(status: 409, kind: .invalidRequest, code: "key_exists", message: message)
    }
}
