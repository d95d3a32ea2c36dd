// SPDX-License-Identifier: Apache-2.0

/// The models that a client may ask for, in the three dialects of model lists.
public enum ModelList {
    /// One model or alias.
    public struct Entry: Sendable, Hashable {
        public var id: String
        /// The provider, or `alias:` and the provider.
        public var owner: String

        public init(id: String, owner: String) {
            self.id = id
            self.owner = owner
        }
    }

    /// Whose words a list is written in.
    public enum Dialect: Sendable, Hashable {
        case openAI, anthropic, gemini
    }

    /// The whole list.
    public static func json(_ entries: [Entry], _ dialect: Dialect) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        switch dialect {
        case .openAI:
            writer.member("object", string: "list")
            writeAll(entries, dialect, under: "data", to: &writer)
        case .anthropic:
            writeAll(entries, dialect, under: "data", to: &writer)
            writer.key("has_more")
            writer.boolean(false)
            for (name, entry) in [("first_id", entries.first), ("last_id", entries.last)] {
                if let entry { writer.member(name, string: entry.id) } else { writer.nullMember(name) }
            }
        case .gemini:
            writeAll(entries, dialect, under: "models", to: &writer)
        }
        writer.endObject()
        return writer.bytes
    }

    /// One model.
    public static func json(_ entry: Entry, _ dialect: Dialect) -> [UInt8] {
        var writer = JSONWriter()
        write(entry, dialect, to: &writer)
        return writer.bytes
    }

    private static func writeAll(
        _ entries: [Entry], _ dialect: Dialect, under name: String, to writer: inout JSONWriter
    ) {
        writer.key(name)
        writer.beginArray()
        for entry in entries { write(entry, dialect, to: &writer) }
        writer.endArray()
    }

    private static func write(_ entry: Entry, _ dialect: Dialect, to writer: inout JSONWriter) {
        writer.beginObject()
        switch dialect {
        case .openAI:
            writer.member("id", string: entry.id)
            writer.member("object", string: "model")
            // Nobody here knows when a model was made; clients demand a number.
            writer.member("created", integer: 0)
            writer.member("owned_by", string: entry.owner)
        case .anthropic:
            writer.member("type", string: "model")
            writer.member("id", string: entry.id)
            writer.member("display_name", string: entry.id)
            writer.member("created_at", string: "1970-01-01T00:00:00Z")
        case .gemini:
            writer.member("name", string: "models/\(entry.id)")
            writer.member("displayName", string: entry.id)
            writer.member("description", string: entry.owner)
            writer.key("supportedGenerationMethods")
            writer.beginArray()
            for method in ["generateContent", "countTokens"] { writer.string(method) }
            writer.endArray()
        }
        writer.endObject()
    }
}
