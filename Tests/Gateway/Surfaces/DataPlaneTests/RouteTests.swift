// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOHTTP1
import Testing

@testable import DataPlane

@Suite("Routes")
struct RouteTests {
    @Test(
        "each door has its path, and a query never changes it",
        arguments: [
            ("/v1/chat/completions", Surface.chatCompletions), ("/api/chat/completions", .chatCompletions),
            ("/v1/messages", .messages), ("/v1/responses", .responses), ("/api/chat", .native),
            ("/api/v1/chat", .native),
        ])
    func doors(path: String, surface: Surface) {
        for uri in [path, path + "?", path + "?beta=true", path + "?a=/v1/messages?b"] {
            #expect(Route(method: .POST, uri: uri) == .generation(surface))
            for method in [HTTPMethod.GET, .HEAD, .PUT, .DELETE, .OPTIONS, .PATCH] {
                #expect(Route(method: method, uri: uri) == .methodNotAllowed(allow: "POST", surface))
            }
        }
    }

    @Test(
        "what only resembles a door is the control plane's",
        arguments: [
            "/", "", "/v1/chat/completions/", "/V1/chat/completions", "/v1/chat", "//v1/messages",
            "/v1beta/models", "/v1/models/m", "/v1beta/models/:generateContent",
            "/v1/messages%20", "/v1/models", "/health", "/metrics", "/api/chats", "/x?/v1/messages",
            "http://x/v1/messages",
        ])
    func control(uri: String) {
        #expect(Route(method: .POST, uri: uri) == .control)
    }

    @Test(
        "what only one family does is passed on",
        arguments: [
            ("/v1/embeddings", Operation.Passage.embeddings), ("/v1/completions", .completions),
            ("/v1/messages/count_tokens", .messagesTokens), ("/v1/messages/count_tokens?beta=true", .messagesTokens),
            ("/v1/responses/resp_1", .storedResponses), ("/v1/responses/resp_1/input_items?limit=1", .storedResponses),
            ("/v1beta/models/m:countTokens", .geminiTokens), ("/v1/models/m:batchEmbedContents", .geminiOther),
            ("/models/m:embedContent?key=k", .geminiOther),
        ])
    func passages(uri: String, passage: Operation.Passage) {
        #expect(Route(method: .POST, uri: uri) == .passOn(passage))
        if passage == .storedResponses { #expect(Route(method: .GET, uri: uri) == .passOn(passage)) }
    }

    @Test(
        "Gemini's models are named in the address, whatever the version",
        arguments: [
            ("/v1beta/models/m:generateContent", "m", false),
            ("/v1/models/m-1.5:streamGenerateContent?alt=sse", "m-1.5", true),
            ("/models/m:generateContent?key=k", "m", false),
        ])
    func gemini(uri: String, model: String, streams: Bool) {
        #expect(Route(method: .POST, uri: uri) == .gemini(model: model, streams: streams))
        #expect(Route(method: .GET, uri: uri) == .control)
    }

    @Test("an address that is longer than any model's is not read as one")
    func longAddress() {
        let model = String(repeating: "m", count: 900)
        let short = Route(method: .POST, uri: "/v1beta/models/\(model):generateContent")
        #expect(short == .gemini(model: model, streams: false))
        #expect(Route(method: .POST, uri: "/v1beta/models/\(model)\(model):generateContent") == .control)
        let query = String(repeating: "q", count: 9000)
        #expect(Route(method: .POST, uri: "/v1/messages?\(query)") == .generation(.messages))
    }

    @Test("greetings and health checks need no key, and only reading methods reach them")
    func open() {
        for (path, route) in [("/api/hello", Route.hello), ("/healthz", .healthz), ("/readiness", .readiness)] {
            for method in [HTTPMethod.GET, .HEAD] {
                #expect(Route(method: method, uri: path) == route)
                #expect(Route(method: method, uri: path + "?x=1") == route)
            }
            #expect(Route(method: .POST, uri: path) == .control)
            #expect(route.isOpen)
        }
        for route in [Route.generation(.messages), .control, .methodNotAllowed(allow: "POST", .native)] {
            #expect(!route.isOpen)
        }
    }

    @Test("errors are worded in the format of the door, or of the family that the path names")
    func errorFormats() {
        #expect(Incoming.errorFormat(.generation(.messages), "/v1/messages") == .anthropicMessages)
        #expect(Incoming.errorFormat(.methodNotAllowed(allow: "POST", .native), "/api/chat") == .native)
        #expect(Incoming.errorFormat(.control, "/v1/messages/count_tokens") == .anthropicMessages)
        #expect(Incoming.errorFormat(.control, "/v1/models") == .openAIChat)
        #expect(Incoming.errorFormat(.control, "/v1beta/nothing") == .gemini)
        #expect(Incoming.errorFormat(.passOn(.geminiOther), "/v1/models/m:embedContent") == .gemini)
        #expect(Incoming.errorFormat(.control, "/metrics") == .native)
        #expect(Incoming.errorFormat(.healthz, "/healthz") == .native)
    }
}
