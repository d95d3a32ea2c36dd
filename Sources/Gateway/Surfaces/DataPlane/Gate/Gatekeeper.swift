// SPDX-License-Identifier: Apache-2.0

import Addresses
import Conversation
public import Pipeline

/// Layer 0: decides from a request's head who asks and whether they may, before a byte of the body is taken.
public final class Gatekeeper: Sendable {
    /// What the gate found out.
    struct Admission: Sendable, Hashable {
        var principal: Principal
        /// A credential of the client's that is not a gateway key.
        var presented: Credential?
        /// The digest of the gateway key that lets the client in.
        var gatewayKey: Fingerprint?
        /// The virtual key that lets the client in; a place of it is taken until the request has ended.
        var key: KeyState?
    }

    private let keys: [Fingerprint]
    private let isLoopbackBound: Bool
    private let router: ProviderRouter
    private let book: KeyBook

    /// How the keys that the gateway makes begin. None of them is ever taken for a provider's.
    public static let keyPrefix = "sk-isartor-"

    /// - Parameters:
    ///   - keys: the gateway keys; with none, everybody may ask.
    ///   - book: the virtual keys.
    public init(keys: [String], isLoopbackBound: Bool, router: ProviderRouter, book: KeyBook = KeyBook()) {
        self.keys = keys.map { Digest.of($0) }
        self.isLoopbackBound = isLoopbackBound
        self.router = router
        self.book = book
    }

    /// Whether requests need a key.
    public var requiresKey: Bool { !keys.isEmpty }

    /// - Parameters:
    ///   - door: what is asked for; looked at if a virtual key is presented.
    ///   - digests: what the connection remembers of the keys that it was shown.
    ///   - now: the time, asked for if a virtual key is presented.
    func admit(
        _ headers: RequestHeaders, to format: WireFormat?, _ digests: inout CredentialDigests,
        door: @autoclosure () -> KeyDoor, now: () -> GateTime
    ) throws(GatewayError) -> Admission {
        let credentials = presented(headers)
        guard requiresKey else {
            if !credentials.isEmpty, let admission = try admitKey(credentials, to: format, &digests, door, now) {
                return admission
            }
            try refuseForeignPages(headers)
            let own = credentials.first
            guard let format, let own, router.forwards(format) else {
                return Admission(principal: .local, presented: own)
            }
            return Admission(principal: .key(digests.of(own.key)), presented: own)
        }
        var found: Fingerprint?
        var other: Credential?
        for credential in credentials {
            let digest = digests.of(credential.key)
            // Fingerprints compare in constant time, and every key is looked at.
            var matches = false
            for key in keys where key == digest { matches = true }
            if matches { found = digest } else if other == nil { other = credential }
        }
        guard let found else {
            if let admission = try admitKey(credentials, to: format, &digests, door, now) { return admission }
            throw GatewayError(
                status: 401, kind: .authentication, code: "invalid_gateway_key",
                message:
                    "The gateway key is missing or wrong. Send it as `X-API-Key: KEY` or `Authorization: Bearer KEY`.",
                isFinal: true)
        }
        return admission(found, other, to: format)
    }

    private func admission(_ found: Fingerprint, _ other: Credential?, to format: WireFormat?) -> Admission {
        // What a client's own key is good for, and what it is refused for, is no other client's.
        guard let format, let other, router.forwards(format) else {
            return Admission(principal: .key(found), presented: other, gatewayKey: found)
        }
        var names: [UInt8] = []
        for name in [found, Digest.of(other.key)] {
            withUnsafeBytes(of: name.words) { names.append(contentsOf: $0) }
        }
        return Admission(principal: .key(Digest.of(names)), presented: other, gatewayKey: found)
    }

    /// Lets the holder of a virtual key in; nil if none was presented.
    private func admitKey(
        _ credentials: [Credential], to format: WireFormat?, _ digests: inout CredentialDigests,
        _ door: () -> KeyDoor, _ now: () -> GateTime
    ) throws(GatewayError) -> Admission? {
        var found: (key: KeyState, digest: Fingerprint)?
        var other: Credential?
        var refusal: KeyRefusal?
        for credential in credentials {
            let digest = book.isEmpty ? nil : digests.of(credential.key)
            switch digest.map({ book.find($0) }) ?? .unknown {
            case .key(let key): if found == nil, let digest { found = (key, digest) }
            case .retired: refusal = .revoked
            // A key of this gateway's that it does not know must not go to a provider, nor be nobody's.
            case .unknown where credential.key.hasPrefix(Self.keyPrefix): refusal = refusal ?? .unknown
            case .unknown: if other == nil { other = credential }
            }
        }
        guard let found else {
            if let refusal { throw refusal.error }
            return nil
        }
        var admission = admission(found.digest, other, to: format)
        let operation: KeyRoute?
        switch door() {
        case .operation(let route): operation = route
        case .pages: operation = nil
        case .administration:
            throw GatewayError(
                status: 403, kind: .permission, code: "admin_key_required",
                message: "A virtual key may not do this. Use the gateway's own key.", isFinal: true)
        }
        do throws(KeyRefusal) { try found.key.admit(operation, at: now()) } catch { throw error.error }
        admission.key = found.key
        return admission
    }

    /// All credentials of a request; a wrong one does not hide a right one.
    private func presented(_ headers: RequestHeaders) -> [Credential] {
        var credentials: [Credential] = []
        if let key = headers.apiKey, !key.isEmpty { credentials.append(Credential(carrier: .apiKey, key: key)) }
        if let value = headers.authorization, let token = Self.bearerToken(value) {
            credentials.append(Credential(carrier: .bearer, key: token))
        }
        if let key = headers.googleKey, !key.isEmpty { credentials.append(Credential(carrier: .googleKey, key: key)) }
        if let key = headers.queryKey, !key.isEmpty { credentials.append(Credential(carrier: .googleKey, key: key)) }
        return credentials
    }

    private static func bearerToken(_ value: String) -> String? {
        guard value.utf8.count > 7, value.prefix(7).lowercased() == "bearer " else { return nil }
        let token = value.dropFirst(7).drop { $0 == " " }
        return token.isEmpty ? nil : String(token)
    }

    /// Without a key, a web page must not be able to spend money: browsers tell where a page comes from, and a page
    /// that made a foreign name point here shows that name in `Host`.
    private func refuseForeignPages(_ headers: RequestHeaders) throws(GatewayError) {
        if let origin = headers.origin, !Self.isLoopback(origin: origin) {
            throw GatewayError(
                status: 403, kind: .permission, code: "foreign_origin",
                message:
                    "Requests from other web pages are refused while no gateway key is set. Set gateway_api_key to allow them."
            )
        }
        if isLoopbackBound, let host = headers.host, !LoopbackHost.matches(authority: host) {
            throw GatewayError(
                status: 403, kind: .permission, code: "foreign_host",
                message:
                    "The Host header names another machine. Use http://localhost or http://127.0.0.1, or set gateway_api_key."
            )
        }
    }

    private static func isLoopback(origin: String) -> Bool {
        guard let parts = URLParts(origin) else { return false }
        return LoopbackHost.matches(parts.host)
    }
}
