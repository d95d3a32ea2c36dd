// SPDX-License-Identifier: Apache-2.0

/// How the encoder does, for the metrics page.
public struct EncoderGauge: Sendable, Hashable {
    /// Whether there is one.
    public var isThere = false
    /// The processor's instructions that it uses, or what else makes the vectors.
    public var kind = "none"
    public var encoded = 0
    /// Texts without a vector, by a stable word.
    public var misses: [String: Int] = [:]
    /// Troubles with its files and memory, by a stable word.
    public var failures: [String: Int] = [:]
    public var waiting = 0
    public var waitingBytes = 0
    public var limit = 0
    public var limitBytes = 0
    public var running = 0

    public init() {}
}

extension PrometheusText {
    /// Writes the series of the encoder.
    mutating func encoder(_ gauge: EncoderGauge) {
        metric("isartor_encoder_up", "gauge", "1 while there is an encoder; the label tells its instructions.")
        sample("isartor_encoder_up", [("kind", gauge.kind)], gauge.isThere ? 1 : 0)
        metric("isartor_encoder_texts_total", "counter", "Texts that got their vector.")
        sample("isartor_encoder_texts_total", [], gauge.encoded)
        metric("isartor_encoder_misses_total", "counter", "Texts that got no vector, by reason.")
        for (reason, count) in gauge.misses.sorted(by: { $0.key < $1.key }) {
            sample("isartor_encoder_misses_total", [("reason", reason)], count)
        }
        metric("isartor_encoder_failures_total", "counter", "Troubles with the encoder's files and memory, by kind.")
        for (kind, count) in gauge.failures.sorted(by: { $0.key < $1.key }) {
            sample("isartor_encoder_failures_total", [("kind", kind)], count)
        }
        metric("isartor_encoder_waiting", "gauge", "Texts that wait for the encoder.")
        sample("isartor_encoder_waiting", [], gauge.waiting)
        metric("isartor_encoder_limit", "gauge", "Texts that may wait for the encoder.")
        sample("isartor_encoder_limit", [], gauge.limit)
        metric("isartor_encoder_waiting_bytes", "gauge", "Bytes of the texts that wait for the encoder.")
        sample("isartor_encoder_waiting_bytes", [], gauge.waitingBytes)
        metric("isartor_encoder_limit_bytes", "gauge", "Bytes that may wait for the encoder.")
        sample("isartor_encoder_limit_bytes", [], gauge.limitBytes)
        metric("isartor_encoder_running", "gauge", "Texts that are being encoded.")
        sample("isartor_encoder_running", [], gauge.running)
    }
}
