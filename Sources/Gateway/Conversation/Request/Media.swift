// SPDX-License-Identifier: Apache-2.0

/// A picture, sound, document or film in a turn.
public struct Media: Sendable, Hashable {
    public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
        case image, audio, document, video
    }

    /// Where the data is.
    public enum Source: Sendable, Hashable {
        /// In the request, in base64.
        case base64(String)
        /// Behind an address that the provider fetches. Never a `data:` URL, which is `base64`.
        case url(String)
        /// At the provider, under an id that was given at the upload.
        case file(String)
        /// In the request as plain text.
        case text(String)
    }

    public var kind: Kind
    /// Such as `image/png`; empty where the format does not tell.
    public var mimeType: String
    public var source: Source
    /// A file's name or a document's title.
    public var name: String?

    public init(_ kind: Kind, mimeType: String = "", _ source: Source, name: String? = nil) {
        self.kind = kind
        self.mimeType = mimeType
        self.source = source
        self.name = name
    }
}
