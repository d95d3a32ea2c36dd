// SPDX-License-Identifier: Apache-2.0

// Plain C, for any processor. Vectors of four floats: what every one of today's has, and otherwise the compiler takes
// them apart.

#include "kernels.h"

#define LEVEL kernels_portable
#define LANES 4
#define TILE_COLUMNS 16
#define TILE_ROWS 2

typedef float vfloat __attribute__((vector_size(16)));
typedef int32_t vint __attribute__((vector_size(16)));
typedef uint8_t integer;
typedef uint8_t vinteger __attribute__((vector_size(4)));

static inline __attribute__((always_inline)) vfloat choose(vint mask, vfloat a, vfloat b) {
    return (vfloat)(((vint)a & mask) | ((vint)b & ~mask));
}
static inline __attribute__((always_inline)) vfloat vmax(vfloat a, vfloat b) { return choose(a > b, a, b); }
static inline __attribute__((always_inline)) vfloat vmin(vfloat a, vfloat b) { return choose(a < b, a, b); }

#include "kernels_template.h"
