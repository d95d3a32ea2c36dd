// SPDX-License-Identifier: Apache-2.0

import ModelFiles
import Testing

@Suite("Downloading a model's files")
struct DownloadTests {
    private static let weights = Place.model.files[0]
    private static let partial = "state/models/small/model.safetensors.partial"
    private static let target = "state/models/small/model.safetensors"

    /// Brings the weights from a server that answers so, with some bytes of them here already.
    private func bring(
        _ answers: [HubServer.Answer], partial: [UInt8]? = nil, in place: Place
    ) async throws -> (Result<ModelInstallation.Origin, ModelFailure>, [HubServer.Request]) {
        if let partial { try place.write(partial, to: Self.partial) }
        let files = ["model.safetensors": Place.weights, "vocab.txt": Place.words]
        let server = HubServer(files: files, answers: answers)
        try await server.start()
        let result: Result<ModelInstallation.Origin, ModelFailure>
        do {
            result = .success(try await place.installation(endpoint: server.endpoint).bring(Self.weights))
        } catch {
            result = .failure(error)
        }
        let requests = server.requests
        try await server.stop()
        return (result, requests)
    }

    @Test("puts the file into its folder, for the owner alone")
    func whole() async throws {
        let place = try Place()
        let (result, requests) = try await bring([], in: place)
        guard case .downloaded = try result.get() else {
            Issue.record("\(result)")
            return
        }
        #expect(requests.map(\.path) == ["/some/small-model/resolve/main/model.safetensors"])
        #expect(requests.allSatisfy { $0.range == nil && $0.credentials.isEmpty })
        #expect(place.bytes(Self.target) == Place.weights)
        #expect(place.bytes(Self.partial) == nil)
        #expect(try place.permissions(Self.target) == 0o600)
        #expect(try place.permissions("state/models/small") == 0o700)
    }

    @Test("goes on where it was cut, without beginning again")
    func cut() async throws {
        let place = try Place()
        let (result, requests) = try await bring([.cut(after: 50_000), .cut(after: 60_000)], in: place)
        #expect(throws: Never.self) { try result.get() }
        #expect(requests.count == 3)
        #expect(requests.first?.range == nil)
        // What was on its way when the connection went may be lost, but no more.
        let offsets = requests.dropFirst().compactMap { $0.range.flatMap { Int($0.dropFirst(6).dropLast()) } }
        #expect(offsets.count == 2 && offsets[0] <= 50_000 && offsets[1] > offsets[0])
        #expect(place.bytes(Self.target) == Place.weights)
    }

    @Test("goes on where an earlier run was interrupted")
    func interrupted() async throws {
        let place = try Place()
        let (result, requests) = try await bring([], partial: Array(Place.weights.prefix(123_456)), in: place)
        #expect(throws: Never.self) { try result.get() }
        #expect(requests.map(\.range) == ["bytes=123456-"])
        #expect(place.bytes(Self.target) == Place.weights)
    }

    @Test("asks for nothing when all bytes are here already")
    func complete() async throws {
        let place = try Place()
        let (result, requests) = try await bring([], partial: Place.weights, in: place)
        #expect(throws: Never.self) { try result.get() }
        #expect(requests.isEmpty)
        #expect(place.bytes(Self.target) == Place.weights)
    }

    @Test("begins again when what is here belongs to something else")
    func otherPart() async throws {
        for wrong in [[UInt8](repeating: 9, count: 1000), [UInt8](repeating: 9, count: 300_000)] {
            let place = try Place()
            let (result, _) = try await bring([], partial: wrong, in: place)
            #expect(throws: Never.self) { try result.get() }
            #expect(place.bytes(Self.target) == Place.weights)
        }
    }

    @Test("takes the whole file from a server that knows no ranges, or sends other ones")
    func noRanges() async throws {
        for answer in [HubServer.Answer.whole, .status(416), .otherRange] {
            let place = try Place()
            let (result, _) = try await bring([answer], partial: Array(Place.weights.prefix(5000)), in: place)
            #expect(throws: Never.self) { try result.get() }
            #expect(place.bytes(Self.target) == Place.weights)
        }
    }

