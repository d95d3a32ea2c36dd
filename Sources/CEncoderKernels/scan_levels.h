// SPDX-License-Identifier: Apache-2.0
//
// What each level of the scan implements; for the scan_*.c files only.

#ifndef ISARTOR_SCAN_LEVELS_H
#define ISARTOR_SCAN_LEVELS_H

#include <stddef.h>
#include <stdint.h>

// dots[r] = the dot product of row r with the query.
typedef void scan_dots(const int8_t *high, size_t count, size_t stride, const int8_t *query, int32_t *dots);
typedef float scan_refiner(const int8_t *high, const int8_t *low, size_t stride, const float *query);

scan_dots scan_dots_portable;
scan_refiner scan_refine_portable;
#if defined(__x86_64__)
scan_dots scan_dots_avx2;
scan_refiner scan_refine_avx2;
scan_dots scan_dots_avx_vnni;
scan_dots scan_dots_avx512_vnni;
#elif defined(__aarch64__)
scan_dots scan_dots_neon;
#endif

// How far ahead of the row being read the next ones are asked for, in bytes: memory answers a page or so later.
#define SCAN_AHEAD 4096

// One loop for all levels; each compiles it with the instructions that it may use.
static inline __attribute__((always_inline)) float scan_refine_body(const int8_t *high, const int8_t *low,
                                                                    size_t stride, const float *query) {
    float sums[16] = {0};
    for (size_t i = 0; i < stride; i += 16)
        for (size_t lane = 0; lane < 16; lane++)
            sums[lane] += (float)((int32_t)high[i + lane] * 256 + low[i + lane]) * query[i + lane];
    for (size_t half = 8; half > 0; half /= 2)
        for (size_t lane = 0; lane < half; lane++) sums[lane] += sums[lane + half];
    return sums[0];
}

#endif
