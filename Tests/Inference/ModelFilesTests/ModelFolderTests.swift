// SPDX-License-Identifier: Apache-2.0

import ModelFiles
import Testing

@Suite("A model's folder")
struct ModelFolderTests {
    private func write(_ weights: [UInt8], in place: Place) throws {
        try place.write(weights, to: "state/models/small/model.safetensors")
        try place.write(Place.words, to: "state/models/small/vocab.txt")
    }

    @Test("tells what is missing, what is there, and what was checked")
    func states() throws {
        let place = try Place()
        #expect(place.folder.state == .missing(["model.safetensors", "vocab.txt"]))
        #expect(try place.folder.verify() == .missing(["model.safetensors", "vocab.txt"]))
        try place.write(Place.weights, to: "state/models/small/model.safetensors")
        #expect(place.folder.state == .missing(["vocab.txt"]))
        try write(Place.weights, in: place)
        #expect(place.folder.state == .present)
        #expect(try place.folder.verify() == .verified)
        #expect(place.folder.state == .verified)
    }

    @Test("a truncated file is damaged at a glance, a changed one when it is read")
    func damaged() throws {
        let place = try Place()
        try write(Array(Place.weights.dropLast()), in: place)
        #expect(place.folder.state == .damaged(["model.safetensors"]))
        #expect(try place.folder.verify() == .damaged(["model.safetensors"]))
        var other = Place.weights
        other[5] ^= 1
        try write(other, in: place)
        #expect(place.folder.state == .present)
        #expect(try place.folder.verify() == .damaged(["model.safetensors"]))
        #expect(place.folder.state == .present)
    }

    @Test("what was checked counts until a file is written")
    func rewritten() throws {
        let place = try Place()
        try write(Place.weights, in: place)
        #expect(try place.folder.verify() == .verified)
        try write(Place.weights, in: place)
        #expect(place.folder.state == .present)
    }

    @Test("the encoder's files are those that are known to be published")
    func encoder() {
        let encoder = PublishedModel.encoder
        #expect(encoder.files.map(\.name) == ["model.safetensors", "vocab.txt"])
        #expect(encoder.size == 91_099_884)
        #expect(encoder.files.allSatisfy { $0.digest.count == 64 })
    }
}
