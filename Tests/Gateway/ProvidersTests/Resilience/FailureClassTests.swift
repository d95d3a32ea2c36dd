// SPDX-License-Identifier: Apache-2.0

import Providers
import Testing
import WireFormats

@Suite("Classes of failures")
struct FailureClassTests {
    @Test(
        "a status decides where nothing else is said",
        arguments: [
            (301, FailureClass.malformed), (400, .requestRefused), (401, .keyRejected), (402, .quotaExhausted),
            (403, .forbidden), (404, .modelMissing), (408, .timeout), (409, .serverError), (413, .requestRefused),
            (422, .requestRefused), (429, .rateLimited), (500, .serverError), (501, .serverError),
            (502, .serverError), (503, .overloaded), (504, .timeout), (524, .timeout), (529, .overloaded),
            (200, .serverError), (600, .malformed),
        ])
    func statuses(status: Int, expected: FailureClass) {
        #expect(FailureClass.of(status: status, words: ErrorWords()) == expected)
    }

    @Test(
        "words say more than a status where it leaves something open",
        arguments: [
            (429, ErrorWords(type: "insufficient_quota", code: "insufficient_quota"), FailureClass.quotaExhausted),
            (429, ErrorWords(type: "billing_hard_limit_reached"), .quotaExhausted),
            (429, ErrorWords(type: "engine_overloaded_error"), .overloaded),
            (429, ErrorWords(code: "429", status: "RESOURCE_EXHAUSTED"), .rateLimited),
            (403, ErrorWords(type: "billing_error"), .quotaExhausted),
            (403, ErrorWords(status: "PERMISSION_DENIED", reason: "BILLING_DISABLED"), .quotaExhausted),
            (403, ErrorWords(status: "PERMISSION_DENIED"), .forbidden),
            (400, ErrorWords(code: "400", status: "INVALID_ARGUMENT", reason: "API_KEY_INVALID"), .keyRejected),
            (400, ErrorWords(type: "invalid_request_error", code: "model_not_found"), .modelMissing),
            (400, ErrorWords(type: "rate_limit_error"), .requestRefused),
            (500, ErrorWords(type: "overloaded_error"), .overloaded),
            (500, ErrorWords(type: "rate_limit_error"), .serverError),
            (401, ErrorWords(type: "server_error"), .keyRejected),
        ])
    func words(status: Int, words: ErrorWords, expected: FailureClass) {
        #expect(FailureClass.of(status: status, words: words) == expected)
    }

    @Test(
        "inside a stream the words alone decide, the most particular one first",
        arguments: [
            (ErrorWords(type: "server_error", code: "rate_limit_exceeded"), FailureClass.rateLimited),
            (ErrorWords(type: "overloaded_error"), .overloaded),
            (ErrorWords(type: "invalid_request_error", code: "invalid_api_key"), .keyRejected),
            (ErrorWords(type: "invalid_request_error", code: "context_length_exceeded"), .requestRefused),
            (ErrorWords(code: "503", status: "UNAVAILABLE"), .overloaded),
            (ErrorWords(code: "429"), .rateLimited), (ErrorWords(code: "200"), .serverError),
            (ErrorWords(type: "permission_error"), .forbidden), (ErrorWords(type: "not_found_error"), .modelMissing),
            (ErrorWords(type: "timeout_error"), .timeout), (ErrorWords(type: "api_error"), .serverError),
            (ErrorWords(type: "of_tomorrow"), .serverError),
        ])
    func streams(words: ErrorWords, expected: FailureClass) {
        #expect(FailureClass.of(status: 200, words: words) == expected)
    }

    @Test("what a connection suffered has a class too")
    func transport() {
        #expect(FailureClass(UpstreamFailure.unreachable) == .unreachable)
        #expect(FailureClass(UpstreamFailure.connectTimeout) == .unreachable)
        for timeout in [UpstreamFailure.firstByteTimeout, .idleTimeout, .totalTimeout] {
            #expect(FailureClass(timeout) == .timeout)
        }
        #expect(FailureClass(UpstreamFailure.closed) == .cut)
        #expect(FailureClass(UpstreamFailure.malformed(.headTooLarge)) == .malformed)
        #expect(FailureClass(UpstreamFailure.overloaded) == .overloaded)
    }

    @Test("a provider is blamed for its own faults only, and only a bad request is bad everywhere")
    func blame() {
        let blamed = FailureClass.allCases.filter(\.countsAgainstProvider)
        #expect(blamed == [.unreachable, .timeout, .overloaded, .serverError, .malformed, .cut])
        #expect(FailureClass.allCases.filter { !$0.mayHelpElsewhere } == [.requestRefused])
        #expect(FailureClass.rateLimited.rawValue == "rate_limited")
    }
}
