// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import Telemetry

/// The header lines that the gateway reads, found in one walk over all of them.
///
/// A class, since it has many fields and is read in many places: copies would count references to each of them.
final class RequestHeaders {
    var authorization: String?
    var apiKey: String?
    var googleKey: String?
    /// The key in the target's query, as Google's clients may send it.
    var queryKey: String?
    var contentLength: Int?
    var isChunked = false
    /// Header lines that contradict each other, or a body in an encoding that others may read differently.
    var isAmbiguous = false
    var expectsContinue = false
    var wantsUpgrade = false
    var cacheControl: String?
    var isartorCache: String?
    var isartorSemantic: String?
    var sessions: [String] = []
    var anthropicVersion: String?
    var betas: [String] = []
    var accounts: [String] = []
    var userAgent: String?
    var origin: String?
    var host: String?
    /// Names of the header lines that `Connection` says end here.
    var nominated: [String] = []
    /// Names of the providers that the client wants, or does not.
    var wantedProviders: String?
    var refusedProviders: String?
    /// When the client gives up, in seconds from its question.
    var clientTimeout: Double?
    /// Whether the client's library asks again what it asked before.
    var isRetry = false
    /// A tool's own name of its session: no part of the identity, but a hint where a prompt cache is warm.
    private var toolSession: String?
    /// An editor that speaks chat completions and shows itself by headers of its own.
    var editor: RequestLabels.Family?
    /// All names and values together.
    var bytes = 0
    private var ranked: [String?] = [nil, nil, nil, nil]

    /// Makes what no line has been taken into.
    init() {}

    init(_ headers: HTTPHeaders) {
        HeaderLines.parsed(headers).forEach { take($0, $1) }
        settle()
    }

    /// The session ids in order of precedence. When headers name different ones, it counts which header names which.
    private static func sessions(_ ranked: [String?]) -> [String] {
        let given = ranked.compactMap { $0 }
        guard let first = given.first, given.contains(where: { $0 != first }) else { return given }
        return ranked.indices.compactMap { rank in
            ranked[rank].map { $0.utf8.allSatisfy { $0 <= 0x20 } ? "" : "\(rank) \($0)" }
        }
    }

    /// Takes a line; ``settle()`` ends the walk.
    func take(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        bytes += name.count + value.count + 4
        func text() -> String { String(decoding: value, as: UTF8.self) }
        switch name.count {
        case 4 where Self.equal(name, "host"):
            if host != nil { isAmbiguous = true }
            host = text()
        case 6 where Self.equal(name, "origin"): origin = text()
        case 6 where Self.equal(name, "expect"): expectsContinue = Self.equal(value, "100-continue")
        case 7 where Self.equal(name, "upgrade"): wantsUpgrade = true
        case 9 where Self.equal(name, "x-api-key"): apiKey = text()
        case 10 where Self.equal(name, "user-agent"): userAgent = text()
        case 10 where Self.equal(name, "connection"): nominate(text())
        case 11 where Self.equal(name, "openai-beta"): accounts.append("beta " + text())
        case 11 where Self.equal(name, "x-thread-id"): ranked[1] = text()
        case 12 where Self.equal(name, "x-ghost-mode"): editor = .cursor
        case 12 where Self.equal(name, "x-session-id"): ranked[2] = text()
        case 13 where Self.equal(name, "authorization"): authorization = text()
        case 13 where Self.equal(name, "cache-control"): cacheControl = text()
        case 14 where Self.equal(name, "content-length"): contentLength = Int(text())
        case 14 where Self.equal(name, "anthropic-beta"): betas.append(text())
        case 14 where Self.equal(name, "x-kiro-version"): editor = .kiro
        case 14 where Self.equal(name, "x-goog-api-key"): googleKey = text()
        case 14 where Self.equal(name, "openai-project"): accounts.append("project " + text())
        case 15 where Self.equal(name, "x-isartor-cache"): isartorCache = text()
        case 17 where Self.equal(name, "anthropic-version"): anthropicVersion = text()
        case 17 where Self.equal(name, "transfer-encoding"):
            if isChunked || !Self.equal(value, "chunked") { isAmbiguous = true }
            isChunked = true
        case 16 where Self.equal(name, "x-kiro-client-id"): editor = .kiro
        case 17 where Self.equal(name, "x-cursor-checksum"): editor = .cursor
        case 17 where Self.equal(name, "x-conversation-id"): ranked[3] = text()
        case 18 where Self.equal(name, "x-isartor-semantic"): isartorSemantic = text()
        case 18 where Self.equal(name, "x-isartor-provider"):
            wantedProviders = text()
            accounts.append("provider " + text())
        case 19 where Self.equal(name, "x-stainless-timeout"):
            if let seconds = Double(text()), seconds > 0, seconds < 86_400 { clientTimeout = seconds }
        case 19 where Self.equal(name, "openai-organization"): accounts.append("organization " + text())
        case 20 where Self.equal(name, "x-isartor-session-id"): ranked[0] = text()
        case 10 where Self.equal(name, "session_id"): toolSession = text()
        case 23 where Self.equal(name, "x-stainless-retry-count"): isRetry = !Self.equal(value, "0")
        case 24 where Self.equal(name, "x-claude-code-session-id"): toolSession = text()
        case 26 where Self.equal(name, "x-isartor-provider-exclude"):
            refusedProviders = text()
            accounts.append("provider-exclude " + text())
        case 23 where Self.equal(name, "x-cursor-client-version"): editor = .cursor
        default: break
        }
    }

    /// Puts in order what only all lines together tell.
    func settle() { sessions = Self.sessions(ranked) }

    /// The session that a provider may hold a prompt cache for, as a number; equal sessions have equal ones.
    var conversationHint: UInt64? {
        guard let name = sessions.first ?? toolSession, !name.isEmpty else { return nil }
        var hasher = Hasher()
        hasher.combine(name)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    /// The session's name as the client has it.
    var sessionName: String? { sessions.first ?? toolSession }

    /// Looks for `key=` in a target's query.
    func takeKey(fromQueryOf uri: String) {
        guard let mark = uri.queryMark else { return }
        for field in uri[uri.utf8.index(after: mark)...].split(separator: "&") where field.hasPrefix("key=") {
            queryKey = String(field.dropFirst(4))
        }
    }

    private func nominate(_ value: String) {
        guard !Self.equal(value, "keep-alive"), !Self.equal(value, "close") else { return }
        for name in value.lowercased().split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\t" }) {
            nominated.append(String(name))
        }
    }

    /// Whether `text` is `word` (lower-case ASCII), ignoring case.
    static func equal(_ text: String, _ word: StaticString) -> Bool {
        guard text.utf8.count == word.utf8CodeUnitCount else { return false }
        var text = text
        return text.withUTF8 { equal(UnsafeRawBufferPointer($0), word) }
    }

    /// Whether `text` is `word` (lower-case ASCII), ignoring case.
    static func equal(_ text: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
        guard text.count == word.utf8CodeUnitCount else { return false }
        let start = word.utf8Start
        for offset in 0..<text.count {
            var byte = text[offset]
            if byte &- 0x41 < 26 { byte |= 0x20 }
            if byte != start[offset] { return false }
        }
        return true
    }
}
