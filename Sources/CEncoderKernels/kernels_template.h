// SPDX-License-Identifier: Apache-2.0

// The kernels of one level. A file kernels_LEVEL.c defines what differs and includes this:
//
//   LEVEL            the table's name
//   LANES            floats in a vector
//   TILE_COLUMNS     columns of a tile: 64 or 16
//   TILE_ROWS        rows of a tile that fits the registers
//   vmax, vmin       the larger, the smaller of two vectors, lane by lane
//   TILE_INT8        optional: int8_tile() is there already
//   SIGNED_BYTES     optional: activations are signed bytes, 128 less
//   TILE_BF16        optional: bf16_tile() and narrow_pair() are there already
//   TRANSPOSE        optional: transpose_keys() is there already
//
// Vectors are the compiler's own, so that one text serves all processors. Loops over rows and columns of a tile have
// constant bounds and vanish; tiles live in registers.

#include <string.h>

#define TILE_VECTORS (TILE_COLUMNS / LANES)
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

// Subtracting zero changes nothing, and the compiler knows it; adding zero would change -0.
INLINE vfloat splat(float value) { return value - (vfloat){}; }
INLINE vfloat load(const float *from) { vfloat v; memcpy(&v, from, sizeof v); return v; }
INLINE void store(float *into, vfloat v) { memcpy(into, &v, sizeof v); }
INLINE vfloat as_float(vint v) { return (vfloat)v; }
INLINE vint as_int(vfloat v) { return (vint)v; }

#if LANES == 16
typedef float vhalf __attribute__((vector_size(32)));
INLINE vhalf half_sum(vfloat v) {
    return __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) + __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
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

/// One row of a tile on its way into memory.
INLINE void finish_row(vfloat *v, int column, finish how, const matrix *by, const float *factor, bool exact, float *into) {
    UNROLL for (int i = 0; i < TILE_VECTORS; ++i) {
        const int place = column + i * LANES;
        vfloat y = v[i] + load(by->bias + place);
        if (how == finish_gelu) {
            y = exact ? gelu_exact(y) : gelu_fast(y);
            if (factor) y *= load(factor + place);
        } else if (how == finish_residual) {
            y += load(into + place);
        }
        store(into + place, y);
    }
}

// MARK: int8

#ifndef TILE_INT8
INLINE void int8_tile(const uint8_t *a, int inputs, const int8_t *w, int rows, vint acc[TILE_ROWS][TILE_VECTORS], const int8_t *ahead, int lines) {
    (void)ahead;
    (void)lines;
    int32_t sums[TILE_ROWS][TILE_COLUMNS] = {{0}};
    for (int k = 0; k < inputs; k += 4, w += column_block * 4) {
        for (int r = 0; r < rows; ++r) {
            const uint8_t *row = a + (size_t)r * (size_t)inputs + k;
            for (int c = 0; c < TILE_COLUMNS; ++c) {
                const int8_t *weight = w + c * 4;
                sums[r][c] += row[0] * weight[0] + row[1] * weight[1] + row[2] * weight[2] + row[3] * weight[3];
            }
        }
    }
    for (int r = 0; r < rows; ++r) memcpy(acc[r], sums[r], sizeof sums[r]);
}
#endif

INLINE void int8_rows(const matrix *by, activations x, int row, int rows, int column, const int8_t *w, finish how, const float *factor, float *into, const int8_t *ahead, int lines) {
    vint acc[TILE_ROWS][TILE_VECTORS];
    int8_tile((const uint8_t *)x.values + (size_t)row * (size_t)by->inputs, by->inputs, w, rows, acc, ahead, lines);
    UNROLL for (int r = 0; r < rows; ++r) {
        const vfloat scale = splat(x.scale[row + r]), zero = splat(x.zero[row + r]);
        vfloat v[TILE_VECTORS];
        UNROLL for (int i = 0; i < TILE_VECTORS; ++i) {
            const int place = column + i * LANES;
            const vfloat product = __builtin_convertvector(acc[r][i], vfloat);
            v[i] = scale * (product * load(by->scale + place) - zero * load(by->sum + place));
        }
        finish_row(v, column, how, by, factor, false, into + (size_t)(row + r) * (size_t)by->outputs);
    }
}

