// SPDX-License-Identifier: Apache-2.0

import Conversation
import Providers
import Testing

@testable import DataPlane

@Suite("Provider errors")
struct ProviderErrorsTests {
    @Test(
        "each failure has a status and a code",
        arguments: [
            (UpstreamFailure.unreachable, 502, 500, "upstream_unreachable"),
            (.connectTimeout, 504, 500, "upstream_connect_timeout"),
            (.firstByteTimeout, 504, 504, "upstream_timeout"), (.idleTimeout, 504, 504, "upstream_stalled"),
            (.totalTimeout, 504, 504, "upstream_timeout"), (.closed, 502, 502, "upstream_cut"),
            (.malformed(.malformedChunk), 502, 502, "upstream_malformed"),
            (.overloaded, 503, 503, "too_many_requests_waiting"),
        ])
    func failures(failure: UpstreamFailure, status: Int, plainStatus: Int, code: String) {
        let error = ProviderErrors.error(for: failure, provider: "groq", uri: "/v1/chat/completions")
        #expect(error.status == status && error.code == code && error.message.contains("`groq`"))
        let plain = ProviderErrors.error(for: failure, provider: "groq", uri: "/api/chat/completions")
        #expect(plain.status == plainStatus && plain.code == code)
    }

    @Test(
        "a provider's refusal keeps its status, and a redirect is none to follow",
        arguments: [
            (400, 400, GatewayError.Kind.invalidRequest, "upstream_status_400"),
            (401, 401, .authentication, "upstream_status_401"),
            (403, 403, .permission, "upstream_status_403"), (404, 404, .notFound, "upstream_status_404"),
            (413, 413, .tooLarge, "upstream_status_413"), (422, 422, .invalidRequest, "upstream_status_422"),
            (429, 429, .rateLimit, "upstream_status_429"), (500, 500, .upstream, "upstream_status_500"),
            (503, 503, .overloaded, "upstream_status_503"), (529, 529, .overloaded, "upstream_status_529"),
            (301, 502, .upstream, "upstream_redirect"), (307, 502, .upstream, "upstream_redirect"),
        ])
    func statuses(status: Int, told: Int, kind: GatewayError.Kind, code: String) {
        let error = ProviderErrors.error(status: status, retryAfter: "7", provider: "p")
        #expect(error.status == told && error.kind == kind && error.code == code && error.retryAfter == 7)
        #expect(ProviderErrors.error(status: status, retryAfter: "soon", provider: "p").retryAfter == nil)
        #expect(ProviderErrors.error(status: status, retryAfter: nil, provider: "p").retryAfter == nil)
    }
}
