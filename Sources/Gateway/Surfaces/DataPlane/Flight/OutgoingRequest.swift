// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import NIOHTTP1
import Pipeline
import Providers
import WireFormats

/// Makes the request that a provider gets: the client's bytes, with as few of them changed as must be.
struct OutgoingRequest {
    let request: UpstreamRequest
    let mutations: [Mutation]

    static func make(
        _ incoming: Incoming, _ reading: RequestReading?, model: String?, surface: Surface, endpoint: Endpoint,
        query: Substring, extra: [FixedField] = [], credential: Credential?, allocator: ByteBufferAllocator
    ) throws(GatewayError) -> OutgoingRequest {
        var mutations: [Mutation] = []
        var body: [ByteBuffer]
        if surface == .native, let reading {
            let asked = incoming.body
            let translated = try NativeRequest.translated(
                asked.readableBytesUInt8Span, reading, model: model, to: endpoint.format)
            body = [ByteBuffer(bytes: translated)]
        } else {
            body = edited(incoming.body, reading, model, &mutations)
        }
        body.removeAll { $0.readableBytes == 0 }
        let head = head(incoming, surface, endpoint, query, extra, credential, body: body, allocator: allocator)
        return OutgoingRequest(request: UpstreamRequest(head: head, body: body), mutations: mutations)
    }

    /// The request for a provider that speaks another format: nothing of the client's head goes along but its name.
    static func make(
        translated body: [UInt8], _ incoming: Incoming, endpoint: Endpoint, query: Substring, extra: [FixedField] = [],
        credential: Credential?, allocator: ByteBufferAllocator
    ) -> UpstreamRequest {
        var head = allocator.buffer(capacity: 512)
        head.writeStaticString("POST ")
        head.writeString(endpoint.target)
        writeQuery(query, after: endpoint.target, to: &head)
        head.writeStaticString(" HTTP/1.1\r\nhost: ")
        head.writeString(endpoint.authority)
        head.writeStaticString("\r\ncontent-type: application/json\r\naccept: application/json, text/event-stream\r\n")
        if let agent = incoming.fields.userAgent, !extra.contains(where: { $0.name == "user-agent" }) {
            head.writeStaticString("user-agent: ")
            head.writeString(agent)
            head.writeStaticString("\r\n")
        }
        if endpoint.format == .anthropicMessages { head.writeStaticString("anthropic-version: 2023-06-01\r\n") }
        let pieces = [ByteBuffer(bytes: body)]
        writeExtra(extra, to: &head)
        write(credential, to: &head, for: endpoint, query, "POST", pieces)
        writeEnd(length: body.count, to: &head)
        return UpstreamRequest(head: head, body: pieces)
    }

    // MARK: The body

