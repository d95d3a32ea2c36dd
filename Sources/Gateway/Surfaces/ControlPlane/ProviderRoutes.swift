// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /debug/providers`.
enum ProviderRoutes {
    static func add(to router: Router<BasicRequestContext>, _ reports: any Reports) {
        router.get("/debug/providers") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: await reports.providersPage())))
        }
    }
}