/// Floats are read so fast that the processor's own fetching ahead, which ends with each page, is not enough.
#define FETCH_AHEAD(w)                                                                                                 \
    UNROLL for (int line = 0; line < TILE_COLUMNS / 16; ++line) __builtin_prefetch((const char *)(w) + 8192 + line * 64, 0, 2);

// MARK: bf16

#ifdef TILE_BF16
typedef uint16_t bf16_value;
#else
// The rows stay floats; only weights are narrow.
typedef float bf16_value;

INLINE void bf16_tile(const bf16_value *a, int inputs, const uint16_t *w, int rows, vfloat acc[TILE_ROWS][TILE_VECTORS]) {
    UNROLL for (int r = 0; r < rows; ++r) UNROLL for (int i = 0; i < TILE_VECTORS; ++i) acc[r][i] = splat(0);
    for (int k = 0; k < inputs; k += 2, w += column_block * 2) {
        FETCH_AHEAD(w)
        UNROLL for (int half = 0; half < 2; ++half) {
            vfloat weight[TILE_VECTORS];
            UNROLL for (int i = 0; i < TILE_VECTORS; ++i) {
                vint pair;
                memcpy(&pair, w + i * LANES * 2, sizeof pair);
                weight[i] = as_float(half == 0 ? pair << 16 : pair & (int32_t)0xFFFF0000);
            }
            UNROLL for (int r = 0; r < rows; ++r) {
                const vfloat x = splat(a[(size_t)r * (size_t)inputs + (size_t)(k + half)]);
                UNROLL for (int i = 0; i < TILE_VECTORS; ++i) acc[r][i] += x * weight[i];
            }
        }
    }
}
#endif

INLINE void bf16_rows(const matrix *by, activations x, int row, int rows, int column, const uint16_t *w, finish how, const float *factor, float *into) {
    vfloat acc[TILE_ROWS][TILE_VECTORS];
    bf16_tile((const bf16_value *)x.values + (size_t)row * (size_t)by->inputs, by->inputs, w, rows, acc);
    UNROLL for (int r = 0; r < rows; ++r) {
        finish_row(acc[r], column, how, by, factor, true, into + (size_t)(row + r) * (size_t)by->outputs);
    }
}

// MARK: fp32

INLINE void fp32_rows(const matrix *by, activations x, int row, int rows, int column, const float *w, finish how, const float *factor, float *into) {
    vfloat acc[TILE_ROWS][TILE_VECTORS];
    const float *a = (const float *)x.values + (size_t)row * (size_t)by->inputs;
    UNROLL for (int r = 0; r < rows; ++r) UNROLL for (int i = 0; i < TILE_VECTORS; ++i) acc[r][i] = splat(0);
    for (int k = 0; k < by->inputs; ++k, w += column_block) {
        FETCH_AHEAD(w)
        vfloat weight[TILE_VECTORS];
        UNROLL for (int i = 0; i < TILE_VECTORS; ++i) weight[i] = load(w + i * LANES);
        UNROLL for (int r = 0; r < rows; ++r) {
            const vfloat v = splat(a[(size_t)r * (size_t)by->inputs + (size_t)k]);
            UNROLL for (int i = 0; i < TILE_VECTORS; ++i) acc[r][i] += v * weight[i];
        }
    }
    UNROLL for (int r = 0; r < rows; ++r) {
        finish_row(acc[r], column, how, by, factor, true, into + (size_t)(row + r) * (size_t)by->outputs);
    }
}

// MARK: products

/// Rows are shared out evenly over tiles, so that none is left with a single one.
#define FOR_ROW_TILES(count)                                                                                           \
    const int tiles = ((count) + TILE_ROWS - 1) / TILE_ROWS;                                                           \
    for (int tile = 0, row = 0, rows = 0; tile < tiles; ++tile, row += rows)                                           \
        if ((rows = ((count)-row + (tiles - tile) - 1) / (tiles - tile)), true)

#define WITH_ROWS(call)                                                                                                \
    switch (rows) {                                                                                                    \
    case 1: { enum { R = 1 }; call; break; }                                                                           \
    case 2: { enum { R = 2 }; call; break; }                                                                           \
    case 3: { enum { R = TILE_ROWS < 3 ? TILE_ROWS : 3 }; call; break; }                                               \
    case 4: { enum { R = TILE_ROWS < 4 ? TILE_ROWS : 4 }; call; break; }                                               \
    case 5: { enum { R = TILE_ROWS < 5 ? TILE_ROWS : 5 }; call; break; }                                               \
    default: { enum { R = TILE_ROWS }; call; break; }                                                                  \
    }

