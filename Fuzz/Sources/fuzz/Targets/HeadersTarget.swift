// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import WireFormats

/// Header values: session ids, beta names, accounts, cache directives. An input is one value a line.
struct HeadersTarget: FuzzTarget {
    static let name = "headers"
    static let grammar = Grammar.text
    static let tokens = [
        ",", ", ", " ", "\t", "\n", "no-cache", "no-store", "only-if-cached", "bypass", "refresh", "only", "default",
        "max-age=0", "claude-code-", "oauth-", "context-1m-", "prompt-caching-", "é", "\u{301}", "\r",
    ]

    private var reader = RequestReader()
    private static let body = Array(#"{"model":"m","messages":[{"role":"user","content":"Good morning"}]}"#.utf8)

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        let lines = input.split(separator: 0x0A, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        cacheControls(lines, &summary)
        var context = RequestContext(surface: .messages, principal: .local)
        context.anthropicVersion = lines.first
        context.betas = Array(lines.dropFirst().prefix(4))
        context.accounts = Array(lines.dropFirst(5).prefix(2))
        let identity = try read(context)
        try Violation.unless(identity != nil, "headers alone do not forbid to keep an answer")
        var reordered = context
        reordered.betas = [context.betas.reversed().joined(separator: " , ")]
        try Violation.unless(try read(reordered) == identity, "the order of beta names is not in the identity")
        context.sessions = Array(lines.dropFirst(7).prefix(2))
        let inSession = try read(context)
        summary.add(inSession == nil)
        if !context.sessions.isEmpty {
            try Violation.unless(inSession != identity, "a session has identities of its own")
        }
        if let session = context.sessions.first, inSession != nil {
            context.sessions[0] = "  \t\(session)x"
            try Violation.unless(try read(context) != inSession, "two sessions share no identity")
            context.sessions[0] = " \t\(session) "
            try Violation.unless(try read(context) == inSession, "space around a session's name is not in the identity")
        }
        summary.add(magnitude: identity?.count ?? 0)
        return summary
    }

    private func cacheControls(_ lines: [String], _ summary: inout Summary) {
        for line in lines.prefix(8) {
            var controls = CacheControls()
            controls.apply(cacheControl: line)
            summary.add(controls.mayRead)
            summary.add(controls.mayWrite)
            summary.add(controls.onlyFromCache)
            summary.add(controls.apply(isartorCache: line))
        }
    }

    private mutating func read(_ context: RequestContext) throws(Violation) -> [UInt8]? {
        do {
            return try reader.read(Self.body.span, in: context) { $0 }.identity
        } catch {
            throw Violation(rule: "no header makes a body unreadable: \(error.message)")
        }
    }
}