    @Test("keeps nothing that has other contents")
    func wrongContents() async throws {
        var other = Place.weights
        other[100_000] ^= 1
        for bytes in [other, Array(Place.weights.dropLast()), Place.weights + [0]] {
            let place = try Place()
            let (result, _) = try await bring([.bytes(bytes)], in: place)
            #expect(problem(result)?.kind == .wrongContents)
            #expect(place.bytes(Self.target) == nil)
            #expect(place.bytes(Self.partial) == nil || place.bytes(Self.partial) == [])
        }
    }

    @Test("follows the endpoint to where it has its files, with nothing that belongs to the endpoint")
    func redirected() async throws {
        let place = try Place()
        let away = HubServer(files: ["blob": Place.weights])
        try await away.start()
        let (result, requests) = try await bring(
            [.redirect("/elsewhere/model.safetensors?x=1"), .redirect("\(away.endpoint)/store/blob?signature=a%2Fb")],
            in: place)
        #expect(throws: Never.self) { try result.get() }
        #expect(requests.last?.path == "/elsewhere/model.safetensors?x=1")
        #expect(away.requests == [HubServer.Request(path: "/store/blob?signature=a%2Fb", range: nil, credentials: [])])
        #expect(place.bytes(Self.target) == Place.weights)
        try await away.stop()
    }

    @Test(
        "follows to no place that is not encrypted and not on this machine, and not for ever",
        arguments: [
            "http://example.com/x", "http://192.168.0.1/x", "ftp://127.0.0.1/x", "file:///etc/passwd",
            "http://a:b@127.0.0.1/x", "x", "", "http://localhost.example.com/",
        ])
    func refusedRedirection(location: String) async throws {
        let place = try Place()
        let (result, requests) = try await bring([.redirect(location)], in: place)
        let kind = try #require(problem(result)?.kind)
        #expect(kind == .refused || kind == .unreachable)
        #expect(requests.count == 1)
    }

    @Test("gives up when it is sent around in circles")
    func circles() async throws {
        let place = try Place()
        let (result, requests) = try await bring(Array(repeating: .redirect("/again"), count: 50), in: place)
        #expect(problem(result)?.kind == .unreachable)
        #expect(requests.count == 6)
    }

    @Test("says what an endpoint's refusal means")
    func refusals() async throws {
        let kinds: [(Int, ModelFailure.Kind)] = [
            (401, .refused), (403, .refused), (404, .notThere), (429, .unreachable), (503, .unreachable),
        ]
        for (status, kind) in kinds {
            let place = try Place()
            let (result, _) = try await bring([.status(status)], in: place)
            let failure = try #require(problem(result))
            #expect(failure.kind == kind)
            #expect(!failure.remedy.isEmpty && failure.reason.contains("127.0.0.1"))
        }
    }

    @Test("keeps what has come when the endpoint goes away for good")
    func gone() async throws {
        let place = try Place()
        let cuts = [HubServer.Answer.cut(after: 40_000)] + Array(repeating: .cut(after: 0), count: 20)
        let (result, requests) = try await bring(cuts, in: place)
        #expect(problem(result)?.kind == .unreachable)
        #expect(requests.count <= 8)
        let kept = try #require(place.bytes(Self.partial))
        #expect(!kept.isEmpty && kept == Array(Place.weights.prefix(kept.count)))

        let nobody = try await place.installation(endpoint: "http://127.0.0.1:1").failure(Self.weights)
        #expect(nobody?.kind == .unreachable)
    }

    private func problem(_ result: Result<ModelInstallation.Origin, ModelFailure>) -> ModelFailure? {
        if case .failure(let failure) = result { failure } else { nil }
    }
}

extension ModelInstallation {
    /// Why a file cannot be brought; nil if it can.
    func failure(_ file: ModelFile) async throws -> ModelFailure? {
        do {
            _ = try await bring(file)
            return nil
        } catch {
            return error
        }
    }
}
