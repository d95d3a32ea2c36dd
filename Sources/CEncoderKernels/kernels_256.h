// SPDX-License-Identifier: Apache-2.0

// What levels with vectors of 256 bits have in common.

#define LANES 8
#define TILE_COLUMNS 16

typedef float vfloat __attribute__((vector_size(32)));
typedef int32_t vint __attribute__((vector_size(32)));

static inline __attribute__((always_inline)) vfloat vmax(vfloat a, vfloat b) {
    return (vfloat)_mm256_max_ps((__m256)a, (__m256)b);
}
static inline __attribute__((always_inline)) vfloat vmin(vfloat a, vfloat b) {
    return (vfloat)_mm256_min_ps((__m256)a, (__m256)b);
}
