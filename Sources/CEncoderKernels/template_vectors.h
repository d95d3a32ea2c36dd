// SPDX-License-Identifier: Apache-2.0

// Part of kernels_template.h: vectors and functions of them.

#define TILE_VECTORS (TILE_COLUMNS / LANES)
#ifndef INT8_COLUMNS
#define INT8_COLUMNS TILE_COLUMNS
#define INT8_ROWS TILE_ROWS
#endif
#define INT8_VECTORS (INT8_COLUMNS / LANES)
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

// Subtracting zero changes nothing, and the compiler knows it; adding zero would change -0.
INLINE vfloat splat(float value) { return value - (vfloat){}; }
INLINE vfloat load(const float *from) {
    vfloat v;
    memcpy(&v, from, sizeof v);
    return v;
}
INLINE void store(float *into, vfloat v) { memcpy(into, &v, sizeof v); }
INLINE vfloat as_float(vint v) { return (vfloat)v; }
INLINE vint as_int(vfloat v) { return (vint)v; }

#if LANES == 16
typedef float vhalf __attribute__((vector_size(32)));
INLINE vhalf half_sum(vfloat v) {
    return __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) +
           __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
}
INLINE vfloat half_max(vfloat v) {
    return vmax(v, __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
}
#endif

typedef float vquarter __attribute__((vector_size(16)));

/// The sum of a vector's lanes, halves first.
INLINE float sum_of(vfloat v) {
#if LANES == 16
    const vhalf h = half_sum(v);
    const vquarter q = __builtin_shufflevector(h, h, 0, 1, 2, 3) + __builtin_shufflevector(h, h, 4, 5, 6, 7);
#elif LANES == 8
    const vquarter q = __builtin_shufflevector(v, v, 0, 1, 2, 3) + __builtin_shufflevector(v, v, 4, 5, 6, 7);
#else
    const vquarter q = v;
#endif
    return (q[0] + q[2]) + (q[1] + q[3]);
}

/// The largest of a vector's lanes.
INLINE float largest_of(vfloat v) {
#if LANES == 16
    v = half_max(v);
    v = vmax(v, __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
    v = vmax(v, __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
    v = vmax(v, __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
#elif LANES == 8
    v = vmax(v, __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3));
    v = vmax(v, __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5));
    v = vmax(v, __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6));
#else
    v = vmax(v, __builtin_shufflevector(v, v, 2, 3, 0, 1));
    v = vmax(v, __builtin_shufflevector(v, v, 1, 0, 3, 2));
#endif
    return v[0];
}

/// e to the power of v, for v up to 0 or little more; within 3e-6 of it, relatively.
INLINE vfloat exponential(vfloat v) {
    const float magic = 12582912.0f;  // 1.5 * 2^23: adding it rounds to whole numbers
    v = vmax(v, splat(-87.0f));
    const vfloat shifted = v * splat(1.44269504f) + splat(magic);
    const vfloat whole = shifted - splat(magic);
    const vfloat rest = (v - whole * splat(0.693145752f)) - whole * splat(1.42860677e-6f);
    vfloat p = splat(1.0f / 120);
    p = p * rest + splat(1.0f / 24);
    p = p * rest + splat(1.0f / 6);
    p = p * rest + splat(0.5f);
    p = p * rest + splat(1.0f);
    p = p * rest + splat(1.0f);
    return as_float(as_int(p) + (as_int(shifted) << 23));
}

/// GELU with the error function (Abramowitz and Stegun 7.1.26, within 1.5e-7).
INLINE vfloat gelu_exact(vfloat x) {
    const vfloat z = vmax(x, -x) * splat(0.707106781f);
    const vfloat t = splat(1.0f) / (splat(1.0f) + splat(0.3275911f) * z);
    vfloat p = splat(1.061405429f);
    p = p * t + splat(-1.453152027f);
    p = p * t + splat(1.421413741f);
    p = p * t + splat(-0.284496736f);
    p = p * t + splat(0.254829592f);
    // |x| (1 + erf(|x|/√2)) / 2 + (x - |x|) / 2: the same for both signs.
    const vfloat tail = splat(0.5f) * p * t * exponential(-(z * z));
    return vmax(x, splat(0.0f)) - vmax(x, -x) * tail;
}

#include "gelu.h"
