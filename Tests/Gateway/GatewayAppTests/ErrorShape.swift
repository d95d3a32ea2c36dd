// SPDX-License-Identifier: Apache-2.0

import TestKit
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An error as one of the formats words it, read back from its JSON.
struct ErrorShape {
    var type: String?
    var code: String?
    var message: String
    /// `request_id` of Anthropic's format.
    var requestID: String?

    private struct Inner: Decodable {
        var type: String?
        var code: String?
        var message: String
    }

    private struct OpenAI: Decodable { var error: Inner }

    private struct Anthropic: Decodable {
        enum Keys: String, CodingKey { case type, error, requestID = "request_id" }
        var type: String
        var error: Inner
        var requestID: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Keys.self)
            type = try container.decode(String.self, forKey: .type)
            error = try container.decode(Inner.self, forKey: .error)
            requestID = try container.decode(String.self, forKey: .requestID)
        }
    }

    private struct Native: Decodable {
        var error: String
        var type: String
        var code: String
        var message: String
    }

    /// Reads `json` in the format of `door`; throws when it has another shape.
    init(_ json: some Collection<UInt8>, _ door: Door) throws {
        let data = Data(json)
        switch door {
        case .chat, .chatStream:
            let error = try JSONDecoder().decode(OpenAI.self, from: data).error
            (type, code, message) = (error.type, error.code, error.message)
        case .messages, .messagesStream:
            let body = try JSONDecoder().decode(Anthropic.self, from: data)
            try #require(body.type == "error")
            (type, code, message) = (body.error.type, body.error.code, body.error.message)
            requestID = body.requestID
        case .nativeOpenAI, .nativeAnthropic:
            let body = try JSONDecoder().decode(Native.self, from: data)
            (type, code, message) = (body.type, body.code, body.message)
        }
    }

    /// Checks that `response` is an error of the gateway's own, whole and with everything a client needs.
    @discardableResult
    static func expect(
        _ response: TestResponse, _ door: Door, status: Int, code: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> ErrorShape {
        #expect(response.status == status, "\(response.text.prefix(200))", sourceLocation: sourceLocation)
        #expect(response.isComplete, sourceLocation: sourceLocation)
        #expect(response.header("content-type") == "application/json", sourceLocation: sourceLocation)
        #expect(response.header("x-isartor-deflected") == "false", sourceLocation: sourceLocation)
        #expect(response.header("x-isartor-request-id")?.hasPrefix("isr-") == true, sourceLocation: sourceLocation)
        let shape = try ErrorShape(response.body, door)
        if let code { #expect(shape.code == code, sourceLocation: sourceLocation) }
        #expect(shape.type?.isEmpty == false, sourceLocation: sourceLocation)
        // What was wrong, and what to do about it.
        #expect(shape.message.split(separator: ".").count >= 1, sourceLocation: sourceLocation)
        if let requestID = shape.requestID {
            #expect(requestID == response.header("x-isartor-request-id"), sourceLocation: sourceLocation)
        }
        return shape
    }
}
