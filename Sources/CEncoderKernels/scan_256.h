// SPDX-License-Identifier: Apache-2.0
//
// The scan on 256 bits: one loop for the levels that differ in a single instruction.
//
// The including file defines SCAN_TARGET, the instructions to compile for, and SCAN_STEP(sums, magnitudes, values),
// which adds the products of unsigned `magnitudes` and signed `values` to the eight sums.

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

static inline __attribute__((always_inline)) SCAN_TARGET int32_t sum_of(__m256i lanes) {
    __m128i sums = _mm_add_epi32(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
    sums = _mm_add_epi32(sums, _mm_shuffle_epi32(sums, 0x4E));
    sums = _mm_add_epi32(sums, _mm_shuffle_epi32(sums, 0xB1));
    return _mm_cvtsi128_si32(sums);
}

// The query's magnitudes are the unsigned side, the row's values with the query's signs the signed one.
static inline __attribute__((always_inline)) SCAN_TARGET __m256i step(__m256i sums, const int8_t *values, __m256i query,
                                                                      __m256i magnitudes) {
    __m256i row = _mm256_load_si256((const __m256i *)values);
    return SCAN_STEP(sums, magnitudes, _mm256_sign_epi8(row, query));
}

static inline __attribute__((always_inline)) SCAN_TARGET void scan_dots_256(const int8_t *high, size_t count,
                                                                            size_t stride, const int8_t *query,
                                                                            int32_t *dots) {
    size_t row = 0;
    for (; row + 4 <= count; row += 4) {
        const int8_t *values = high + row * stride;
        __m256i a = _mm256_setzero_si256(), b = a, c = a, d = a;
        for (size_t i = 0; i < stride; i += 32) {
            // Behind the last row there is nothing to fetch, which harms nobody.
            const char *ahead = (const char *)values + SCAN_AHEAD + 4 * i;
            _mm_prefetch(ahead, _MM_HINT_T0);
            _mm_prefetch(ahead + 64, _MM_HINT_T0);
            __m256i part = _mm256_loadu_si256((const __m256i *)(query + i));
            __m256i magnitudes = _mm256_abs_epi8(part);
            a = step(a, values + i, part, magnitudes);
            b = step(b, values + stride + i, part, magnitudes);
            c = step(c, values + 2 * stride + i, part, magnitudes);
            d = step(d, values + 3 * stride + i, part, magnitudes);
        }
        dots[row] = sum_of(a);
        dots[row + 1] = sum_of(b);
        dots[row + 2] = sum_of(c);
        dots[row + 3] = sum_of(d);
    }
    for (; row < count; row++) {
        __m256i a = _mm256_setzero_si256();
        for (size_t i = 0; i < stride; i += 32) {
            __m256i part = _mm256_loadu_si256((const __m256i *)(query + i));
            a = step(a, high + row * stride + i, part, _mm256_abs_epi8(part));
        }
        dots[row] = sum_of(a);
    }
}
