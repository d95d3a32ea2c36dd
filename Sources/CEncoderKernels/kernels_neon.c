// SPDX-License-Identifier: Apache-2.0

// 64-bit ARM with what all such processors have.

#include "kernels.h"

#if defined(__aarch64__)
#include <arm_neon.h>

#define LEVEL kernels_neon
#define TILE_ROWS 2
#include "neon_common.h"

static inline __attribute__((always_inline)) void int8_tile(const uint8_t *a, int inputs, const int8_t *w, int rows,
                                                            vint acc[2][4], ahead next) {
    (void)next;
    // Each pair of vectors has two sums for each of four columns.
    int32x4_t sums[2][8];
    _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r)
        _Pragma("clang loop unroll(full)") for (int i = 0; i < 8; ++i) sums[r][i] = vdupq_n_s32(0);
    for (int k = 0; k < inputs; k += 4, w += column_block * 4) {
        int8x16_t x[2];
        _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r) x[r] =
            four_bytes(a + (size_t)r * (size_t)inputs + k);
        _Pragma("clang loop unroll(full)") for (int i = 0; i < 4; ++i) {
            const int8x16_t weight = vld1q_s8(w + i * 16);
            _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r) {
                sums[r][2 * i] = vpadalq_s16(sums[r][2 * i], vmull_s8(vget_low_s8(weight), vget_low_s8(x[r])));
                sums[r][2 * i + 1] = vpadalq_s16(sums[r][2 * i + 1], vmull_high_s8(weight, x[r]));
            }
        }
    }
    _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r)
        _Pragma("clang loop unroll(full)") for (int i = 0; i < 4; ++i) acc[r][i] =
            (vint)vpaddq_s32(sums[r][2 * i], sums[r][2 * i + 1]);
}

#include "kernels_template.h"
#endif
