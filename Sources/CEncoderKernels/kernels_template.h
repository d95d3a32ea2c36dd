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

INLINE vfloat splat(float value) { return (vfloat){} + value; }
INLINE vfloat load(const float *from) { vfloat v; memcpy(&v, from, sizeof v); return v; }
INLINE void store(float *into, vfloat v) { memcpy(into, &v, sizeof v); }
INLINE vfloat as_float(vint v) { return (vfloat)v; }
INLINE vint as_int(vfloat v) { return (vint)v; }

INLINE float sum_of(vfloat v) {
    float sum = 0;
    UNROLL for (int lane = 0; lane < LANES; ++lane) sum += v[lane];
    return sum;
}

INLINE float largest_of(vfloat v) {
    float largest = v[0];
    UNROLL for (int lane = 1; lane < LANES; ++lane) largest = v[lane] > largest ? v[lane] : largest;
    return largest;
}

/// e to the power of v, for v up to 0 or little more; within 2e-7 of it, relatively.
INLINE vfloat exponential(vfloat v) {
    const float magic = 12582912.0f;  // 1.5 * 2^23: adding it rounds to whole numbers
    v = vmax(v, splat(-87.0f));
    const vfloat shifted = v * splat(1.44269504f) + splat(magic);
    const vfloat whole = shifted - splat(magic);
    const vfloat rest = (v - whole * splat(0.693145752f)) - whole * splat(1.42860677e-6f);
    vfloat p = splat(1.0f / 720);
    p = p * rest + splat(1.0f / 120);
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

// MARK: bf16

#ifdef TILE_BF16
typedef uint16_t bf16_value;
#else
// The rows stay floats; only weights are narrow.
typedef float bf16_value;

INLINE void bf16_tile(const bf16_value *a, int inputs, const uint16_t *w, int rows, vfloat acc[TILE_ROWS][TILE_VECTORS]) {
    UNROLL for (int r = 0; r < rows; ++r) UNROLL for (int i = 0; i < TILE_VECTORS; ++i) acc[r][i] = splat(0);
    for (int k = 0; k < inputs; k += 2, w += column_block * 2) {
        UNROLL for (int i = 0; i < TILE_VECTORS; ++i) {
            vint pair;
            memcpy(&pair, w + i * LANES * 2, sizeof pair);
            const vfloat even = as_float(pair << 16), odd = as_float(pair & (int32_t)0xFFFF0000);
            UNROLL for (int r = 0; r < rows; ++r) {
                const float *at = a + (size_t)r * (size_t)inputs + k;
                acc[r][i] += splat(at[0]) * even;
                acc[r][i] += splat(at[1]) * odd;
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
        UNROLL for (int i = 0; i < TILE_VECTORS; ++i) {
            const vfloat weight = load(w + i * LANES);
            UNROLL for (int r = 0; r < rows; ++r) acc[r][i] += splat(a[(size_t)r * (size_t)by->inputs + (size_t)k]) * weight;
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

enum { attention_rows = 4, attention_stride = encoder_hidden * 3, head_vectors = encoder_head_size / LANES };
#define SCORE_VECTORS (LANES == 8 ? 2 : 4)

#ifndef TRANSPOSE
/// Keys of one head, turned so that neighbours in memory are those of neighbouring pieces.
INLINE void transpose_keys(const float *keys, int32_t count, int32_t padded, float *into) {
    for (int32_t j = 0; j < count; ++j) {
        for (int d = 0; d < encoder_head_size; ++d) into[(size_t)d * (size_t)padded + (size_t)j] = keys[(size_t)j * attention_stride + (size_t)d];
    }
    for (int32_t j = count; j < padded; ++j) {
        for (int d = 0; d < encoder_head_size; ++d) into[(size_t)d * (size_t)padded + (size_t)j] = 0;
    }
}
#endif

INLINE void scores(const float *queries, int rows, const float *keys, int32_t padded, int32_t from, int vectors, float *into) {
    vfloat acc[attention_rows][SCORE_VECTORS];
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

/// Some rows of one head, from queries to the weighted sum of values.
INLINE void attend_rows(const float *queries, int rows, const float *keys, const float *values, int32_t count, int32_t padded, float *work, float *into) {
    int32_t from = 0;
    for (; from + SCORE_VECTORS * LANES <= padded; from += SCORE_VECTORS * LANES) {
        scores(queries, rows, keys, padded, from, SCORE_VECTORS, work);
    }
    for (; from < padded; from += LANES) scores(queries, rows, keys, padded, from, 1, work);
    float factor[attention_rows];
    UNROLL for (int r = 0; r < rows; ++r) {
        float *row = work + r * encoder_window;
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
        factor[r] = sum_of(sum);
        // Padding counts for next to nothing, yet it must count for nothing.
        for (int32_t j = count; j < padded; ++j) factor[r] -= row[j];
        factor[r] = 1.0f / factor[r];
    }
    vfloat acc[attention_rows][head_vectors];
    UNROLL for (int r = 0; r < rows; ++r) UNROLL for (int i = 0; i < head_vectors; ++i) acc[r][i] = splat(0);
    for (int32_t j = 0; j < count; ++j) {
        UNROLL for (int i = 0; i < head_vectors; ++i) {
            const vfloat value = load(values + (size_t)j * attention_stride + i * LANES);
            UNROLL for (int r = 0; r < rows; ++r) acc[r][i] += splat(work[r * encoder_window + j]) * value;
        }
    }
    UNROLL for (int r = 0; r < rows; ++r) {
        UNROLL for (int i = 0; i < head_vectors; ++i) store(into + (size_t)r * encoder_hidden + i * LANES, acc[r][i] * splat(factor[r]));
    }
}

static void attend(const float *rows, int32_t count, float *into, float *work) {
    const int32_t padded = (count + LANES - 1) / LANES * LANES;
    float *keys = work, *row_work = work + encoder_head_size * encoder_window;
    for (int head = 0; head < encoder_heads; ++head) {
        const float *queries = rows + head * encoder_head_size;
        const float *values = queries + 2 * encoder_hidden;
        float *out = into + head * encoder_head_size;
        transpose_keys(queries + encoder_hidden, count, padded, keys);
        int32_t row = 0;
        for (; row + attention_rows <= count; row += attention_rows) {
            attend_rows(queries + (size_t)row * attention_stride, attention_rows, keys, values, count, padded, row_work, out + (size_t)row * encoder_hidden);
        }
        for (; row < count; ++row) {
            attend_rows(queries + (size_t)row * attention_stride, 1, keys, values, count, padded, row_work, out + (size_t)row * encoder_hidden);
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
