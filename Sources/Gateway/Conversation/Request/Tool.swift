// SPDX-License-Identifier: Apache-2.0

/// A tool that the model may use.
public struct Tool: Sendable, Hashable {
    /// Who carries a call out, and what a call looks like.
    public enum Kind: Sendable, Hashable {
        /// The client does; arguments are JSON after a schema.
        case function
        /// The client does; the input is free text. The format's `format` field, such as a grammar, is among the extras.
        case custom
        /// The provider does the search of the web.
        case webSearch
        /// Anything else, in the format's own words; all of it as raw JSON.
        case opaque(type: String, json: [UInt8])
    }

    public var kind: Kind
    public var name: String
    /// The namespace that the tool stands in.
    public var namespace: String?
    /// What the namespace is for, the same for each of its tools; formats without namespaces have no place for it.
    public var namespaceDescription: String?
    public var description: String?
    /// The JSON schema of a function's arguments, as it was written.
    public var schema: [UInt8]?
    /// Whether the model must keep to the schema; nil leaves it to the provider.
    public var isStrict: Bool?
    /// Fields of the tool that only its format knows. Markers for prompt caches are not among them.
    public var extras: [ExtraField]

    public init(
        _ kind: Kind = .function, name: String, namespace: String? = nil, namespaceDescription: String? = nil,
        description: String? = nil, schema: [UInt8]? = nil, isStrict: Bool? = nil, extras: [ExtraField] = []
    ) {
        self.kind = kind
        self.name = name
        self.namespace = namespace
        self.namespaceDescription = namespaceDescription
        self.description = description
        self.schema = schema
        self.isStrict = isStrict
        self.extras = extras
    }
}
