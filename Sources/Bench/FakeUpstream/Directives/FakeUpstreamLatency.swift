// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// How long the provider pretends to think before its first byte, on top of `first-byte-ms`.
///
/// The samples depend on a seed only: the n-th request of a run waits equally long in every run.
public enum FakeUpstreamLatency: String, Sendable, Hashable, CaseIterable {
    /// Always `latency-ms`.
    case fixed
    /// Log-normal with the median `latency-ms` and σ = 0.5: one request in 40 takes more than 2.7 times the median.
    case lognormal

    /// The median when a directive names a model without `latency-ms`, in milliseconds.
    public static let defaultMilliseconds = 200

    static let sigma = 0.5

    /// The wait in milliseconds that this model draws for `seed`.
    func sample(median milliseconds: Int, seed: UInt64) -> Int {
        switch self {
        case .fixed:
            return milliseconds
        case .lognormal:
            let first = Digest.unitInterval(Digest.mix(seed))
            let second = Digest.unitInterval(Digest.mix(seed ^ 0x5DEE_CE66_D1CE_4E5B))
            // Box–Muller; 1 − u keeps the logarithm's argument above zero.
            let normal = (-2 * log(1 - first)).squareRoot() * cos(2 * Double.pi * second)
            return Int((Double(milliseconds) * exp(Self.sigma * normal)).rounded())
        }
    }
}
