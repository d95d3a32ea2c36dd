// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /metrics`.
enum MetricsRoutes {
    static func add(to router: Router<BasicRequestContext>, _ reports: any Reports) {
        router.get("/metrics") { _, _ in
            let page = await reports.metricsPage()
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: page)))
        }
    }
}