#define WITH_FINISH(call)                                                                                              \
    switch (how) {                                                                                                     \
    case finish_bias: { enum { F = finish_bias }; call; break; }                                                       \
    case finish_gelu: { enum { F = finish_gelu }; call; break; }                                                       \
    case finish_residual: { enum { F = finish_residual }; call; break; }                                               \
    }

static void multiply_int8(const matrix *by, activations x, int32_t count, finish how, const float *factor, float *into) {
    const int8_t *w = by->weights;
    const size_t block = (size_t)by->inputs * column_block;
    for (int column = 0; column < by->outputs; column += column_block, w += block) {
        for (int part = 0; part < column_block; part += TILE_COLUMNS) {
            FOR_ROW_TILES(count) {
                // The next block is fetched meanwhile, a share of it by each of the first tiles.
                const int lines = part > 0 ? 0 : tiles == 1 ? 4 : tiles <= 3 ? 2 : 1;
                const int share = 4 / (lines ? lines : 4);
                const int ahead = lines && tile < share ? lines : 0;
                const int8_t *next = w + block + (size_t)tile * block / (size_t)share;
                WITH_FINISH(WITH_ROWS(int8_rows(by, x, row, R, column + part, w + part * 4, (finish)F, factor, into, next, ahead)))
            }
        }
    }
}

static void multiply_bf16(const matrix *by, activations x, int32_t count, finish how, const float *factor, float *into) {
    const uint16_t *w = by->weights;
    for (int column = 0; column < by->outputs; column += column_block, w += (size_t)by->inputs * column_block) {
        for (int part = 0; part < column_block; part += TILE_COLUMNS) {
            FOR_ROW_TILES(count) {
                WITH_ROWS(bf16_rows(by, x, row, R, column + part, w + part * 2, how, factor, into))
            }
        }
    }
}

static void multiply_fp32(const matrix *by, activations x, int32_t count, finish how, const float *factor, float *into) {
    const float *w = by->weights;
    for (int column = 0; column < by->outputs; column += column_block, w += (size_t)by->inputs * column_block) {
        for (int part = 0; part < column_block; part += TILE_COLUMNS) {
            FOR_ROW_TILES(count) {
                WITH_ROWS(fp32_rows(by, x, row, R, column + part, w + part, how, factor, into))
            }
        }
    }
}

// MARK: rows

static void quantise(const float *rows, int32_t count, int32_t width, const float *smoothing, uint8_t *values, float *scale, float *zero) {
    for (int32_t row = 0; row < count; ++row, rows += width, values += width) {
        vfloat low = splat(0), high = splat(0);
        for (int32_t i = 0; i < width; i += LANES) {
            vfloat v = load(rows + i);
            if (smoothing) v *= load(smoothing + i);
            low = vmin(low, v);
            high = vmax(high, v);
        }
        const float least = -largest_of(-low), most = largest_of(high);
        const float range = most - least;
        const float step = range > 0 ? range / 255.0f : 1.0f;
        const float origin = __builtin_floorf(-least / step + 0.5f);
        const vfloat factor = splat(1.0f / step), shift = splat(origin + 0.5f);
        for (int32_t i = 0; i < width; i += LANES) {
            vfloat v = load(rows + i);
            if (smoothing) v *= load(smoothing + i);
            v = vmin(vmax(v * factor + shift, splat(0)), splat(255.0f));
            vint whole = __builtin_convertvector(v, vint);
#ifdef SIGNED_BYTES
            whole -= 128;
#endif
            const vbytes narrow = __builtin_convertvector(whole, vbytes);
            memcpy(values + i, &narrow, sizeof narrow);
        }
        scale[row] = step;
#ifdef SIGNED_BYTES
        zero[row] = origin - 128;
#else
        zero[row] = origin;
#endif
    }
}

