// SPDX-License-Identifier: Apache-2.0

#include "scan_levels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define VNNI512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))

// The instruction multiplies unsigned by signed bytes: the row's values get 128 added (their top bit flipped), and 128
// times the sum of the query is taken off at the end.
static inline __attribute__((always_inline)) VNNI512 __m512i step(__m512i sums, const int8_t *values, __m512i query) {
    __m512i row = _mm512_xor_si512(_mm512_load_si512(values), _mm512_set1_epi8((char)0x80));
    return _mm512_dpbusd_epi32(sums, row, query);
}

VNNI512 void scan_dots_avx512_vnni(const int8_t *high, size_t count, size_t stride, const int8_t *query,
                                   int32_t *dots) {
    int32_t surplus = 0;
    for (size_t i = 0; i < stride; i++) surplus += query[i];
    surplus *= 128;
    size_t row = 0;
    for (; row + 4 <= count; row += 4) {
        const int8_t *values = high + row * stride;
        __m512i a = _mm512_setzero_si512(), b = a, c = a, d = a;
        for (size_t i = 0; i < stride; i += 64) {
            __m512i part = _mm512_loadu_si512(query + i);
            const int8_t *ahead = values + i + SCAN_AHEAD;
            _mm_prefetch((const char *)ahead, _MM_HINT_T0);
            _mm_prefetch((const char *)(ahead + stride), _MM_HINT_T0);
            _mm_prefetch((const char *)(ahead + 2 * stride), _MM_HINT_T0);
            _mm_prefetch((const char *)(ahead + 3 * stride), _MM_HINT_T0);
            a = step(a, values + i, part);
            b = step(b, values + stride + i, part);
            c = step(c, values + 2 * stride + i, part);
            d = step(d, values + 3 * stride + i, part);
        }
        dots[row] = _mm512_reduce_add_epi32(a) - surplus;
        dots[row + 1] = _mm512_reduce_add_epi32(b) - surplus;
        dots[row + 2] = _mm512_reduce_add_epi32(c) - surplus;
        dots[row + 3] = _mm512_reduce_add_epi32(d) - surplus;
    }
    for (; row < count; row++) {
        __m512i a = _mm512_setzero_si512();
        for (size_t i = 0; i < stride; i += 64)
            a = step(a, high + row * stride + i, _mm512_loadu_si512(query + i));
        dots[row] = _mm512_reduce_add_epi32(a) - surplus;
    }
}

#endif
