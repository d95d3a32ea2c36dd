// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /health`.
enum HealthRoutes {
    static func add(to router: Router<BasicRequestContext>, _ reports: any Reports) {
        router.get("/health") { _, _ in
            let report = await reports.health()
            return Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: report.json)))
        }
    }
}
