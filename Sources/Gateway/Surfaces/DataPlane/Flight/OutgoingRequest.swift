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
        query: Substring, extra: [FixedField] = [], credential: Credential?, asksUsage: Bool = false,
        allocator: ByteBufferAllocator
    ) throws(GatewayError) -> OutgoingRequest {
        var mutations: [Mutation] = []
        var body: [ByteBuffer]
        if surface == .native, let reading {
            let asked = incoming.body
            let translated = try NativeRequest.translated(
                asked.readableBytesUInt8Span, reading, model: model, to: endpoint.format)
            body = [ByteBuffer(bytes: translated)]
        } else {
            let splices = [
                modelSplice(incoming.body, reading, model), asksUsage ? usageSplice(incoming.body, reading) : nil,
            ]
            body = spliced(incoming.body, splices.compactMap { $0 }, &mutations)
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
        head.put("POST ")
        head.put(endpoint.target)
        writeQuery(query, after: endpoint.target, to: &head)
        head.put(" HTTP/1.1\r\nhost: ")
        head.put(endpoint.authority)
        head.put("\r\ncontent-type: application/json\r\naccept: application/json, text/event-stream\r\n")
        if let agent = incoming.fields.userAgent, !extra.contains(where: { $0.name == "user-agent" }) {
            head.put("user-agent: ")
            head.put(agent)
            head.put("\r\n")
        }
        if endpoint.format == .anthropicMessages { head.put("anthropic-version: 2023-06-01\r\n") }
        let pieces = [ByteBuffer(bytes: body)]
        writeExtra(extra, to: &head)
        write(credential, to: &head, for: endpoint, query, "POST", pieces)
        writeEnd(length: body.count, to: &head)
        return UpstreamRequest(head: head, body: pieces)
    }

    // MARK: The body

    /// A few bytes in place of others.
    private struct Splice {
        var place: Range<Int>
        var text: [UInt8]
        var reason: Mutation.Reason
    }

    /// The body in pieces, with the splices between them.
    private static func spliced(
        _ body: ByteBuffer, _ splices: [Splice], _ mutations: inout [Mutation]
    ) -> [ByteBuffer] {
        guard !splices.isEmpty else { return [body] }
        var pieces: [ByteBuffer] = []
        var place = 0
        for splice in splices.sorted(by: { $0.place.lowerBound < $1.place.lowerBound }) {
            let length = splice.place.lowerBound - place
            pieces.append(body.getSlice(at: body.readerIndex + place, length: length) ?? ByteBuffer())
            pieces.append(ByteBuffer(bytes: splice.text))
            place = splice.place.upperBound
            mutations.append(
                Mutation(
                    place: .request, reason: splice.reason, offset: splice.place.lowerBound,
                    removed: splice.place.count, inserted: splice.text.count))
        }
        let rest = body.readableBytes - place
        pieces.append(body.getSlice(at: body.readerIndex + place, length: rest) ?? ByteBuffer())
        return pieces
    }

    /// The model's name in place of an alias, or where there is none.
    private static func modelSplice(_ body: ByteBuffer, _ reading: RequestReading?, _ model: String?) -> Splice? {
        guard let reading, let model, model != reading.model else { return nil }
        var text: [UInt8] = []
        if let range = reading.modelRange {
            JSONWriter.append(model, to: &text)
            return Splice(place: range, text: text, reason: model == reading.resolvedModel ? .modelAlias : .modelMap)
        }
        guard let start = firstMember(body) else { return nil }
        text = Array(#""model":"#.utf8)
        JSONWriter.append(model, to: &text)
        text.append(UInt8(ascii: ","))
        return Splice(place: start..<start, text: text, reason: .modelDefault)
    }

    /// The wish for token counts at the end of a stream.
    private static func usageSplice(_ body: ByteBuffer, _ reading: RequestReading?) -> Splice? {
        switch reading?.streamOptions {
        case .value(let range): return Splice(place: range, text: Array("true".utf8), reason: .streamUsage)
        case .inside(let place, let isEmpty):
            let text = #""include_usage":true"# + (isEmpty ? "" : ",")
            return Splice(place: place..<place, text: Array(text.utf8), reason: .streamUsage)
        case .whole(let range):
            return Splice(place: range, text: Array(#"{"include_usage":true}"#.utf8), reason: .streamUsage)
        case nil:
            guard let start = firstMember(body) else { return nil }
            let text = #""stream_options":{"include_usage":true},"#
            return Splice(place: start..<start, text: Array(text.utf8), reason: .streamUsage)
        }
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
        head.put(incoming.method.rawValue)
        head.put(" ")
        head.put(endpoint.target)
        writeQuery(query, after: endpoint.target, to: &head)
        head.put(" HTTP/1.1\r\nhost: ")
        head.put(endpoint.authority)
        head.put("\r\n")
        incoming.lines.forEach { name, value in
            guard !staysBehind(name, incoming, surface, extra) else { return }
            head.put(name)
            head.put(": ")
            head.put(value)
            head.put("\r\n")
        }
        if surface == .native {
            head.put("content-type: application/json\r\n")
            if endpoint.format == .anthropicMessages {
                head.put("anthropic-version: 2023-06-01\r\n")
            }
        }
        writeExtra(extra, to: &head)
        write(credential, to: &head, for: endpoint, query, incoming.method.rawValue, body)
        writeEnd(length: body.reduce(0) { $0 + $1.readableBytes }, to: &head)
        return head
    }

    private static func writeExtra(_ fields: [FixedField], to head: inout ByteBuffer) {
        for field in fields {
            head.put(field.name)
            head.put(": ")
            head.put(field.value)
            head.put("\r\n")
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
        head.put(prefix)
        head.put(credential.key)
        head.put("\r\n")
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
            head.put(field.name)
            head.put(": ")
            head.put(field.value)
            head.put("\r\n")
        }
    }

    private static func writeEnd(length: Int, to head: inout ByteBuffer) {
        // Plain bytes, so that the answer can be watched while it passes.
        head.put("accept-encoding: identity\r\ncontent-length: ")
        head.put(String(length))
        head.put("\r\n\r\n")
    }

    /// The client's query goes along, behind the endpoint's own.
    private static func writeQuery(_ query: Substring, after target: String, to head: inout ByteBuffer) {
        guard !query.isEmpty else { return }
        if target.utf8.contains(UInt8(ascii: "?")) {
            head.put("&")
        } else {
            head.put("?")
        }
        head.writeSubstring(query)
    }

    /// Header lines that end here: the connection's, the client's credentials, and what is meant for the gateway.
    private static func staysBehind(
        _ name: UnsafeRawBufferPointer, _ incoming: Incoming, _ surface: Surface, _ extra: [FixedField]
    ) -> Bool {
        func named(_ word: StaticString) -> Bool { RequestHeaders.equal(name, word) }
        let nominated = incoming.fields.nominated
        if !nominated.isEmpty || !extra.isEmpty {
            let name = String(decoding: name, as: UTF8.self).lowercased()
            if nominated.contains(name) || extra.contains(where: { $0.name == name }) { return true }
        }
        switch name.count {
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
