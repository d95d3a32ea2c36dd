// SPDX-License-Identifier: Apache-2.0

import Conversation
import HTTPTypes
import Hummingbird
import NIOCore
import WireFormats

/// `/api/admin/cache/…`: what the semantic cache did, why, and what was wrong about it.
enum SemanticRoutes {
    /// A request to be explained is no larger than what is compared at all.
    private static let bodyLimit = (1 << 20) + 65_536

    static func add(to router: Router<BasicRequestContext>, _ semantic: any SemanticAdministration) {
        router.get("/api/admin/cache/semantic-report") { _, _ in respond(await semantic.semanticReport()) }
        router.get("/api/admin/cache/judge") { _, _ in
            try await telling { () async throws(GatewayError) in respond(try await semantic.judgeStatus()) }
        }
        router.post("/api/admin/cache/judge") { _, _ in
            try await telling { () async throws(GatewayError) in
                try await semantic.measureJudge()
                return respond(try await semantic.judgeStatus(), status: .accepted)
            }
        }
        router.delete("/api/admin/cache/judge") { _, _ in
            try await telling { () async throws(GatewayError) in
                try await semantic.stopMeasuring()
                return respond(try await semantic.judgeStatus())
            }
        }
        router.post("/api/admin/cache/explain") { request, _ in
            let (tape, bytes) = try await read(request)
            if let name = name(tape, bytes) { return try await explain(name, semantic) }
            guard var wanted = ExplainRequest(tape, bytes) else { throw refusal(Self.explainShape) }
            wanted.asker = request.headers.map { ($0.name.rawName, $0.value) }
            do throws(GatewayError) { return respond(try await semantic.explain(wanted)) } catch {
                throw RouteFailure(error: error, format: .native)
            }
        }
        router.get("/api/admin/cache/explain") { request, _ in
            guard let name = request.uri.queryParameters["request_id"] else {
                throw refusal("The query must be request_id=…; X-Isartor-Request-Id has it.")
            }
            return try await explain(String(name), semantic)
        }
        router.post("/api/admin/cache/feedback") { request, _ in
            let name = try await named(request)
            guard await semantic.complain(request: name) else {
                throw missing("That request was not answered by meaning, or it is not among the latest 1024.")
            }
            return done("dropped")
        }
        router.delete("/api/admin/cache/entries/:id") { _, context in
            guard let id = context.parameters.get("id").flatMap({ Fingerprint(hexadecimal: $0) }) else {
                throw refusal("An entry's id has 64 hexadecimal digits; X-Isartor-Cache-Entry has it.")
            }
            guard await semantic.dropQuestion(id) else { throw missing("No such entry is kept.") }
            return done("dropped")
        }
    }

    private static let explainShape = """
        The body must be {"request_id": "…"}, or {"route": "/v1/chat/completions", "body": {…}} with the request itself; \
        `headers` (an object of texts) and `key` (a key's name) may stand beside it.
        """

    private static func explain(_ name: String, _ semantic: any SemanticAdministration) async throws -> Response {
        guard let explanation = await semantic.explain(request: name) else {
            throw missing(
                semantic.absence
                    ?? "Nothing is known of that request: another layer answered it, or it is not among the latest 1024."
            )
        }
        return respond(explanation)
    }

    /// The request that a body names: `{"request_id": "isr-…"}`.
    private static func named(_ request: Request) async throws -> String {
        let (tape, bytes) = try await read(request)
        guard let name = name(tape, bytes) else {
            throw refusal("The body must be {\"request_id\": \"…\"}; X-Isartor-Request-Id has it.")
        }
        return name
    }

    private static func name(_ tape: JSONTape, _ bytes: [UInt8]) -> String? {
        tape.member("request_id", of: tape.root, in: bytes.span).flatMap { tape.string(at: $0, in: bytes.span) }
    }

    private static func read(_ request: Request) async throws -> (JSONTape, [UInt8]) {
        let body = try await request.body.collect(upTo: bodyLimit)
        var tape = JSONTape()
        let bytes = Array(body.readableBytesView)
        do { try tape.scan(bytes.span) } catch { throw refusal("The request cannot be read: \(error.explanation).") }
        guard tape.nodes[tape.root].kind == .object else { throw refusal("The body must be a JSON object.") }
        return (tape, bytes)
    }

    private static func telling(
        _ body: () async throws(GatewayError) -> Response
    ) async throws(RouteFailure) -> Response {
        do throws(GatewayError) { return try await body() } catch {
            throw RouteFailure(error: error, format: .native)
        }
    }

    private static func refusal(_ message: String) -> RouteFailure {
        RouteFailure(
            error: GatewayError(status: 400, kind: .invalidRequest, code: "invalid_request", message: message),
            format: .native)
    }

    private static func missing(_ message: String) -> RouteFailure {
        RouteFailure(
            error: GatewayError(status: 404, kind: .notFound, code: "not_known", message: message), format: .native)
    }

    private static func done(_ word: String) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("status", string: word)
        writer.endObject()
        return respond(writer.bytes)
    }

    private static func respond(_ json: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }
}
