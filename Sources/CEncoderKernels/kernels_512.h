// SPDX-License-Identifier: Apache-2.0

// What levels with vectors of 512 bits have in common.

#define LANES 16
#define TILE_COLUMNS 64
#define TILE_ROWS 6
#define TILE_INT8
#define TRANSPOSE

typedef float vfloat __attribute__((vector_size(64)));
typedef int32_t vint __attribute__((vector_size(64)));
typedef uint8_t integer;
typedef uint8_t vinteger __attribute__((vector_size(16)));

static inline __attribute__((always_inline)) vfloat vmax(vfloat a, vfloat b) {
    return (vfloat)_mm512_max_ps((__m512)a, (__m512)b);
}
static inline __attribute__((always_inline)) vfloat vmin(vfloat a, vfloat b) {
    return (vfloat)_mm512_min_ps((__m512)a, (__m512)b);
}

static inline __attribute__((always_inline)) void int8_tile(const uint8_t *a, int inputs, const int8_t *w, int rows,
                                                            vint acc[6][4], ahead next) {
    _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r)
        _Pragma("clang loop unroll(full)") for (int i = 0; i < 4; ++i) acc[r][i] = (vint){};
    for (int k = 0; k < inputs; k += 4, w += column_block * 4) {
        // Into the second-level cache: the first one is full with this block.
        for (int line = 0; line < next.lines; ++line) _mm_prefetch(next.from + line * 64, _MM_HINT_T1);
        next.from += next.step;
        __m512i weight[4];
        _Pragma("clang loop unroll(full)") for (int i = 0; i < 4; ++i) weight[i] = _mm512_load_si512(w + i * 64);
        _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r) {
            int32_t four;
            __builtin_memcpy(&four, a + (size_t)r * (size_t)inputs + k, 4);
            const __m512i x = _mm512_set1_epi32(four);
            _Pragma("clang loop unroll(full)") for (int i = 0; i < 4; ++i) acc[r][i] =
                (vint)_mm512_dpbusd_epi32((__m512i)acc[r][i], x, weight[i]);
        }
    }
}

/// A square of 16 by 16 floats, turned.
static inline __attribute__((always_inline)) void transpose_square(const float *from, size_t from_stride, float *into,
                                                                   size_t into_stride) {
    __m512 a[16], b[16];
    _Pragma("clang loop unroll(full)") for (int i = 0; i < 16; ++i) a[i] =
        _mm512_loadu_ps(from + (size_t)i * from_stride);
    _Pragma("clang loop unroll(full)") for (int i = 0; i < 16; i += 4) {
        const __m512 low0 = _mm512_unpacklo_ps(a[i], a[i + 1]), high0 = _mm512_unpackhi_ps(a[i], a[i + 1]);
        const __m512 low1 = _mm512_unpacklo_ps(a[i + 2], a[i + 3]), high1 = _mm512_unpackhi_ps(a[i + 2], a[i + 3]);
        b[i] = _mm512_shuffle_ps(low0, low1, 0x44);
        b[i + 1] = _mm512_shuffle_ps(low0, low1, 0xEE);
        b[i + 2] = _mm512_shuffle_ps(high0, high1, 0x44);
        b[i + 3] = _mm512_shuffle_ps(high0, high1, 0xEE);
    }
    // b[i + c] holds column 4 * quarter + c of rows i to i + 3 in each quarter; now quarters change places with rows.
    _Pragma("clang loop unroll(full)") for (int c = 0; c < 4; ++c) {
        const __m512 low0 = _mm512_shuffle_f32x4(b[c], b[4 + c], 0x88),
                     high0 = _mm512_shuffle_f32x4(b[c], b[4 + c], 0xDD);
        const __m512 low1 = _mm512_shuffle_f32x4(b[8 + c], b[12 + c], 0x88),
                     high1 = _mm512_shuffle_f32x4(b[8 + c], b[12 + c], 0xDD);
        _mm512_storeu_ps(into + (size_t)c * into_stride, _mm512_shuffle_f32x4(low0, low1, 0x88));
        _mm512_storeu_ps(into + (size_t)(4 + c) * into_stride, _mm512_shuffle_f32x4(high0, high1, 0x88));
        _mm512_storeu_ps(into + (size_t)(8 + c) * into_stride, _mm512_shuffle_f32x4(low0, low1, 0xDD));
        _mm512_storeu_ps(into + (size_t)(12 + c) * into_stride, _mm512_shuffle_f32x4(high0, high1, 0xDD));
    }
}

/// Keys of 16 pieces of one head, turned.
static inline __attribute__((always_inline)) void transpose_keys(const float *keys, int32_t padded, float *into) {
    const size_t stride = encoder_hidden * 3;
    transpose_square(keys, stride, into, (size_t)padded);
    transpose_square(keys + 16, stride, into + (size_t)16 * (size_t)padded, (size_t)padded);
}
