// SPDX-License-Identifier: Apache-2.0

import CEncoderKernels
import Embedder
import Foundation
import Logging
import Pipeline
import TestKit
import Testing

@testable import GatewayApp

/// Whatever is wrong with the encoder: requests are answered, the log has one line, and `/metrics` counts.
@Suite("A gateway whose encoder fails", .serialized, .timeLimit(.minutes(3)))
struct EncoderFailureTests {
    private static let hasWeights = EncoderFolder.published != nil

    /// Runs a gateway with a models folder; three different questions must be answered by the provider.
    private func gateway(
        models: String, _ log: CapturedLog, hasEncoder: Bool, _ body: @Sendable (String) throws -> Void
    ) async throws {
        try await TestGateway.run(log: log.handler, models: models) { gateway async throws in
            for number in 0..<3 {
                let words = "how do I change the colour of window number \(number)?"
                let answer = try await gateway.client.post("/v1/chat/completions", Meaning.chat(words))
                #expect(answer.status == 200)
                #expect(answer.layer == "l3")
                #expect((answer.reason != nil) == hasEncoder)
            }
            try body(try await gateway.client.send("GET", "/metrics").text)
        }
    }

    private func lines(_ log: CapturedLog, with words: String) -> [Substring] {
        log.text.split(separator: "\n").filter { $0.contains(words) }
    }

    private func expectNoEncoder(_ models: String, _ kind: String) async throws {
        let log = CapturedLog()
        try await gateway(models: models, log, hasEncoder: false) { metrics in
            #expect(metrics.contains(#"isartor_encoder_up{kind="none"} 0"#))
            #expect(metrics.contains(#"isartor_encoder_failures_total{kind="\#(kind)"} 1"#))
        }
        let told = lines(log, with: "no semantic cache")
        #expect(told.count == 1)
        #expect(told.first?.contains("isartor models pull encoder") == true)
    }

    @Test("files that are not there, or of another model, are told with the way to the right ones")
    func wrongFiles() async throws {
        try await EncoderFolder.with { models, encoder in
            for name in EncoderFolder.files { try? FileManager.default.removeItem(atPath: encoder + "/" + name) }
            try await expectNoEncoder(models, "missing")
            for name in EncoderFolder.files {
                try Data("something else\n".utf8).write(to: URL(filePath: encoder + "/" + name))
            }
            try await expectNoEncoder(models, "damaged")
        }
    }

    @Test(
        "weights with a wrong digest or cut short are not used",
        .enabled(if: hasWeights, EncoderFolder.absence))
    func wrongWeights() async throws {
        try await EncoderFolder.with { models, encoder in
            let weights = URL(filePath: encoder + "/model.safetensors")
            var bytes = try Data(contentsOf: weights)
            bytes[bytes.count - 1000] ^= 1
            try FileManager.default.removeItem(at: weights)
            for content in [bytes, bytes.prefix(bytes.count / 2), Data()] {
                try content.write(to: weights)
                try await expectNoEncoder(models, "damaged")
            }
        }
    }

    @Test(
        "a full disk costs time at each start, nothing else",
        .enabled(if: hasWeights && EncoderFolder.canMount, "needs the encoder's files, and the right to mount"))
    func fullDisk() async throws {
        try await EncoderFolder.with { models, encoder in
            let links = try EncoderFolder.files.map {
                try FileManager.default.destinationOfSymbolicLink(atPath: encoder + "/" + $0)
            }
            try #require(EncoderFolder.mount(at: encoder, megabytes: 8))
            defer { EncoderFolder.unmount(encoder) }
            for (name, target) in zip(EncoderFolder.files, links) {
                try FileManager.default.createSymbolicLink(atPath: encoder + "/" + name, withDestinationPath: target)
            }
            let log = CapturedLog()
            try await gateway(models: models, log, hasEncoder: true) { metrics in
                #expect(metrics.contains(#"isartor_encoder_failures_total{kind="unwritable"} 1"#))
                #expect(metrics.contains(#"isartor_encoder_misses_total{reason="weights"} 0"#))
                #expect(metrics.contains("} 1\n# HELP isartor_encoder_texts_total"))
            }
            let told = lines(log, with: "the encoder starts slowly")
            #expect(told.count == 1)
            #expect(told.first?.contains("free 60 MB") == true)
        }
    }

