// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Testing

@testable import DataPlane

@Suite("Gatekeeper")
struct GatekeeperTests {
    /// How a request was let in, or the code of its refusal.
    enum Decision: Hashable {
        case admitted(Principal, presented: String?)
        case refused(String, status: Int)
    }

    private func router(hasKey: Bool = false, synthetic: Bool = false) throws -> ProviderRouter {
        let openai = try #require(
            ProviderSite(provider: "openai", formats: [.openAIChat], url: "https://api.openai.com/v1"))
        let anthropic = try #require(
            ProviderSite(provider: "anthropic", formats: [.anthropicMessages], url: "https://api.anthropic.com"))
        let key = hasKey ? Credential(carrier: .bearer, key: "operator") : nil
        let member = ChainMember(
            id: "openai", site: openai, keys: key.map { [$0] } ?? [], model: "m", takesRequestModel: true,
            worksWithoutKey: false)
        return ProviderRouter(
            chain: synthetic ? nil : [member],
            families: [.openAIChat: openai, .anthropicMessages: anthropic], isOffline: false)
    }

    private func decide(
        _ headers: [(String, String)], keys: [String] = [], to surface: Surface? = .chatCompletions,
        isLoopbackBound: Bool = true, hasProviderKey: Bool = false, synthetic: Bool = false
    ) throws -> Decision {
        let gate = Gatekeeper(
            keys: keys, isLoopbackBound: isLoopbackBound,
            router: try router(hasKey: hasProviderKey, synthetic: synthetic))
        #expect(gate.requiresKey == !keys.isEmpty)
        do {
            var digests = CredentialDigests()
            let admission = try gate.admit(
                Arriving.fields(headers), to: surface?.format, &digests, door: .operation(.chat),
                now: { GateTime(steady: 0, wall: 0) })
            // What a connection remembers changes nothing.
            #expect(
                try gate.admit(
                    Arriving.fields(headers), to: surface?.format, &digests, door: .operation(.chat),
                    now: { GateTime(steady: 0, wall: 0) }) == admission)
            return .admitted(admission.principal, presented: admission.presented?.key)
        } catch {
            for key in keys { #expect(!error.message.contains(key)) }
            return .refused(error.code, status: error.status)
        }
    }

    private func key(_ text: String) -> Principal { .key(Digest.of(text)) }

    private static let carriers: [@Sendable (String) -> (String, String)] = [
        { ("X-API-Key", $0) }, { ("Authorization", "Bearer \($0)") }, { ("authorization", "bearer   \($0)") },
        { ("x-goog-api-key", $0) },
    ]

    @Test("a gateway key is taken from any of its carriers", arguments: 0..<4)
    func carriers(place: Int) throws {
        let carrier = Self.carriers[place]
        #expect(try decide([carrier("right")], keys: ["right"]) == .admitted(key("right"), presented: nil))
        #expect(try decide([carrier("wrong")], keys: ["right"]) == .refused("invalid_gateway_key", status: 401))
        #expect(try decide([carrier("righ")], keys: ["right"]) == .refused("invalid_gateway_key", status: 401))
        #expect(try decide([carrier("")], keys: ["right"]) == .refused("invalid_gateway_key", status: 401))
    }

    @Test("a wrong credential does not hide a right one, and is kept as the provider's", arguments: 0..<4, 0..<4)
    func together(first: Int, second: Int) throws {
        let (right, wrong) = (Self.carriers[first]("right"), Self.carriers[second]("sk-other"))
        guard right.0.lowercased() != wrong.0.lowercased() else { return }
        for headers in [[right, wrong], [wrong, right]] {
            #expect(
                try decide(headers, keys: ["right"], hasProviderKey: true)
                    == .admitted(key("right"), presented: "sk-other"))
        }
    }

    @Test("who opens with a shared key and brings a provider's key that is used is a principal of its own")
    func ownKeys() throws {
        func principal(_ own: String?) throws -> Principal? {
            let headers = [("X-API-Key", "right")] + (own.map { [("Authorization", "Bearer \($0)")] } ?? [])
            guard case .admitted(let principal, let presented) = try decide(headers, keys: ["right"]) else {
                return nil
            }
            #expect(presented == own)
            return principal
        }
        let names = [try principal(nil), try principal("sk-alice"), try principal("sk-bob"), key("sk-alice")]
        #expect(names[0] == key("right"))
        #expect(Set(names).count == 4)
        #expect(try principal("sk-alice") == names[1])
    }

    @Test("each of several keys opens, and is a principal of its own")
    func several() throws {
        let keys = ["one", "two", "three"]
        for name in keys {
            #expect(try decide([("x-api-key", name)], keys: keys) == .admitted(key(name), presented: nil))
        }
        #expect(key("one") != key("two"))
        #expect(try decide([("x-api-key", "four")], keys: keys) == .refused("invalid_gateway_key", status: 401))
    }

    @Test(
        "what is no bearer token is no key",
        arguments: ["right", "Basic right", "Bearer", "Bearer ", "Bearer    ", "Bearerright", "Token right", ""])
    func noBearer(value: String) throws {
        #expect(try decide([("authorization", value)], keys: ["right"]) == .refused("invalid_gateway_key", status: 401))
    }

    @Test("no key at all is refused when one is needed, on every door")
    func missing() throws {
        for surface: Surface? in [.chatCompletions, .messages, .native, nil] {
            #expect(try decide([], keys: ["right"], to: surface) == .refused("invalid_gateway_key", status: 401))
        }
    }

    @Test("with a key, pages from anywhere may ask")
    func keyBeatsOrigin() throws {
        let headers = [("origin", "https://example.com"), ("host", "example.com"), ("x-api-key", "right")]
        #expect(try decide(headers, keys: ["right"]) == .admitted(key("right"), presented: nil))
    }

    @Test(
        "without a key, pages from elsewhere are refused",
        arguments: [
            ("https://example.com", false), ("null", false), ("http://localhost.example.com", false), ("", false),
            ("file://", false), ("http://127.0.0.1.example.com", false), ("http://localhost", true),
            ("http://localhost:3000", true), ("http://127.0.0.1:8080", true), ("http://[::1]:8080", true),
        ])
    func origins(origin: String, isAdmitted: Bool) throws {
        let expected: Decision =
            isAdmitted ? .admitted(.local, presented: nil) : .refused("foreign_origin", status: 403)
        for bound in [true, false] {
            #expect(try decide([("host", "localhost"), ("origin", origin)], isLoopbackBound: bound) == expected)
        }
    }

    @Test(
        "without a key, a name that was made to point here is refused",
        arguments: [
            ("evil.example", false), ("evil.example:8080", false), ("localhost", true), ("localhost:8080", true),
            ("127.0.0.1:8080", true), ("[::1]:8080", true), ("192.168.1.2", false), ("", false),
        ])
    func hosts(host: String, isAdmitted: Bool) throws {
        let expected: Decision = isAdmitted ? .admitted(.local, presented: nil) : .refused("foreign_host", status: 403)
        #expect(try decide([("host", host)]) == expected)
        // Who opened the gateway to the network has names of their own.
        #expect(try decide([("host", host)], isLoopbackBound: false) == .admitted(.local, presented: nil))
    }

    @Test("without a key, a credential that will be forwarded makes a principal, and one that will not makes none")
    func forwarded() throws {
        let own = [("authorization", "Bearer sk-own")]
        #expect(try decide(own) == .admitted(key("sk-own"), presented: "sk-own"))
        #expect(try decide(own, hasProviderKey: true) == .admitted(.local, presented: "sk-own"))
        #expect(try decide(own, to: .messages, hasProviderKey: true) == .admitted(.local, presented: "sk-own"))
        #expect(try decide(own, to: .messages) == .admitted(key("sk-own"), presented: "sk-own"))
        #expect(try decide(own, to: .native) == .admitted(.local, presented: "sk-own"))
        #expect(try decide(own, to: nil) == .admitted(.local, presented: "sk-own"))
        #expect(try decide(own, synthetic: true) == .admitted(.local, presented: "sk-own"))
        #expect(try decide([("x-api-key", "a"), ("authorization", "Bearer b")]) == .admitted(key("a"), presented: "a"))
    }
}
