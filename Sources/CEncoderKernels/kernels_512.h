// SPDX-License-Identifier: Apache-2.0

// What levels with vectors of 512 bits have in common.

#define LANES 16
#define TILE_COLUMNS 64
#define TILE_ROWS 6
#define TILE_INT8

typedef float vfloat __attribute__((vector_size(64)));
typedef int32_t vint __attribute__((vector_size(64)));
typedef uint8_t vbytes __attribute__((vector_size(16)));

static inline __attribute__((always_inline)) vfloat vmax(vfloat a, vfloat b) { return (vfloat)_mm512_max_ps((__m512)a, (__m512)b); }
static inline __attribute__((always_inline)) vfloat vmin(vfloat a, vfloat b) { return (vfloat)_mm512_min_ps((__m512)a, (__m512)b); }

static inline __attribute__((always_inline)) void int8_tile(const uint8_t *a, int inputs, const int8_t *w, int rows, vint acc[6][4], const int8_t *ahead, int lines) {
    _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r)
        _Pragma("clang loop unroll(full)") for (int i = 0; i < 4; ++i) acc[r][i] = (vint){};
    for (int k = 0; k < inputs; k += 4, w += column_block * 4) {
        // Into the second-level cache: the first one is full with this block.
        for (int line = 0; line < lines; ++line, ahead += 64) _mm_prefetch((const char *)ahead, _MM_HINT_T1);
        __m512i weight[4];
        _Pragma("clang loop unroll(full)") for (int i = 0; i < 4; ++i) weight[i] = _mm512_load_si512(w + i * 64);
        _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; ++r) {
            int32_t four;
            __builtin_memcpy(&four, a + (size_t)r * (size_t)inputs + k, 4);
            const __m512i x = _mm512_set1_epi32(four);
            _Pragma("clang loop unroll(full)") for (int i = 0; i < 4; ++i)
                acc[r][i] = (vint)_mm512_dpbusd_epi32((__m512i)acc[r][i], x, weight[i]);
        }
    }
}
