// SPDX-License-Identifier: Apache-2.0

/// Exact one-sided confidence bounds of a share, from how often something was seen in how many looks.
///
/// The bounds are quantiles of the beta distribution (Clopper and Pearson, 1934) and hold for any count, also for none
/// at all. Counts may be fractions, as they are when old looks count for less.
public enum ClopperPearson {
    /// The largest share that is still compatible with `seen` in `looks`.
    ///
    /// - Parameter confidence: how often the true share is at or below the bound, in 0..<1.
    public static func upper(_ seen: Double, of looks: Double, confidence: Double) -> Double {
        guard looks > 0, seen < looks else { return 1 }
        return quantile(confidence, max(0, seen) + 1, looks - max(0, seen))
    }

    /// The smallest share that is still compatible with `seen` in `looks`.
    public static func lower(_ seen: Double, of looks: Double, confidence: Double) -> Double {
        guard looks > 0, seen > 0 else { return 0 }
        return quantile(1 - confidence, min(seen, looks), max(0, looks - seen) + 1)
    }

    /// The point below which a beta distribution has the share `probability` of its mass.
    private static func quantile(_ probability: Double, _ a: Double, _ b: Double) -> Double {
        var (low, high) = (0.0, 1.0)
        // Halving gains a bit a step; 60 steps are all that a double can tell apart here.
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if BetaFunction.regularized(middle, a, b) < probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
