// SPDX-License-Identifier: Apache-2.0

#include "scan_levels.h"

#if defined(__aarch64__)

#include <arm_neon.h>

// The baseline has no dot product of bytes: products of 16 bits, added up in pairs into 32.
void scan_dots_neon(const int8_t *high, size_t count, size_t stride, const int8_t *query, int32_t *dots) {
    for (size_t row = 0; row < count; row++) {
        const int8_t *values = high + row * stride;
        int32x4_t a = vdupq_n_s32(0), b = a;
        for (size_t i = 0; i < stride; i += 16) {
            int8x16_t x = vld1q_s8(values + i), y = vld1q_s8(query + i);
            a = vpadalq_s16(a, vmull_s8(vget_low_s8(x), vget_low_s8(y)));
            b = vpadalq_s16(b, vmull_high_s8(x, y));
        }
        dots[row] = vaddvq_s32(vaddq_s32(a, b));
    }
}

#endif
