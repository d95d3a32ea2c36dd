// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import ModelFiles

@Suite("Bringing a model's files")
struct ModelInstallationTests {
    private let weights = Place.model.files[0]

    @Test("copies from a folder, checked")
    func fromFolder() async throws {
        let place = try Place()
        try place.write(Place.weights, to: "given/model.safetensors")
        try place.write(Place.words, to: "given/vocab.txt")
        let given = place.path + "/given"
        for file in Place.model.files {
            let origin = try await place.installation(source: given).bring(file)
            #expect(origin == .copied(from: "\(given)/\(file.name)"))
        }
        #expect(try place.folder.verify() == .verified)
        #expect(try place.permissions("state/models/small/vocab.txt") == 0o600)
        let again = try await place.installation(source: given).bring(weights)
        #expect(again == .kept)
    }

    @Test("refuses a folder that has another file, or none, and does not look elsewhere")
    func wrongFolder() async throws {
        let place = try Place()
        let given = place.path + "/given"
        let installation = place.installation(endpoint: "http://127.0.0.1:1", source: given)
        #expect(try await installation.failure(weights)?.kind == .badSource)
        var other = Place.weights
        other[0] ^= 1
        try place.write(other, to: "given/model.safetensors")
        #expect(try await installation.failure(weights)?.kind == .wrongContents)
        try place.write([1], to: "given/model.safetensors")
        #expect(try await installation.failure(weights)?.kind == .wrongContents)
        #expect(place.bytes("state/models/small/model.safetensors") == nil)
        #expect(place.bytes("state/models/small/model.safetensors.partial") == nil)
    }

    @Test("takes what the Hugging Face tools have, without a network")
    func fromCache() async throws {
        let place = try Place()
        let snapshots = "hub/models--some--small-model/snapshots"
        var other = Place.weights
        other[7] ^= 1
        try place.write(other, to: "\(snapshots)/aaa/model.safetensors")
        try place.write(Place.weights, to: "\(snapshots)/bbb/model.safetensors")
        let environment = ["HF_HUB_CACHE": place.path + "/hub", "HF_HUB_OFFLINE": "1"]
        let origin = try await place.installation(environment: environment).bring(weights)
        #expect(origin == .copied(from: "\(place.path)/\(snapshots)/bbb/model.safetensors"))
        #expect(place.bytes("state/models/small/model.safetensors") == Place.weights)
    }

    @Test("asks no network when that is forbidden or no endpoint is named, and says what to do")
    func noSource() async throws {
        let place = try Place()
        let unnamed = try #require(try await place.installation().failure(weights))
        #expect(unnamed.kind == .noSource)
        #expect(unnamed.remedy.contains("--from FOLDER") && unnamed.reason.contains("HF_ENDPOINT"))
        for word in ["1", "true", "YES", "on"] {
            let server = HubServer(files: ["model.safetensors": Place.weights])
            try await server.start()
            let failure = try await place.installation(endpoint: server.endpoint, environment: ["HF_HUB_OFFLINE": word])
                .failure(weights)
            #expect(failure?.kind == .noSource)
            #expect(failure?.reason.contains("HF_HUB_OFFLINE") == true)
            #expect(server.requests.isEmpty)
            try await server.stop()
        }
    }

    @Test(
        "refuses an endpoint that is no address",
        arguments: ["example.com", "ftp://example.com", "http://u:p@example.com", "https://example.com?x", "https://"])
    func badEndpoint(endpoint: String) async throws {
        let failure = try await Place().installation(endpoint: endpoint).failure(weights)
        #expect(failure?.kind == .badSource)
        #expect(failure?.description.contains("u:p") == false)
    }

    @Test("an endpoint may stand below a path, with a slash at its end or not")
    func endpointPath() async throws {
        for end in ["/mirror", "/mirror/"] {
            let place = try Place()
            let server = HubServer(files: ["model.safetensors": Place.weights])
            try await server.start()
            _ = try await place.installation(endpoint: server.endpoint + end).bring(weights)
            #expect(server.requests.map(\.path) == ["/mirror/some/small-model/resolve/main/model.safetensors"])
            try await server.stop()
        }
    }

    @Test("one program at a time writes a file")
    func locked() async throws {
        let place = try Place()
        try place.write(Place.weights, to: "given/model.safetensors")
        try place.folder.create()
        let other = try PartialFile(place.folder.path + "/model.safetensors.partial")
        let installation = place.installation(source: place.path + "/given")
        #expect(try await installation.failure(weights)?.kind == .underWay)
        other.close()
        #expect(try await installation.failure(weights) == nil)
    }

    @Test("a full disk is said so, and what is written stays")
    func fullDisk() throws {
        let full = try PartialFile("/dev/full")
        let failure = #expect(throws: ModelFailure.self) {
            try [UInt8](repeating: 1, count: 10).withUnsafeBytes { try full.append($0) }
        }
        #expect(failure?.kind == .fileAccess)
        #expect(failure?.reason.contains("No space left") == true)
        #expect(failure?.remedy.contains("make room") == true)
    }

    @Test("no link is followed to where bytes would be written")
    func links() async throws {
        let place = try Place()
        try place.write(Place.weights, to: "given/model.safetensors")
        try place.write([1, 2, 3], to: "precious")
        try place.folder.create()
        try FileManager.default.createSymbolicLink(
            atPath: place.folder.path + "/model.safetensors.partial", withDestinationPath: place.path + "/precious")
        #expect(try await place.installation(source: place.path + "/given").failure(weights)?.kind == .fileAccess)
        #expect(place.bytes("precious") == [1, 2, 3])
    }
}
