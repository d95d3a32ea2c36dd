// SPDX-License-Identifier: Apache-2.0

// x86-64 with AVX-VNNI: int8 dot products on vectors of 256 bits.

#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma,avxvnni"))), apply_to = function)

#define LEVEL kernels_avx_vnni
#include "kernels_256.h"
#define TILE_ROWS 6
#define TILE_INT8
typedef uint8_t integer;
typedef uint8_t vinteger __attribute__((vector_size(8)));

static inline __attribute__((always_inline)) void int8_tile(const uint8_t *a, int inputs, const int8_t *w, int rows,
                                                            vint acc[6][2], ahead next) {
    _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r) acc[r][0] = acc[r][1] = (vint){};
    for (int k = 0; k < inputs; k += 4, w += column_block * 4) {
        _mm_prefetch(next.from, _MM_HINT_T1);
        next.from += next.step;
        const __m256i left = _mm256_loadu_si256((const __m256i *)w),
                      right = _mm256_loadu_si256((const __m256i *)(w + 32));
        _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r) {
            int32_t four;
            __builtin_memcpy(&four, a + (size_t)r * (size_t)inputs + k, 4);
            const __m256i x = _mm256_set1_epi32(four);
            acc[r][0] = (vint)_mm256_dpbusd_avx_epi32((__m256i)acc[r][0], x, left);
            acc[r][1] = (vint)_mm256_dpbusd_avx_epi32((__m256i)acc[r][1], x, right);
        }
    }
}

#include "kernels_template.h"

#pragma clang attribute pop
#endif
