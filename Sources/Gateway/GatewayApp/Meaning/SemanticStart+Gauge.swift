// SPDX-License-Identifier: Apache-2.0

import Embedder
import Telemetry

extension SemanticStart {
    /// How the encoder does; nil where none is wanted.
    var gauge: EncoderGauge? {
        guard let watch else { return nil }
        let counts = watch.counts
        var gauge = EncoderGauge()
        gauge.encoded = counts.encoded
        gauge.failures = counts.failures
        // All that are there, so that a rate can be taken of the first.
        gauge.misses = Dictionary((EncoderMiss.labels + (server == nil ? [] : EmbeddingFailure.labels)).map { ($0, 0) })
        { $1 }
        .merging(counts.misses) { $1 }
        if let server {
            gauge.isThere = true
            gauge.kind = "server"
            gauge.waiting = server.waiting
            gauge.limit = EmbeddingServer.limit
            return gauge
        }
        guard let pool, let instructions else { return gauge }
        gauge.isThere = true
        gauge.kind = instructions
        let load = pool.load
        gauge.waiting = load.waiting
        gauge.waitingBytes = load.bytes
        gauge.running = load.running
        gauge.limit = pool.limits.entries
        gauge.limitBytes = pool.limits.bytes
        return gauge
    }
}
