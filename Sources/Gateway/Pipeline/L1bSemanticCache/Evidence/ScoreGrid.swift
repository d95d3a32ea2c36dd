// SPDX-License-Identifier: Apache-2.0

/// The fixed thresholds on the verifier's probability that evidence is kept for, safest first.
///
/// They are fixed beforehand, because a threshold that is picked to fit the evidence makes the evidence look better than
/// it is. Evenly spaced in log-odds, where scores of a calibrated model spread evenly.
public enum ScoreGrid {
    /// The thresholds as log-odds: 6 is a probability of 0.9975, −1 of 0.27.
    public static let logits: [Double] = [
        6, 5.5, 5, 4.5, 4, 3.6, 3.2, 2.9, 2.6, 2.3, 2, 1.7, 1.4, 1.1, 0.8, 0.5, 0.2, -0.2, -0.6, -1,
    ]

    /// The thresholds as probabilities.
    public static let thresholds: [Double] = logits.map { 1 / (1 + Double.exponential(-$0)) }

    /// How many bands of scores there are.
    public static var count: Int { logits.count }

    /// The band of `score`: the first threshold that it reaches; nil below all of them.
    public static func band(_ score: Double) -> Int? {
        var (low, high) = (0, thresholds.count)
        while low < high {
            let middle = (low + high) / 2
            if score >= thresholds[middle] { high = middle } else { low = middle + 1 }
        }
        return low < thresholds.count ? low : nil
    }
}
