// SPDX-License-Identifier: Apache-2.0

#include "scan_levels.h"

#if defined(__x86_64__)

#define SCAN_TARGET __attribute__((target("avx2,avxvnni")))
#define SCAN_STEP(sums, magnitudes, values) _mm256_dpbusd_avx_epi32(sums, magnitudes, values)
#include "scan_256.h"

SCAN_TARGET void scan_dots_avx_vnni(const int8_t *high, size_t count, size_t stride, const int8_t *query,
                                    int32_t *dots) {
    scan_dots_256(high, count, stride, query, dots);
}

#endif