static void normalise(float *rows, int32_t count, const float *scale, const float *shift) {
    for (int32_t row = 0; row < count; ++row, rows += encoder_hidden) {
        vfloat sum = splat(0);
        for (int i = 0; i < encoder_hidden; i += LANES) sum += load(rows + i);
        const vfloat mean = splat(sum_of(sum) / encoder_hidden);
        vfloat squares = splat(0);
        for (int i = 0; i < encoder_hidden; i += LANES) {
            const vfloat v = load(rows + i) - mean;
            squares += v * v;
        }
        const vfloat factor = splat(1.0f / __builtin_sqrtf(sum_of(squares) / encoder_hidden + 1e-12f));
        for (int i = 0; i < encoder_hidden; i += LANES) {
            store(rows + i, (load(rows + i) - mean) * factor * load(scale + i) + load(shift + i));
        }
    }
}

static void embed(const uint16_t *word, const float *position, float *into) {
    for (int i = 0; i < encoder_hidden; ++i) {
        const uint32_t bits = (uint32_t)word[i] << 16;
        float value;
        memcpy(&value, &bits, sizeof value);
        into[i] = value + position[i];
    }
}

static void mean(const float *rows, int32_t count, float *into) {
    const vfloat factor = splat(1.0f / (float)count);
    for (int i = 0; i < encoder_hidden; i += LANES) {
        vfloat sum = splat(0);
        for (int32_t row = 0; row < count; ++row) sum += load(rows + (size_t)row * encoder_hidden + i);
        store(into + i, sum * factor);
    }
}

// MARK: attention

enum { attention_stride = encoder_hidden * 3, head_vectors = encoder_head_size / LANES };

// Rows that are done together, and vectors of scores: tiles that fit the registers.
#if LANES == 16
#define ATTENTION_ROWS 8
#define SCORE_VECTORS 2
#elif LANES == 8
#define ATTENTION_ROWS 3
#define SCORE_VECTORS 4
#else
#define ATTENTION_ROWS 2
#define SCORE_VECTORS 4
#endif

#ifndef TRANSPOSE
/// Keys of LANES pieces of one head, turned so that neighbours in memory are those of neighbouring pieces.
INLINE void transpose_keys(const float *keys, int32_t padded, float *into) {
    for (int j = 0; j < LANES; ++j) {
        for (int d = 0; d < encoder_head_size; ++d) into[(size_t)d * (size_t)padded + (size_t)j] = keys[(size_t)j * attention_stride + (size_t)d];
    }
}
#endif

/// Keys of one head, turned, and its values, moved together: where they come from, they lie 4.5 KB apart, which few sets
/// of the first-level cache serve.
static void gather_head(const float *keys, const float *values, int32_t count, int32_t padded, float *turned, float *together) {
    int32_t j = 0;
    for (; j + LANES <= count; j += LANES) transpose_keys(keys + (size_t)j * attention_stride, padded, turned + j);
    for (; j < count; ++j) {
        for (int d = 0; d < encoder_head_size; ++d) turned[(size_t)d * (size_t)padded + (size_t)j] = keys[(size_t)j * attention_stride + (size_t)d];
    }
    for (; j < padded; ++j) {
        for (int d = 0; d < encoder_head_size; ++d) turned[(size_t)d * (size_t)padded + (size_t)j] = 0;
    }
    for (j = 0; j < count; ++j) memcpy(together + j * encoder_head_size, values + (size_t)j * attention_stride, encoder_head_size * sizeof(float));
}

INLINE void scores(const float *queries, int rows, const float *keys, int32_t padded, int32_t from, int vectors, float *into) {
    vfloat acc[ATTENTION_ROWS][SCORE_VECTORS];
    UNROLL for (int r = 0; r < rows; ++r) UNROLL for (int i = 0; i < vectors; ++i) acc[r][i] = splat(0);
    for (int d = 0; d < encoder_head_size; ++d) {
        vfloat key[SCORE_VECTORS];
        UNROLL for (int i = 0; i < vectors; ++i) key[i] = load(keys + (size_t)d * (size_t)padded + from + i * LANES);
        UNROLL for (int r = 0; r < rows; ++r) {
            const vfloat query = splat(queries[(size_t)r * attention_stride + (size_t)d]);
            UNROLL for (int i = 0; i < vectors; ++i) acc[r][i] += query * key[i];
        }
    }
    UNROLL for (int r = 0; r < rows; ++r) {
        UNROLL for (int i = 0; i < vectors; ++i) store(into + r * encoder_window + from + i * LANES, acc[r][i]);
    }
}

