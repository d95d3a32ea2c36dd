// SPDX-License-Identifier: Apache-2.0

import Addresses
import NIOCore
import Providers
import Settings
import WireFormats

/// Where an embedding server is asked, and how: what stays the same in all requests to it.
struct EmbeddingEndpoint: Sendable {
    let format: EmbeddingSettings.Format
    let model: String
    let dimension: Int
    let target: UpstreamTarget
    /// Scheme, host and path, for people; never a key.
    let place: String
    /// Whether it is in a private network.
    let isPrivate: Bool
    private let head: String

    /// Nil if there is no URL, or it is none.
    init?(_ settings: EmbeddingSettings) {
        guard let url = settings.url, let parts = URLParts(url) else { return nil }
        format = settings.format
        model = settings.model
        dimension = settings.dimension
        target = UpstreamTarget(isEncrypted: parts.isEncrypted, host: parts.host, port: parts.port)
        isPrivate = PrivateHost.matches(parts.host)
        let path = Self.path(parts.path, settings.format)
        place = "\(parts.isEncrypted ? "https" : "http")://\(parts.authority)\(path)"
        // The key goes into this head and nowhere else, so it reaches no other host; redirections are not followed.
        let key = settings.apiKey.map { "authorization: Bearer \($0.value)\r\n" } ?? ""
        head =
            "POST \(path)\(parts.query) HTTP/1.1\r\nhost: \(parts.authority)\r\n\(key)"
            + "content-type: application/json\r\naccept-encoding: identity\r\ncontent-length: "
    }

    /// A URL may name a server, its `/v1`, or the route itself.
    private static func path(_ given: String, _ format: EmbeddingSettings.Format) -> String {
        let base = given.hasSuffix("/") ? String(given.dropLast()) : given
        switch format {
        case .openai:
            if base.hasSuffix("/embeddings") { return base }
            return base.hasSuffix("/v1") ? base + "/embeddings" : base + "/v1/embeddings"
        case .tei: return base.hasSuffix("/embed") ? base : base + "/embed"
        }
    }

    /// Asks for one text's vector.
    func request(_ text: String) -> UpstreamRequest {
        var writer = JSONWriter()
        writer.beginObject()
        switch format {
        case .openai:
            writer.member("model", string: model)
            writer.member("input", string: text)
            writer.member("encoding_format", string: "float")
        case .tei:
            writer.member("inputs", string: text)
            writer.member("normalize", boolean: true)
            // The head of a text is not to be taken for the whole.
            writer.member("truncate", boolean: false)
        }
        writer.endObject()
        return UpstreamRequest(
            head: ByteBuffer(string: "\(head)\(writer.bytes.count)\r\n\r\n"), body: [ByteBuffer(bytes: writer.bytes)])
    }
}
