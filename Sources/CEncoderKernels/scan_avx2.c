// SPDX-License-Identifier: Apache-2.0

#include "scan_levels.h"

#if defined(__x86_64__)

#define SCAN_TARGET __attribute__((target("avx2,fma")))
// No byte is -128, so a pair of products is at most 2 * 127 * 127, and the 16 bits in between hold it.
#define SCAN_STEP(sums, magnitudes, values) \
    _mm256_add_epi32(sums, _mm256_madd_epi16(_mm256_maddubs_epi16(magnitudes, values), _mm256_set1_epi16(1)))
#include "scan_256.h"

SCAN_TARGET void scan_dots_avx2(const int8_t *high, size_t count, size_t stride, const int8_t *query, int32_t *dots) {
    scan_dots_256(high, count, stride, query, dots);
}

SCAN_TARGET float scan_refine_avx2(const int8_t *high, const int8_t *low, size_t stride, const float *query) {
    return scan_refine_body(high, low, stride, query);
}

#endif
