// SPDX-License-Identifier: Apache-2.0

import Logging
import Providers
import Settings
import TestKit
import Testing

@testable import GatewayApp

@Suite("Where credentials go", .serialized, .timeLimit(.minutes(2)))
struct CredentialBindingTests {
    /// The surfaces with the family whose host a client's own credential belongs to.
    private static let surfaces: [(asker: Asker, family: String, families: [ProviderFamily])] = [
        (.chat, "api.openai.com:443", [.openAI, .openAIChat]), (.messages, "api.anthropic.com:443", [.anthropic]),
        (.gemini, "generativelanguage.googleapis.com:443", [.gemini]),
        (.responses, "api.openai.com:443", [.openAI, .openAIChat]),
    ]

    private static let tokenHost = "127.0.0.250"

    @Test("none of 500 configurations makes a credential reach a host that it is not bound to")
    func bound() async throws {
        // The same host is well or ill in its own way, so that all of a chain get their turn.
        let server = try ScriptedUpstream(everywhere: true) { call in Self.answer(call) }
        let hosts = MovedHosts(port: server.port)
        var dice = Dice(seed: 20_260)
        var loaded = 0
        var seen: [String: Int] = [:]
        for number in 0..<500 {
            let configuration = GeneratedConfiguration(number, &dice)
            let requests = Self.requests(configuration, &dice)
            let request = LoadRequest(
                workingDirectory: "/nonexistent",
                environment: configuration.environment(tokenURL: "http://\(Self.tokenHost):\(server.port)/token"))
            guard let settings = try? Settings.load(request).settings else { continue }
            loaded += 1
            server.reset()
            let gateway = try await Gateway.start(
                settings, threads: 1, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                upstreams: { hosts.upstreams(on: $0) })
            // What is right is decided before anything is sent, from the configuration alone.
            let allowed = Self.allowed(configuration, hosts)
            for request in requests {
                _ = try await Wire.send(request, to: gateway.port)
            }
            await gateway.stop()
            for call in server.calls {
                let text = call.head + call.body
                for (credential, places) in allowed where text.contains(credential) {
                    seen[String(credential.prefix(2)), default: 0] += 1
                    #expect(
                        places.contains(call.address),
                        "\(credential) at \(call.head) of \(configuration.members.map { ($0.provider.name, $0.host) })")
                }
            }
        }
        #expect(loaded >= 250, "\(loaded) loaded")
        // The test would find nothing if nothing was sent.
        for (kind, count) in ["op": 500, "cl": 100, "ss": 20, "AK": 10] {
            #expect(seen[kind, default: 0] >= count, "\(seen) in \(loaded)")
        }
    }

    private static func answer(_ call: ScriptedUpstream.Call) -> String {
        if call.address == tokenHost {
            // The session shows whose it is without being it.
            let token = call.header("authorization")?.dropFirst("token ".count) ?? ""
            let session = (token.hasPrefix("op") ? "ss" : "sc") + token.dropFirst(2)
            return ScriptedUpstream.answer(200, #"{"token":"\#(session)","expires_at":4000000000}"#)
        }
        let sum = call.address.utf8.reduce(0) { $0 &* 31 &+ Int($1) }
        switch sum % 5 {
        case 0: return ScriptedUpstream.answer(401, ChatScript.error("no"))
        case 1: return ScriptedUpstream.answer(500, ChatScript.error("down"))
        case 2: return ScriptedUpstream.answer(429, ChatScript.error("slow"))
        case 3:
            // A redirect to another host must not be followed.
            return ScriptedUpstream.answer(302, "", headers: "location: http://127.0.0.249:\(1)/\r\n")
        default: return ScriptedUpstream.answer(200, ChatScript.json)
        }
    }

    // MARK: What is sent

    private static func requests(_ configuration: GeneratedConfiguration, _ dice: inout Dice) -> [String] {
        let number = configuration.number
        var requests: [String] = []
        for (place, surface) in surfaces.enumerated() {
            var headers = "cookie: session=ck\(number)x\r\nproxy-authorization: Basic pk\(number)x\r\n"
            headers += "api-key: ak\(number)x\r\n"
            let own = "cl\(number)s\(place)x"
            let carriers = ["authorization: Bearer ", "x-api-key: ", "x-goog-api-key: "]
            let carrier = surface.asker == .chat ? 0 : dice.below(3)
            if dice.chance(85) { headers += carriers[carrier] + own + "\r\n" }
            if let key = configuration.gatewayKey {
                headers += (carrier == 1 ? carriers[0] : carriers[1]) + key + "\r\n"
            }
            if dice.chance(20) {
                let member = dice.pick(configuration.members)
                headers += (dice.chance(50) ? "x-isartor-provider: " : "x-isartor-provider-exclude: ")
                headers += member.provider.name + "\r\n"
            }
            requests.append(surface.asker.request("Bound \(number)", headers: headers))
            if surface.asker == .chat, dice.chance(30) {
                let body = #"{"model":"e","input":"Bound"}"#
                requests.append(
                    "POST /v1/embeddings HTTP/1.1\r\nhost: localhost\r\n\(headers)content-length: \(body.utf8.count)\r\n\r\n\(body)"
                )
            }
        }
        return requests
    }

    // MARK: What is right

    /// The addresses that each credential may be seen at.
    private static func allowed(
        _ configuration: GeneratedConfiguration, _ hosts: MovedHosts
    ) -> [String: Set<String>] {
        let number = configuration.number
        var allowed: [String: Set<String>] = [:]
        for nowhere in ["ck\(number)x", "pk\(number)x", "ak\(number)x"] { allowed[nowhere] = [] }
        if let key = configuration.gatewayKey { allowed[key] = [] }
        for member in configuration.members {
            let host = hosts.address(of: member.host)
            for key in member.keys {
                switch member.provider.name {
                case "copilot":
                    allowed[key] = [tokenHost]
                    allowed["ss" + key.dropFirst(2)] = [host]
                case "bedrock" where key.contains(":"):
                    // The name of an AWS key is told, its secret never.
                    allowed[String(key.prefix { $0 != ":" })] = [host]
                    allowed[String(key.drop { $0 != ":" }.dropFirst())] = []
                case "ollama": allowed[key] = []
                default: allowed[key] = [host]
                }
            }
        }
        for (place, surface) in surfaces.enumerated() {
            var places: Set<String> = [hosts.address(of: surface.family)]
            for member in configuration.members {
                let takesNoKey = member.keys.isEmpty || member.provider.name == "ollama"
                guard takesNoKey, surface.families.contains(member.family) else { continue }
                if member.provider.name == "copilot" {
                    places.insert(tokenHost)
                    allowed["sc\(number)s\(place)x", default: []].insert(hosts.address(of: member.host))
                } else {
                    places.insert(hosts.address(of: member.host))
                }
            }
            allowed["cl\(number)s\(place)x"] = places
        }
        return allowed
    }
}
