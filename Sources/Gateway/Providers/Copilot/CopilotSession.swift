// SPDX-License-Identifier: Apache-2.0

import Addresses
import NIOCore
public import Pipeline
import WireFormats

/// What Copilot's service takes instead of a GitHub token, for some minutes.
public struct CopilotSession: Sendable, Hashable {
    public let credential: Credential
    /// When the session ends, in seconds since 1970.
    public let expiresAt: Int64
    /// Where the account's requests go; nil if they go where the provider was configured to be.
    public let site: ProviderSite?

    /// Reads the answer to an exchange; nil if it holds no session.
    ///
    /// - Parameter isLocal: whether the exchange took place on this machine, so that requests may go there too.
    init?(answer: ByteBuffer, isLocal: Bool) {
        let text = answer.readableBytesUInt8Span
        var tape = JSONTape()
        do throws(JSONProblem) {
            try tape.scan(text, limits: JSONLimits(depth: 16, values: 1000))
        } catch {
            return nil
        }
        guard let token = tape.member("token", of: tape.root, in: text).flatMap({ tape.string(at: $0, in: text) }),
            !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let expiry = tape.member("expires_at", of: tape.root, in: text).flatMap({ tape.integer(at: $0, in: text) })
        else { return nil }
        credential = Credential(carrier: .bearer, key: token)
        expiresAt = Int64(expiry)
        let api = tape.member("endpoints", of: tape.root, in: text)
            .flatMap { tape.member("api", of: $0, in: text) }
            .flatMap { tape.string(at: $0, in: text) }
        site = api.flatMap { Self.site($0, isLocal: isLocal) }
    }

    /// The session's text goes to GitHub's hosts only, whatever the answer says.
    private static func site(_ api: String, isLocal: Bool) -> ProviderSite? {
        guard let parts = URLParts(api), let site = ProviderSite(copilot: api) else { return nil }
        let isGitHub = parts.host == "githubcopilot.com" || parts.host.hasSuffix(".githubcopilot.com")
        return isGitHub && parts.isEncrypted || isLocal && LoopbackHost.matches(parts.host) ? site : nil
    }
}
