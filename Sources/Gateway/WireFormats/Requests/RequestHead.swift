// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The part of an identity that does not come from the body.
enum RequestHead {
    /// The version that clients without the header mean, too.
    private static let plainVersion = "2023-06-01"

    /// Beta names that change how an answer is sent or billed, never what it says.
    private static let harmlessBetas = [
        "claude-code-", "oauth-", "prompt-caching-", "extended-cache-ttl-", "token-counting-",
    ]

    static func write(_ context: RequestContext, into text: inout CanonicalText, _ scope: inout IdentityScope) {
        text.tag(.version)
        text.tag(.principal)
        switch context.principal {
        case .local:
            text.text([])
        case .key(let fingerprint):
            withUnsafeBytes(of: fingerprint.words) { text.text($0) }
        }
        scope.principalEnd = text.bytes.count
        if let version = context.anthropicVersion, version != plainVersion {
            text.tag(.header)
            text.text("version \(version)".utf8)
        }
        for account in context.accounts {
            text.tag(.header)
            text.text(account.utf8)
        }
        if let query = context.query { writeQuery(query, context.surface, into: &text) }
        guard !context.betas.isEmpty else { return }
        for name in betaNames(context.betas) {
            text.tag(.beta)
            text.text(name.utf8)
        }
    }

    /// A query goes to the provider, for whom it may be an option as good as any in the body.
    private static func writeQuery(_ query: String, _ surface: Surface, into text: inout CanonicalText) {
        for option in query.utf8.split(separator: UInt8(ascii: "&")) {
            // Old clients of Anthropic's say so beside the beta names, which count.
            if surface == .messages, option.elementsEqual("beta=true".utf8) { continue }
            text.tag(.header)
            text.text("query ".utf8 + Array(option))
        }
    }

    /// The names in all beta headers that can change an answer, each once, in order.
    private static func betaNames(_ headers: [String]) -> [Substring] {
        var names: [Substring] = []
        for header in headers {
            // Byte by byte: a comma that carries a combining mark is a comma all the same.
            for piece in header.utf8.split(separator: UInt8(ascii: ",")) {
                var bytes = piece
                while bytes.first == 0x20 || bytes.first == 0x09 { bytes.removeFirst() }
                while bytes.last == 0x20 || bytes.last == 0x09 { bytes.removeLast() }
                let name = Substring(bytes)
                if name.isEmpty || harmlessBetas.contains(where: name.hasPrefix) { continue }
                names.append(name)
            }
        }
        // Sorted before the doubles go: a header of very many names costs no more than a long one.
        names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var distinct: [Substring] = []
        for name in names where distinct.last?.utf8.elementsEqual(name.utf8) != true { distinct.append(name) }
        return distinct
    }
}
