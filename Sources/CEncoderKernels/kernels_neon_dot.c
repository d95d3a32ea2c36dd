// SPDX-License-Identifier: Apache-2.0

// 64-bit ARM with int8 dot products.

#include "kernels.h"

#if defined(__aarch64__)
#include <arm_neon.h>

#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)

#define LEVEL kernels_neon_dot
#define TILE_ROWS 4
#include "neon_common.h"

static inline __attribute__((always_inline)) void int8_tile(const uint8_t *a, int inputs, const int8_t *w, int rows,
                                                            vint acc[4][4], ahead next) {
    (void)next;
    _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r)
        _Pragma("clang loop unroll(full)") for (int i = 0; i < 4; ++i) acc[r][i] = (vint){};
    for (int k = 0; k < inputs; k += 4, w += column_block * 4) {
        int8x16_t weight[4];
        _Pragma("clang loop unroll(full)") for (int i = 0; i < 4; ++i) weight[i] = vld1q_s8(w + i * 16);
        _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r) {
            const int8x16_t x = four_bytes(a + (size_t)r * (size_t)inputs + k);
            _Pragma("clang loop unroll(full)") for (int i = 0; i < 4; ++i) acc[r][i] =
                (vint)vdotq_s32((int32x4_t)acc[r][i], weight[i], x);
        }
    }
}

#include "kernels_template.h"

#pragma clang attribute pop
#endif
