// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Sorts the top-level fields of a request: what is asked, what decides the answer, what does not.
///
/// A field that nobody named here decides the answer: a newer option costs a miss, never a wrong hit. The
/// classification is documented in `docs/identity.md` and tested against it, path by path.
enum RequestFields {
    /// A session id longer than this is not one.
    private static let longestSession = 512

    static func read(
        _ tape: JSONTape, _ body: Span<UInt8>, _ context: RequestContext, _ reading: inout RequestReading,
        _ text: inout CanonicalText
    ) {
        tape.forEachMember(of: tape.root) { key, value in
            let field = field(key, tape, body)
            switch field {
            case .model where context.surface != .gemini: readModel(value, tape, body, &reading)
            case .prompt where context.surface == .native: readPrompt(value, tape, &reading)
            case .stream where context.surface != .gemini: readStream(value, tape, &reading)
            case .streamOptions: readStreamOptions(value, tape, body, &reading)
            case .store:
                readStore(value, tape, &reading)
                note(key, tape, body, &reading)
            case .ignored, .metadata: note(key, tape, body, &reading)
            case .background where tape.nodes[value].kind == .true && context.surface == .responses:
                reading.caching = .providerState
                reading.stateField = "background"
            case .providerState where tape.nodes[value].kind != .null:
                reading.caching = .providerState
                reading.stateField = tape.string(at: key, in: body)
            default: break
            }
        }
        if context.surface == .gemini {
            reading.model = context.pathModel
            reading.streams = context.pathStreams
        }
        reading.scope.headersEnd = text.bytes.count
        writeSessions(tape, body, context, &reading, &text)
        reading.scope.sessionsEnd = text.bytes.count
        resolveModel(context, &reading)
        if reading.model != nil || reading.resolvedModel != nil {
            text.tag(.model)
            text.text((reading.resolvedModel ?? "").utf8)
        } else {
            reading.caching = reading.caching == .allowed ? .unknownShape : reading.caching
        }
        // A copy, so that the text keeps its storage to itself.
        reading.scope.bytes = text.bytes.withUnsafeBufferPointer { Array($0) }
        readConversation(tape, body, context, &reading)
        if let conversation = reading.conversation {
            if !hasTurns(tape, body, context.surface), reading.caching == .allowed { reading.caching = .unknownShape }
            return text.conversation(conversation)
        }
        writeUnread(tape, body, context.surface, &reading, &text)
    }

    private static func readConversation(
        _ tape: JSONTape, _ body: Span<UInt8>, _ context: RequestContext, _ reading: inout RequestReading
    ) {
        do throws(TranslationProblem) {
            var conversation =
                switch context.surface {
                case .chatCompletions: try ChatRequestDecoder.decode(tape, body)
                case .messages: try MessagesRequestDecoder.decode(tape, body)
                case .responses: try ResponsesRequestDecoder.decode(tape, body)
                case .gemini: try GeminiRequestDecoder.decode(tape, body)
                case .native: try NativeRequest.decode(tape, body, reading)
                }
            conversation.model = reading.resolvedModel
            reading.take(conversation)
        } catch {
            reading.problem = error
        }
    }

    /// Writes a body that is not of the format's shape: whatever its provider makes of it, an equal one gets the same.
    private static func writeUnread(
        _ tape: JSONTape, _ body: Span<UInt8>, _ surface: Surface, _ reading: inout RequestReading,
        _ text: inout CanonicalText
    ) {
        text.tag(.unread)
        text.text([surface.rawValue])
        guard hasTurns(tape, body, surface) else {
            if reading.caching == .allowed { reading.caching = .unknownShape }
            return
        }
        text.sortedMembers(of: tape.root, tape, body) { key in
            let field = field(key, tape, body)
            return !field.decidesAnswer(on: surface)
                || field == .streamOptions && isOnlyAboutForm(key + 1, tape, body)
        } write: { text, key, value in
            switch field(key, tape, body) {
            case .messages: text.turns(value, tape, body)
            case .system: text.content(value, tape, body, skippingBilling: surface == .messages)
            case .tools: text.tools(value, tape, body)
            case .streamOptions: writeOtherStreamOptions(value, tape, body, &text)
            default: text.json(value, tape, body)
            }
        }
    }