    /// Asks a gateway with this encoder; each answer must be the provider's, for the given reason.
    private func misses(
        _ pool: EncoderPool, wait: Int64 = 60_000, count: Int = 20, reason: String, label: String, remedy: String
    ) async throws {
        let log = CapturedLog()
        let watch = EncoderWatch(Logger(label: "test") { _ in log.handler }) { 0 }
        let parts = SemanticParts(
            policy: SemanticPolicy(mode: .serve, wait: wait),
            encoder: PooledEncoder(pool: pool, layers: [], watch: watch),
            verifier: TopicVerifier(), judge: LiteralJudge())
        try await TestGateway.run(semantic: parts) { gateway async throws in
            for number in 0..<count {
                let answer = try await gateway.client.post(
                    "/v1/chat/completions", Meaning.chat("refund: question number \(number)"))
                #expect(answer.layer == "l3")
                #expect(answer.reason == reason)
            }
            #expect(gateway.upstreamCalls == count)
        }
        pool.stop()
        #expect(watch.counts.misses == [label: count])
        let told = lines(log, with: "semantic cache")
        #expect(told.count == 1)
        #expect(told.first?.hasPrefix("warning") == true)
        #expect(told.first?.contains(remedy) == true)
    }

    @Test("a full queue is a miss at once, and one line", .enabled(if: hasWeights, EncoderFolder.absence))
    func fullQueue() async throws {
        try await EncoderFolder.with { models, encoder in
            let pool = try EncoderPool(Encoder(EncoderFiles(folder: encoder)), limits: .init(workers: 1, entries: 0))
            try await misses(pool, reason: "encoder_busy", label: "queue_full", remedy: "more cores")
        }
    }

    @Test(
        "instructions that the processor has not are a miss, and one line",
        .enabled(if: hasWeights, EncoderFolder.absence))
    func missingInstructions() async throws {
        let levels = (0..<UInt32(cpu_level_count)).map { cpu_level(rawValue: $0) }
        let foreign = try #require(levels.first { !cpu_level_runs($0) })
        try await EncoderFolder.with { models, encoder in
            let pool = try EncoderPool(
                Encoder(EncoderFiles(folder: encoder), level: foreign), limits: .init(workers: 1))
            try await misses(pool, reason: "encoder_failed", label: "unsupported", remedy: "restart the gateway")
        }
    }

    @Test(
        "a text whose time is over before its turn is a miss, and one line",
        .enabled(if: hasWeights, EncoderFolder.absence))
    func deadline() async throws {
        let log = CapturedLog()
        let watch = EncoderWatch(Logger(label: "test") { _ in log.handler }) { 0 }
        try await EncoderFolder.with { _, folder in
            let pool = try EncoderPool(Encoder(EncoderFiles(folder: folder)), limits: .init(workers: 1))
            let encoder = PooledEncoder(pool: pool, layers: [], watch: watch)
            for number in 0..<5 {
                let miss = await withCheckedContinuation { done in
                    encoder.encode(size: 10, wait: 0, text: { "question \(number)" }) { done.resume(returning: $0) }
                }
                #expect(throws: EncodingMiss.late) { try miss.get() }
            }
            pool.stop()
            // What comes after the end is no failure to tell of.
            let miss = await withCheckedContinuation { done in
                encoder.encode(size: 5, wait: 1000, text: { "later" }) { done.resume(returning: $0) }
            }
            #expect(throws: EncodingMiss.failed) { try miss.get() }
        }
        #expect(watch.counts == EncoderWatch.Counts(misses: ["deadline": 5, "stopped": 1]))
        #expect(lines(log, with: "raise semantic_wait_ms").count == 1)
        #expect(log.text.split(separator: "\n").count == 1)
    }
}