    /// The body in pieces, with the model's name replaced if it is an alias, or put in if there is none.
    private static func edited(
        _ body: ByteBuffer, _ reading: RequestReading?, _ model: String?, _ mutations: inout [Mutation]
    ) -> [ByteBuffer] {
        guard let reading, let model, model != reading.model else { return [body] }
        var text: [UInt8] = []
        let place: Range<Int>
        if let range = reading.modelRange {
            JSONWriter.append(model, to: &text)
            place = range
            mutations.append(
                Mutation(
                    place: .request, reason: model == reading.resolvedModel ? .modelAlias : .modelMap,
                    offset: range.lowerBound, removed: range.count,
                    inserted: text.count))
        } else {
            guard let start = firstMember(body) else { return [body] }
            text = Array(#""model":"#.utf8)
            JSONWriter.append(model, to: &text)
            text.append(UInt8(ascii: ","))
            place = start..<start
            mutations.append(
                Mutation(place: .request, reason: .modelDefault, offset: start, removed: 0, inserted: text.count))
        }
        let start = body.readerIndex
        let before = body.getSlice(at: start, length: place.lowerBound)
        let after = body.getSlice(
            at: start + place.upperBound, length: body.readableBytes - place.upperBound)
        return [before ?? ByteBuffer(), ByteBuffer(bytes: text), after ?? ByteBuffer()]
    }

    /// Where an object's first member begins; nil if it has none.
    private static func firstMember(_ body: ByteBuffer) -> Int? {
        let span = body.readableBytesUInt8Span
        var place = 0
        while place < span.count, span[place] != UInt8(ascii: "{") { place += 1 }
        place += 1
        let start = place
        while place < span.count, span[place] <= 0x20 { place += 1 }
        guard place < span.count, span[place] == UInt8(ascii: "\"") else { return nil }
        return start
    }

    // MARK: The head

    private static func head(
        _ incoming: Incoming, _ surface: Surface, _ endpoint: Endpoint, _ query: Substring, _ extra: [FixedField],
        _ credential: Credential?, body: [ByteBuffer], allocator: ByteBufferAllocator
    ) -> ByteBuffer {
        var head = allocator.buffer(capacity: 512 + incoming.fields.bytes)
        head.writeString(incoming.method.rawValue)
        head.writeStaticString(" ")
        head.writeString(endpoint.target)
        writeQuery(query, after: endpoint.target, to: &head)
        head.writeStaticString(" HTTP/1.1\r\nhost: ")
        head.writeString(endpoint.authority)
        head.writeStaticString("\r\n")
        for (name, value) in incoming.headers where !staysBehind(name, incoming, surface, extra) {
            head.writeString(name)
            head.writeStaticString(": ")
            head.writeString(value)
            head.writeStaticString("\r\n")
        }
        if surface == .native {
            head.writeStaticString("content-type: application/json\r\n")
            if endpoint.format == .anthropicMessages {
                head.writeStaticString("anthropic-version: 2023-06-01\r\n")
            }
        }
        writeExtra(extra, to: &head)
        write(credential, to: &head, for: endpoint, query, incoming.method.rawValue, body)
        writeEnd(length: body.reduce(0) { $0 + $1.readableBytes }, to: &head)
        return head
    }

    private static func writeExtra(_ fields: [FixedField], to head: inout ByteBuffer) {
        for field in fields {
            head.writeString(field.name)
            head.writeStaticString(": ")
            head.writeString(field.value)
            head.writeStaticString("\r\n")
        }
    }

    private static func write(
        _ credential: Credential?, to head: inout ByteBuffer, for endpoint: Endpoint, _ query: Substring,
        _ method: String, _ body: [ByteBuffer]
    ) {
        guard let credential else { return }
        guard let prefix = credential.linePrefix else {
            return sign(credential, &head, endpoint, query, method, body)
        }
        head.writeStaticString(prefix)
        head.writeString(credential.key)
        head.writeStaticString("\r\n")
    }

    /// Whether AWS's signature can be made with a key and for a host: it holds for one region. Without it nothing is sent.
    static func canSign(_ credential: Credential, for endpoint: Endpoint) -> Bool {
        AWSKey(credential.key) != nil && AWSSignature.region(ofHost: endpoint.host) != nil
    }

    /// Signs for AWS, which takes no key itself.
    private static func sign(
        _ credential: Credential, _ head: inout ByteBuffer, _ endpoint: Endpoint, _ query: Substring,
        _ method: String, _ body: [ByteBuffer]
    ) {
        guard let key = AWSKey(credential.key), let region = AWSSignature.region(ofHost: endpoint.host) else { return }
        var hash = PayloadHash()
        for piece in body { piece.withUnsafeReadableBytes { hash.add($0) } }
        let own = endpoint.target.utf8.firstIndex(of: UInt8(ascii: "?"))
        let path = own.map { endpoint.target[..<$0] } ?? endpoint.target[...]
        var whole = own.map { String(endpoint.target[endpoint.target.utf8.index(after: $0)...]) } ?? ""
        if !query.isEmpty { whole += (whole.isEmpty ? "" : "&") + query }
        let fields = AWSSignature.headers(
            method: method, host: endpoint.authority, path: String(path), query: whole, contentType: nil,
            payloadHash: hash.hexadecimal, region: region, key: key, date: Int64(WallClock.seconds()))
        for field in fields {
            head.writeString(field.name)
            head.writeStaticString(": ")
            head.writeString(field.value)
            head.writeStaticString("\r\n")
        }
    }

    private static func writeEnd(length: Int, to head: inout ByteBuffer) {
        // Plain bytes, so that the answer can be watched while it passes.
        head.writeStaticString("accept-encoding: identity\r\ncontent-length: ")
        head.writeString(String(length))
        head.writeStaticString("\r\n\r\n")
    }

    /// The client's query goes along, behind the endpoint's own.
    private static func writeQuery(_ query: Substring, after target: String, to head: inout ByteBuffer) {
        guard !query.isEmpty else { return }
        if target.utf8.contains(UInt8(ascii: "?")) {
            head.writeStaticString("&")
        } else {
            head.writeStaticString("?")
        }
        head.writeSubstring(query)
    }

    /// Header lines that end here: the connection's, the client's credentials, and what is meant for the gateway.
    private static func staysBehind(_ name: String, _ incoming: Incoming, _ surface: Surface, _ extra: [FixedField])
        -> Bool
    {
        func named(_ word: StaticString) -> Bool { RequestHeaders.equal(name, word) }
        if !incoming.fields.nominated.isEmpty, incoming.fields.nominated.contains(name.lowercased()) { return true }
        if !extra.isEmpty, extra.contains(where: { $0.name == name.lowercased() }) { return true }
        switch name.utf8.count {
        case 2: return named("te")
        case 4: return named("host")
        case 6: return named("expect") || named("cookie") || named("origin")
        case 7: return named("trailer") || named("upgrade") || named("api-key") || named("referer")
        case 9: return named("x-api-key")
        case 10: return named("connection") || named("keep-alive")
        case 12: return surface == .native && named("content-type")
        case 13: return named("authorization")
        case 14: return named("content-length") || named("x-goog-api-key")
        case 15: return named("accept-encoding") || named("x-isartor-cache")
        case 16: return named("proxy-connection")
        case 17: return named("transfer-encoding") || surface == .native && named("anthropic-version")
        case 18: return named("x-isartor-provider") || named("x-isartor-semantic")
        case 19: return named("proxy-authorization")
        case 20: return named("x-isartor-session-id")
        case 26: return named("x-isartor-provider-exclude")
        default: return false
        }
    }
}
