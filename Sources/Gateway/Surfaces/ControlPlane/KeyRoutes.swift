// SPDX-License-Identifier: Apache-2.0

import Conversation
import DataPlane
import HTTPTypes
import Hummingbird
import NIOCore

/// `/key/…`: virtual keys, on the paths that LiteLLM's clients use.
enum KeyRoutes {
    /// A request for a key is small.
    private static let largestBody = 64 << 10

    static func add(to router: Router<BasicRequestContext>, _ keys: any KeyAdministration) {
        router.post("/key/generate") { request, _ in
            try await respond(request) { (body) throws(GatewayError) in try await keys.generateKey(body) }
        }
        for path: RouterPath in ["/key/regenerate", "/key/rotate"] {
            router.post(path) { request, _ in
                try await respond(request) { (body) throws(GatewayError) in try await keys.regenerateKey(body) }
            }
        }
        router.post("/key/update") { request, _ in
            try await respond(request) { (body) throws(GatewayError) in try await keys.updateKey(body) }
        }
        router.post("/key/delete") { request, _ in
            try await respond(request) { (body) throws(GatewayError) in try await keys.deleteKeys(body) }
        }
        router.get("/key/list") { _, _ in answer(await keys.keyListing()) }
        router.get("/key/info") { request, _ in
            let wanted = request.uri.queryParameters["key"].map { String($0) }
            let own = HTTPField.Name(ControlRequest.keyField).flatMap { request.headers[$0] }
            return try await respond(request) { (_) throws(GatewayError) in
                try await keys.keyInformation(wanted, own: own)
            }
        }
    }

    private static func respond(
        _ request: Request, _ work: ([UInt8]) async throws(GatewayError) -> [UInt8]
    ) async throws -> Response {
        let body = try await request.body.collect(upTo: largestBody)
        do throws(GatewayError) { return answer(try await work(Array(body.readableBytesView))) } catch {
            throw RouteFailure(error: error, format: .openAIChat)
        }
    }

    private static func answer(_ json: [UInt8]) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }
}
