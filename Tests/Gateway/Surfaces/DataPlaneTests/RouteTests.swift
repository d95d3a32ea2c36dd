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
            ("/v1/messages", .messages), ("/api/chat", .native), ("/api/v1/chat", .native),
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
            "/v1/messages/count_tokens",
            "/v1/messages%20", "/v1/models", "/health", "/metrics", "/api/chats", "/x?/v1/messages",
            "http://x/v1/messages",
        ])
    func control(uri: String) {
        #expect(Route(method: .POST, uri: uri) == .control)
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
        #expect(Incoming.errorFormat(.control, "/metrics") == .native)
        #expect(Incoming.errorFormat(.healthz, "/healthz") == .native)
    }
}