    /// Whether the body holds a list of turns, or what stands for one.
    private static func hasTurns(_ tape: JSONTape, _ body: Span<UInt8>, _ surface: Surface) -> Bool {
        func isList(_ name: StaticString) -> Bool {
            guard let value = tape.member(name, of: tape.root, in: body) else { return false }
            return tape.nodes[value].kind == .array && tape.nodes[value].next > UInt32(value + 1)
        }
        switch surface {
        case .chatCompletions, .messages: return isList("messages")
        case .responses: return isList("input") || tape.text("input", of: tape.root, in: body) != nil
        case .gemini: return isList("contents")
        case .native: return tape.text("prompt", of: tape.root, in: body) != nil
        }
    }

    /// Notes a field that is left out of the conversation.
    private static func note(_ key: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ reading: inout RequestReading) {
        guard tape.nodes[key + 1].kind != .null, let name = tape.string(at: key, in: body) else { return }
        reading.ignored.append(name)
    }

    // MARK: What is asked

    private static func readModel(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ reading: inout RequestReading
    ) {
        reading.modelRange = tape.range(of: value)
        if let model = tape.string(at: value, in: body) {
            reading.model = model
        } else {
            reading.caching = .unknownShape
        }
    }

    private static func resolveModel(_ context: RequestContext, _ reading: inout RequestReading) {
        if let model = reading.model {
            reading.resolvedModel = context.aliases.isEmpty ? model : context.aliases[model] ?? model
        } else if reading.modelRange == nil, !context.defaultModel.isEmpty {
            reading.resolvedModel = context.defaultModel
        }
    }

    private static func readPrompt(_ value: Int, _ tape: JSONTape, _ reading: inout RequestReading) {
        guard tape.nodes[value].kind == .string else { return }
        reading.promptRange = tape.range(of: value)
    }

    private static func readStream(_ value: Int, _ tape: JSONTape, _ reading: inout RequestReading) {
        switch tape.nodes[value].kind {
        case .true: reading.streams = true
        case .false, .null: reading.streams = false
        default: reading.caching = .unknownShape
        }
    }

    private static func readStore(_ value: Int, _ tape: JSONTape, _ reading: inout RequestReading) {
        switch tape.nodes[value].kind {
        case .false, .null: break
        default:
            reading.caching = .providerState
            reading.stateField = "store"
        }
    }

    private static func readStreamOptions(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ reading: inout RequestReading
    ) {
        guard tape.nodes[value].kind == .object else {
            reading.streamOptions = .whole(tape.range(of: value))
            return
        }
        if let usage = tape.member("include_usage", of: value, in: body) {
            reading.wantsStreamUsage = tape.nodes[usage].kind == .true
            reading.streamOptions = .value(tape.range(of: usage))
        } else {
            let isEmpty = Int(tape.nodes[value].next) == value + 1
            reading.streamOptions = .inside(tape.range(of: value).lowerBound + 1, isEmpty: isEmpty)
        }
    }

    // MARK: What decides the answer

    private static func writeSessions(
        _ tape: JSONTape, _ body: Span<UInt8>, _ context: RequestContext, _ reading: inout RequestReading,
        _ text: inout CanonicalText
    ) {
        var usable = true
        // Where each id stood: headers first, then the request's own members, then those of its metadata.
        var given: [(place: UInt8, id: Substring)] = []
        func take(_ session: String, at place: UInt8) {
            let trimmed = session.trimmingSpace
            if trimmed.isEmpty || trimmed.utf8.count > longestSession { usable = false }
            given.append((place, trimmed))
        }
        func look(at key: Int, _ value: Int, from base: UInt8) {
            guard field(key, tape, body) == .session, tape.nodes[value].kind != .null else { return }
            guard let session = tape.string(at: value, in: body) else { return usable = false }
            take(session, at: base + sessionRank(key, tape, body))
        }
        for (rank, session) in context.sessions.enumerated() { take(session, at: UInt8(truncatingIfNeeded: rank)) }
        tape.forEachMember(of: tape.root) { key, value in
            look(at: key, value, from: 0x40)
            if field(key, tape, body) == .metadata {
                tape.forEachMember(of: value) { look(at: $0, $1, from: 0x80) }
            }
        }
        if !usable { reading.caching = .unusableSession }
        guard let first = given.first else { return }
        // One id is one session wherever it stood; of several, each counts with its place.
        if given.allSatisfy({ $0.id.utf8.elementsEqual(first.id.utf8) }) {
            text.tag(.session)
            text.text(first.id.utf8)
            return
        }
        for session in given.sorted(by: { $0.place < $1.place }) {
            text.tag(.session)
            text.text([session.place])
            text.text(session.id.utf8)
        }
    }

