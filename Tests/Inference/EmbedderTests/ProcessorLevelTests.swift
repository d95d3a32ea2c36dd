// SPDX-License-Identifier: Apache-2.0

import CEncoderKernels
import Testing

@Suite("Processor levels")
struct ProcessorLevelTests {
    @Test("the portable level runs everywhere, and so does the best one")
    func runs() {
        #expect(cpu_level_runs(cpu_level_portable))
        #expect(cpu_level_runs(cpu_level_best()))
    }

    @Test("no level above the best one runs but a slower one, and none of another architecture")
    func others() {
        let best = cpu_level_best()
        let isARM = best.rawValue >= cpu_level_neon.rawValue
        for value in 1..<UInt32(cpu_level_count) where (value >= cpu_level_neon.rawValue) != isARM {
            if best == cpu_level_portable { break }
            #expect(!cpu_level_runs(cpu_level(rawValue: value)))
        }
        // bf16 dot products may be there and slow, see cpu.h.
        for value in (best.rawValue + 1)..<7
        where (value >= cpu_level_neon.rawValue) == isARM && value != cpu_level_avx512_bf16.rawValue {
            #expect(!cpu_level_runs(cpu_level(rawValue: value)))
        }
    }

    @Test("each level has a name of its own")
    func names() {
        let names = (0..<UInt32(cpu_level_count)).map { String(cString: cpu_level_name(cpu_level(rawValue: $0))) }
        #expect(Set(names).count == names.count)
        #expect(!names.contains("unknown"))
    }
}
