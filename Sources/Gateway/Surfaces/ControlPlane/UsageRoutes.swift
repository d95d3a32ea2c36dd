// SPDX-License-Identifier: Apache-2.0

import Conversation
import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /debug/usage`, `/debug/stats/*`, `/debug/receipts/ID`, `/api/admin/usage*`.
enum UsageRoutes {
    private static let mostRecent = 200
    private static let usualRecent = 20

    static func add(to router: Router<BasicRequestContext>, _ reports: any Reports) {
        func add(_ path: RouterPath, _ page: @escaping @Sendable (Request) throws(RouteFailure) -> UsagePage) {
            router.get(path) { request, _ in try respond(await reports.usagePage(page(request))) }
        }
        for path: RouterPath in ["/debug/usage", "/api/admin/usage"] {
            add(path) { request throws(RouteFailure) in .usage(hours: try number("hours", request, 1...876_000)) }
        }
        add("/api/admin/usage/breakdown") { request throws(RouteFailure) in
            .breakdown(hours: try number("hours", request, 1...876_000))
        }
        add("/debug/stats/prompts") { request throws(RouteFailure) in
            .prompts(limit: try number("limit", request, 0...mostRecent) ?? usualRecent)
        }
        add("/debug/stats/agents") { _ throws(RouteFailure) in .agents }
        router.get("/debug/receipts/:id") { _, context in
            try respond(await reports.usagePage(.receipt(id: context.parameters.get("id") ?? "")))
        }
    }

    private static func number(
        _ name: String, _ request: Request, _ range: ClosedRange<Int>
    ) throws(RouteFailure) -> Int? {
        guard let text = request.uri.queryParameters.get(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let error = GatewayError(
                status: 400, kind: .invalidRequest, code: "invalid_request",
                message: "`\(name)` takes a whole number from \(range.lowerBound) to \(range.upperBound).")
            throw RouteFailure(error: error, format: .native)
        }
        return number
    }

    private static func respond(_ page: Result<[UInt8], GatewayError>) throws(RouteFailure) -> Response {
        switch page {
        case .success(let json):
            Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
        case .failure(let error): throw RouteFailure(error: error, format: .native)
        }
    }
}
