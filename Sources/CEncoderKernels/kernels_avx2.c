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

/// Without 8-bit dot products: bytes are widened to 16 bits, so that nothing overflows and results are exact.
static inline __attribute__((always_inline)) void int8_tile(const uint8_t *a, int inputs, const int8_t *w, int rows,
                                                            vint acc[2][2], const int8_t *ahead, int lines) {
    // Each vector has two sums for each of four columns.
    __m256i sums[2][4];
    _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r)
        _Pragma("clang loop unroll(full)") for (int i = 0; i < 4; ++i) sums[r][i] = _mm256_setzero_si256();
    for (int k = 0; k < inputs; k += 4, w += column_block * 4) {
        for (int line = 0; line < lines; ++line, ahead += 64) _mm_prefetch((const char *)ahead, _MM_HINT_T1);
        __m256i x[2];
        _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r) {
            int32_t four;
            __builtin_memcpy(&four, a + (size_t)r * (size_t)inputs + k, 4);
            x[r] = _mm256_broadcastq_epi64(_mm_cvtepu8_epi16(_mm_cvtsi32_si128(four)));
        }
        _Pragma("clang loop unroll(full)") for (int i = 0; i < 4; ++i) {
            const __m256i weight = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(w + i * 16)));
            _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r) sums[r][i] =
                _mm256_add_epi32(sums[r][i], _mm256_madd_epi16(x[r], weight));
        }
    }
    _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r) {
        _Pragma("clang loop unroll(full)") for (int i = 0; i < 2; ++i) {
            const __m256i pairs = _mm256_hadd_epi32(sums[r][2 * i], sums[r][2 * i + 1]);
            acc[r][i] = (vint)_mm256_permute4x64_epi64(pairs, 0xD8);
        }
    }
}

#include "kernels_template.h"

#pragma clang attribute pop
#endif
