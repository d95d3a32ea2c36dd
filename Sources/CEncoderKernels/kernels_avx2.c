// SPDX-License-Identifier: Apache-2.0

// x86-64 with AVX2 and FMA.

#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define LEVEL kernels_avx2
#include "kernels_256.h"
#define TILE_ROWS 2
#define TILE_INT8
#define INT8_COLUMNS 8
#define INT8_ROWS 6
typedef int16_t integer;
typedef int16_t vinteger __attribute__((vector_size(16)));

/// Without 8-bit dot products, pairs of 16 bits are multiplied, so that nothing overflows and results are exact.
/// Activations are kept as 16 bits; weights are widened on their way into the registers, once for all rows of a tile.
static inline __attribute__((always_inline)) void int8_tile(const int16_t *a, int inputs, const int8_t *w, int rows,
                                                            vint acc[6][1], ahead next) {
    // Each vector has two sums for each of four columns.
    __m256i sums[6][2];
    _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r) sums[r][0] = sums[r][1] = _mm256_setzero_si256();
    for (int k = 0; k < inputs; k += 4, w += column_block * 4) {
        _mm_prefetch(next.from, _MM_HINT_T1);
        next.from += next.step;
        const __m256i left = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)w)),
                      right = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(w + 16)));
        _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r) {
            int64_t four;
            __builtin_memcpy(&four, a + (size_t)r * (size_t)inputs + k, sizeof four);
            const __m256i x = _mm256_set1_epi64x(four);
            sums[r][0] = _mm256_add_epi32(sums[r][0], _mm256_madd_epi16(x, left));
            sums[r][1] = _mm256_add_epi32(sums[r][1], _mm256_madd_epi16(x, right));
        }
    }
    _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r) {
        const __m256i pairs = _mm256_hadd_epi32(sums[r][0], sums[r][1]);
        acc[r][0] = (vint)_mm256_permute4x64_epi64(pairs, 0xD8);
    }
}

#include "kernels_template.h"

#pragma clang attribute pop
#endif
