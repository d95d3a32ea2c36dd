// SPDX-License-Identifier: Apache-2.0

public import Conversation
import NIOHTTP1
public import Pipeline
public import WireFormats

/// A request as it would be read if it came now; it goes nowhere, and nothing is counted.
///
/// For who wants to know what the caches would do with it.
public struct RehearsedRequest: Sendable {
    public let surface: Surface
    public let reading: RequestReading
    /// What its answer would be kept under; nil if it would not be kept.
    public let identity: Fingerprint?
    /// The digest of the gateway key that would let it in.
    public let gatewayKey: Fingerprint?
    /// What the client would allow the semantic cache at most, by `X-Isartor-Semantic`.
    public let semanticLimit: SemanticMode

    /// The header lines that carry keys: they are taken from who asks, never from the rehearsed request.
    private static let credentials: Set<String> = ["authorization", "x-api-key", "x-goog-api-key"]

    /// Reads a request.
    ///
    /// - Parameters:
    ///   - path: the address that it would be sent to, as `/v1/chat/completions`.
    ///   - headers: its own header lines, without keys.
    ///   - asker: header lines of who asks, whose keys let the request in.
    ///   - key: the digest of the key that it would come with, instead of the asker's.
    /// - Throws: what the gateway would answer, if it would not read on.
    public init(
        path: String, headers: [(name: String, value: String)], body: [UInt8],
        asker: [(name: String, value: String)], key: Fingerprint?, _ configuration: DataPlaneConfiguration
    ) throws(GatewayError) {
        let route = Route(method: .POST, uri: path)
        var pathModel: (model: String, streams: Bool)?
        switch route {
        case .generation(let surface): self.surface = surface
        case .gemini(let model, let streams):
            surface = .gemini
            pathModel = (model, streams)
        default:
            throw Self.refusal(
                "`route` is no address that prompts are sent to. Take one as /v1/chat/completions or /v1/messages.")
        }
        guard !headers.contains(where: { Self.credentials.contains($0.name.lowercased()) }) else {
            throw Self.refusal("`headers` must hold no key. Name a configured key with `key`.")
        }
        let own = asker.filter { Self.credentials.contains($0.name.lowercased()) }
        let fields = RequestHeaders(HTTPHeaders((own + headers).map { ($0.name, $0.value) }))
        let admission: Gatekeeper.Admission
        if let key {
            admission = Gatekeeper.Admission(principal: .key(key), presented: nil, gatewayKey: key)
        } else {
            var digests = CredentialDigests()
            admission = try configuration.gatekeeper.admit(
                fields, to: surface.format, &digests, door: .administration, now: { GateTime(steady: 0, wall: 0) })
        }
        gatewayKey = admission.gatewayKey
        semanticLimit = fields.isartorSemantic.flatMap { SemanticMode(rawValue: $0.lowercased()) } ?? .serve
        let context = RequestContext(
            surface: surface, principal: admission.principal, sessions: fields.sessions,
            anthropicVersion: fields.anthropicVersion, betas: fields.betas, accounts: fields.accounts,
            query: Self.query(path, surface), pathModel: pathModel?.model, pathStreams: pathModel?.streams ?? false,
            aliases: configuration.aliases, defaultModel: configuration.defaultModel)
        var reader = RequestReader()
        (reading, identity) = try reader.read(body.span, in: context, digest: { Digest.of($0) })
    }

    /// What of the query is part of the identity: the same as for a request that came.
    private static func query(_ path: String, _ surface: Surface) -> String? {
        guard surface != .native else { return nil }
        let query = path.firstIndex(of: "?").map { path[path.index(after: $0)...] } ?? ""
        guard surface == .gemini else { return String(query) }
        return query.split(separator: "&").filter { !$0.hasPrefix("alt=") && !$0.hasPrefix("key=") }
            .joined(separator: "&")
    }

    private static func refusal(_ message: String) -> GatewayError {
        GatewayError(status: 400, kind: .invalidRequest, code: "invalid_request", message: message)
    }
}