    private static func sessionRank(_ key: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> UInt8 {
        if tape.matches(key, "thread_id", in: body) { return 0 }
        return tape.matches(key, "session_id", in: body) ? 1 : 2
    }

    /// Whether stream options say nothing but how the answer is sent: who asks for no stream sends none of them.
    private static func isOnlyAboutForm(_ value: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> Bool {
        guard tape.nodes[value].kind == .object else { return tape.nodes[value].kind == .null }
        var isOnly = true
        tape.forEachMember(of: value) { key, _ in
            if !isAboutForm(key, tape, body) { isOnly = false }
        }
        return isOnly
    }

    private static func isAboutForm(_ key: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> Bool {
        tape.matches(key, "include_usage", in: body) || tape.matches(key, "include_obfuscation", in: body)
    }

    private static func writeOtherStreamOptions(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ text: inout CanonicalText
    ) {
        guard tape.nodes[value].kind == .object else { return text.json(value, tape, body) }
        text.sortedMembers(of: value, tape, body) { key in
            isAboutForm(key, tape, body)
        } write: { text, _, value in
            text.json(value, tape, body)
        }
    }

    // MARK: The classification

    /// What a top-level field is.
    enum Field {
        case model, messages, system, prompt, stream, streamOptions, store, background, tools, metadata, session
        /// Names state that the provider keeps between requests.
        case providerState
        /// About who asks, how to bill or how to cache: never about the answer.
        case ignored
        case other

        /// Whether the field is written among the options of the identity.
        func decidesAnswer(on surface: Surface) -> Bool {
            switch self {
            case .model, .stream: surface == .gemini
            case .store, .metadata, .session, .ignored: false
            case .messages, .system: surface != .native
            case .prompt: true
            case .streamOptions: true
            case .tools, .providerState, .background, .other: true
            }
        }
    }

    private static func field(_ key: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> Field {
        func named(_ name: StaticString) -> Bool { tape.matches(key, name, in: body) }
        switch tape.nodes[key].end - tape.nodes[key].start {
        case 4 where named("user"): return .ignored
        case 5 where named("model"): return .model
        case 5 where named("tools"): return .tools
        case 5 where named("store"): return .store
        case 6 where named("stream"): return .stream
        case 6 where named("system"): return .system
        case 6 where named("prompt"): return .prompt
        case 6 where named("thread"): return .providerState
        case 8 where named("messages"): return .messages
        case 8 where named("metadata"): return .metadata
        case 9 where named("thread_id"): return .session
        case 9 where named("container"): return .providerState
        case 10 where named("session_id"): return .session
        case 10 where named("background"): return .background
        case 11 where named("mcp_servers"): return .providerState
        case 12 where named("conversation"): return .providerState
        case 13 where named("cache_control"): return .ignored
        case 13 where named("cachedContent"): return .providerState
        case 14 where named("cached_content"): return .providerState
        case 14 where named("stream_options"): return .streamOptions
        case 15 where named("conversation_id"): return .session
        case 15 where named("client_metadata"): return .ignored
        case 16 where named("prompt_cache_key"): return .ignored
        case 17 where named("safety_identifier"): return .ignored
        case 20 where named("previous_response_id"): return .providerState
        default: return tape.nodes[key].isEscaped ? escapedField(key, tape, body) : .other
        }
    }

    /// The same for a key that is written with escapes, whose length therefore says nothing.
    private static func escapedField(_ key: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> Field {
        switch tape.string(at: key, in: body) {
        case "user", "cache_control", "client_metadata", "prompt_cache_key", "safety_identifier": .ignored
        case "model": .model
        case "tools": .tools
        case "store": .store
        case "stream": .stream
        case "system": .system
        case "prompt": .prompt
        case "messages": .messages
        case "metadata": .metadata
        case "thread_id", "session_id", "conversation_id": .session
        case "stream_options": .streamOptions
        case "background": .background
        case "cachedContent", "cached_content", "thread", "container", "mcp_servers", "conversation",
            "previous_response_id":
            .providerState
        default: .other
        }
    }
}
