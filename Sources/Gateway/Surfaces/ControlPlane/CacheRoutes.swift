// SPDX-License-Identifier: Apache-2.0

import Conversation
import HTTPTypes
import Hummingbird
import NIOCore
import WireFormats

/// `/api/admin/cache`: the exact cache's answers.
enum CacheRoutes {
    private static let next = HTTPField.Name("X-Isartor-Next")

    static func add(to router: Router<BasicRequestContext>, _ cache: any CacheAdministration) {
        router.get("/api/admin/cache") { _, _ in respond(await cache.cacheStatistics()) }
        router.get("/api/admin/cache/answers") { request, _ in
            let query = request.uri.queryParameters
            let limit = query["limit"].flatMap { Int($0) } ?? 100
            guard (1...10_000).contains(limit) else { throw refusal("limit is a number from 1 to 10000") }
            return respond(await cache.cacheListing(limit: limit, after: try identity(query["after"])))
        }
        router.get("/api/admin/cache/answers/:id") { _, context in
            let identity = try identity(context.parameters.get("id").map { $0[...] })
            guard let identity, let answer = await cache.cacheAnswer(identity) else { throw missing }
            return respond(answer)
        }
        router.delete("/api/admin/cache/answers/:id") { _, context in
            let identity = try identity(context.parameters.get("id").map { $0[...] })
            guard let identity, await cache.dropAnswer(identity) else { throw missing }
            return respond(count("dropped", 1))
        }
        router.post("/api/admin/cache/purge") { request, _ in
            let age = request.uri.queryParameters["older_than_secs"].map { Int64($0) }
            guard age == nil || (age ?? nil).map({ $0 >= 0 }) == true else {
                throw refusal("older_than_secs is a number of seconds")
            }
            return respond(count("dropped", await cache.purgeCache(olderThan: (age ?? nil) ?? 0)))
        }
        router.get("/api/admin/cache/export") { request, _ in
            let after = try identity(request.uri.queryParameters["after"])
            let (lines, more) = await cache.exportCache(after: after)
            var headers: HTTPFields = [.contentType: "application/jsonl"]
            if let more, let next { headers[next] = more.hexadecimal }
            return Response(
                status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: lines)))
        }
        router.post("/api/admin/cache/import") { request, _ in
            let body = try await request.body.collect(upTo: .max)
            let result: (taken: Int, skipped: Int)
            do throws(GatewayError) {
                result = try await cache.importCache(Array(body.readableBytesView))
            } catch { throw RouteFailure(error: error, format: .native) }
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("taken", integer: result.taken)
            writer.member("skipped", integer: result.skipped)
            writer.endObject()
            return respond(writer.bytes)
        }
    }

    private static func identity(_ text: Substring?) throws(RouteFailure) -> Fingerprint? {
        guard let text else { return nil }
        guard let identity = Fingerprint(hexadecimal: text) else {
            throw refusal("an answer's id has 64 hexadecimal digits")
        }
        return identity
    }

    private static func refusal(_ what: String) -> RouteFailure {
        RouteFailure(
            error: GatewayError(
                status: 400, kind: .invalidRequest, code: "invalid_request", message: "The request is wrong: \(what)."),
            format: .native)
    }

    private static var missing: RouteFailure {
        RouteFailure(
            error: GatewayError(
                status: 404, kind: .notFound, code: "answer_not_found",
                message: "No such answer is kept. `isartor cache list` shows those that are."),
            format: .native)
    }

    private static func count(_ name: String, _ number: Int) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member(name, integer: number)
        writer.endObject()
        return writer.bytes
    }

    private static func respond(_ json: [UInt8]) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }
}
