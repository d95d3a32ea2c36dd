// SPDX-License-Identifier: Apache-2.0

// x86-64 with AVX-512, VNNI and BF16.

#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx512bf16"))), apply_to = function)

#define LEVEL kernels_avx512_bf16
#include "kernels_512.h"
#define TILE_BF16

static inline __attribute__((always_inline)) void bf16_tile(const uint16_t *a, int inputs, const uint16_t *w, int rows,
                                                            vfloat acc[6][4]) {
    _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r)
        _Pragma("clang loop unroll(full)") for (int i = 0; i < 4; ++i) acc[r][i] = (vfloat){};
    for (int k = 0; k < inputs; k += 2, w += column_block * 2) {
        __m512bh weight[4];
        _Pragma("clang loop unroll(full)") for (int i = 0; i < 4; ++i) {
            weight[i] = (__m512bh)_mm512_load_si512(w + i * 32);
            _mm_prefetch((const char *)(w + i * 32) + 12288, _MM_HINT_T1);
        }
        _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r) {
            int32_t two;
            __builtin_memcpy(&two, a + (size_t)r * (size_t)inputs + k, 4);
            const __m512bh x = (__m512bh)_mm512_set1_epi32(two);
            _Pragma("clang loop unroll(full)") for (int i = 0; i < 4; ++i) acc[r][i] =
                (vfloat)_mm512_dpbf16_ps((__m512)acc[r][i], x, weight[i]);
        }
    }
}

/// Two vectors of floats to one of bf16.
static inline __attribute__((always_inline)) void narrow_pair(const float *from, uint16_t *into) {
    const __m512bh pair = _mm512_cvtne2ps_pbh(_mm512_loadu_ps(from + 16), _mm512_loadu_ps(from));
    __builtin_memcpy(into, &pair, sizeof pair);
}

#include "kernels_template.h"

#pragma clang attribute pop
#endif