/// Makes weights of a row of scores and returns the factor that makes their sum 1.
INLINE float soften(float *row, int32_t count, int32_t padded) {
    for (int32_t j = count; j < padded; ++j) row[j] = -1e30f;
    vfloat highest = load(row);
    for (int32_t j = LANES; j < padded; j += LANES) highest = vmax(highest, load(row + j));
    // Scores are divided by √32, the root of the head's size.
    const vfloat scale = splat(0.176776695f), top = splat(largest_of(highest) * 0.176776695f);
    vfloat sum = splat(0);
    for (int32_t j = 0; j < padded; j += LANES) {
        const vfloat e = exponential(load(row + j) * scale - top);
        store(row + j, e);
        sum += e;
    }
    float total = sum_of(sum);
    // Padding counts for next to nothing, yet it must count for nothing.
    for (int32_t j = count; j < padded; ++j) total -= row[j];
    return 1.0f / total;
}

/// Some rows of one head, from queries to the weighted sum of values.
INLINE void attend_rows(const float *queries, int rows, const float *keys, const float *values, int32_t count, int32_t padded, float *work, float *into) {
    int32_t from = 0;
    for (; from + SCORE_VECTORS * LANES <= padded; from += SCORE_VECTORS * LANES) {
        scores(queries, rows, keys, padded, from, SCORE_VECTORS, work);
    }
    for (; from < padded; from += LANES) scores(queries, rows, keys, padded, from, 1, work);
    float factor[ATTENTION_ROWS];
    for (int r = 0; r < rows; ++r) factor[r] = soften(work + r * encoder_window, count, padded);
    vfloat acc[ATTENTION_ROWS][head_vectors];
    UNROLL for (int r = 0; r < rows; ++r) UNROLL for (int i = 0; i < head_vectors; ++i) acc[r][i] = splat(0);
    for (int32_t j = 0; j < count; ++j) {
        vfloat value[head_vectors];
        UNROLL for (int i = 0; i < head_vectors; ++i) value[i] = load(values + j * encoder_head_size + i * LANES);
        UNROLL for (int r = 0; r < rows; ++r) {
            const vfloat weight = splat(work[r * encoder_window + j]);
            UNROLL for (int i = 0; i < head_vectors; ++i) acc[r][i] += weight * value[i];
        }
    }
    UNROLL for (int r = 0; r < rows; ++r) {
        UNROLL for (int i = 0; i < head_vectors; ++i) store(into + (size_t)r * encoder_hidden + i * LANES, acc[r][i] * splat(factor[r]));
    }
}

static void attend(const float *rows, int32_t count, float *into, float *work) {
    const int32_t padded = (count + LANES - 1) / LANES * LANES;
    float *keys = work, *values = keys + encoder_head_size * encoder_window;
    float *row_work = values + encoder_head_size * encoder_window;
    for (int head = 0; head < encoder_heads; ++head) {
        const float *queries = rows + head * encoder_head_size;
        float *out = into + head * encoder_head_size;
        gather_head(queries + encoder_hidden, queries + 2 * encoder_hidden, count, padded, keys, values);
        const int tiles = (count + ATTENTION_ROWS - 1) / ATTENTION_ROWS;
        for (int tile = 0, row = 0, some = 0; tile < tiles; ++tile, row += some) {
            some = (count - row + (tiles - tile) - 1) / (tiles - tile);
            const float *query = queries + (size_t)row * attention_stride;
            float *result = out + (size_t)row * encoder_hidden;
#define ATTEND(R) attend_rows(query, (R) < ATTENTION_ROWS ? (R) : ATTENTION_ROWS, keys, values, count, padded, row_work, result)
            switch (some) {
            case 1: ATTEND(1); break;
            case 2: ATTEND(2); break;
            case 3: ATTEND(3); break;
            case 4: ATTEND(4); break;
            case 5: ATTEND(5); break;
            case 6: ATTEND(6); break;
            case 7: ATTEND(7); break;
            default: ATTEND(8); break;
            }
#undef ATTEND
        }
    }
}

#ifdef TILE_BF16
static void narrow(const float *rows, int32_t count, int32_t width, uint16_t *values) {
    for (size_t i = 0; i < (size_t)count * (size_t)width; i += LANES * 2) narrow_pair(rows + i, values + i);
}
#define NARROW narrow
#else
#define NARROW NULL
#endif

const kernels LEVEL = {
    multiply_int8, multiply_bf16, multiply_fp32, quantise, NARROW, normalise, attend, embed, mean,
};
