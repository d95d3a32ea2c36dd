// SPDX-License-Identifier: Apache-2.0

internal import CEncoderKernels

/// The instructions that scans run on.
struct ScanKernel: Sendable {
    let level: cpu_level

    /// The fastest that this machine has.
    static let best = ScanKernel(level: cpu_level_best())

    /// The given one; nil if this machine cannot run it.
    static func forced(_ level: cpu_level) -> ScanKernel? {
        cpu_level_runs(level) ? ScanKernel(level: level) : nil
    }

    /// Its name, such as "avx512-vnni".
    var name: String { String(cString: cpu_level_name(level)) }
}
