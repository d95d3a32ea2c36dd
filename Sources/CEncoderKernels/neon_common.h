// SPDX-License-Identifier: Apache-2.0

// What levels of 64-bit ARM have in common: vectors of 128 bits, 32 of them; activations as signed bytes.

#define LANES 4
#define TILE_COLUMNS 16
#define TILE_INT8
#define SIGNED_BYTES

typedef float vfloat __attribute__((vector_size(16)));
typedef int32_t vint __attribute__((vector_size(16)));
typedef uint8_t integer;
typedef uint8_t vinteger __attribute__((vector_size(4)));

static inline __attribute__((always_inline)) vfloat vmax(vfloat a, vfloat b) {
    return (vfloat)vmaxq_f32((float32x4_t)a, (float32x4_t)b);
}
static inline __attribute__((always_inline)) vfloat vmin(vfloat a, vfloat b) {
    return (vfloat)vminq_f32((float32x4_t)a, (float32x4_t)b);
}

/// Four bytes of a row, over and over.
static inline __attribute__((always_inline)) int8x16_t four_bytes(const uint8_t *from) {
    int32_t four;
    __builtin_memcpy(&four, from, 4);
    return vreinterpretq_s8_s32(vdupq_n_s32(four));
}
