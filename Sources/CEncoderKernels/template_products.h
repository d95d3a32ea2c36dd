// SPDX-License-Identifier: Apache-2.0

// Part of kernels_template.h: products of rows with packed matrices.

/// One row of a tile on its way into memory.
INLINE void finish_row(vfloat *v, int vectors, int column, finish how, const matrix *by, const float *factor,
                       bool exact, float *into) {
    UNROLL
    for (int i = 0; i < vectors; ++i) {
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
INLINE void int8_tile(const integer *a, int inputs, const int8_t *w, int rows, vint acc[INT8_ROWS][INT8_VECTORS],
                      ahead next) {
    (void)next;
    int32_t sums[INT8_ROWS][INT8_COLUMNS] = {{0}};
    for (int k = 0; k < inputs; k += 4, w += column_block * 4) {
        for (int r = 0; r < rows; ++r) {
            const integer *row = a + (size_t)r * (size_t)inputs + k;
            for (int c = 0; c < INT8_COLUMNS; ++c) {
                const int8_t *weight = w + c * 4;
                sums[r][c] += row[0] * weight[0] + row[1] * weight[1] + row[2] * weight[2] + row[3] * weight[3];
            }
        }
    }
    for (int r = 0; r < rows; ++r) memcpy(acc[r], sums[r], sizeof sums[r]);
}
#endif

INLINE void int8_rows(const matrix *by, activations x, int row, int rows, int column, const int8_t *w, finish how,
                      const float *factor, float *into, ahead next) {
    vint acc[INT8_ROWS][INT8_VECTORS];
    int8_tile((const integer *)x.values + (size_t)row * (size_t)by->inputs, by->inputs, w, rows, acc, next);
    UNROLL
    for (int r = 0; r < rows; ++r) {
        const vfloat scale = splat(x.scale[row + r]), zero = splat(x.zero[row + r]);
        vfloat v[INT8_VECTORS];
        UNROLL
        for (int i = 0; i < INT8_VECTORS; ++i) {
            const int place = column + i * LANES;
            const vfloat product = __builtin_convertvector(acc[r][i], vfloat);
            v[i] = scale * (product * load(by->scale + place) - zero * load(by->sum + place));
        }
        finish_row(v, INT8_VECTORS, column, how, by, factor, false, into + (size_t)(row + r) * (size_t)by->outputs);
    }
}

/// Floats are read so fast that the processor's own fetching ahead, which ends with each page, is not enough.
#define FETCH_AHEAD(w) \
    UNROLL             \
    for (int line = 0; line < TILE_COLUMNS / 16; ++line) __builtin_prefetch((const char *)(w) + 8192 + line * 64, 0, 2);

// MARK: bf16

#ifdef TILE_BF16
typedef uint16_t bf16_value;
#else
// The rows stay floats; only weights are narrow.
typedef float bf16_value;

INLINE void bf16_tile(const bf16_value *a, int inputs, const uint16_t *w, int rows,
                      vfloat acc[TILE_ROWS][TILE_VECTORS]) {
    UNROLL
    for (int r = 0; r < rows; ++r) UNROLL
    for (int i = 0; i < TILE_VECTORS; ++i) acc[r][i] = splat(0);
    for (int k = 0; k < inputs; k += 2, w += column_block * 2) {
        FETCH_AHEAD(w)
        UNROLL
        for (int half = 0; half < 2; ++half) {
            vfloat weight[TILE_VECTORS];
            UNROLL
            for (int i = 0; i < TILE_VECTORS; ++i) {
                vint pair;
                memcpy(&pair, w + i * LANES * 2, sizeof pair);
                weight[i] = as_float(half == 0 ? pair << 16 : pair & (int32_t)0xFFFF0000);
            }
            UNROLL
            for (int r = 0; r < rows; ++r) {
                const vfloat x = splat(a[(size_t)r * (size_t)inputs + (size_t)(k + half)]);
                UNROLL
                for (int i = 0; i < TILE_VECTORS; ++i) acc[r][i] += x * weight[i];
            }
        }
    }
}
#endif

INLINE void bf16_rows(const matrix *by, activations x, int row, int rows, int column, const uint16_t *w, finish how,
                      const float *factor, float *into) {
    vfloat acc[TILE_ROWS][TILE_VECTORS];
    bf16_tile((const bf16_value *)x.values + (size_t)row * (size_t)by->inputs, by->inputs, w, rows, acc);
    UNROLL
    for (int r = 0; r < rows; ++r) {
        finish_row(acc[r], TILE_VECTORS, column, how, by, factor, true, into + (size_t)(row + r) * (size_t)by->outputs);
    }
}

// MARK: fp32

INLINE void fp32_rows(const matrix *by, activations x, int row, int rows, int column, const float *w, finish how,
                      const float *factor, float *into) {
    vfloat acc[TILE_ROWS][TILE_VECTORS];
    const float *a = (const float *)x.values + (size_t)row * (size_t)by->inputs;
    UNROLL
    for (int r = 0; r < rows; ++r) UNROLL
    for (int i = 0; i < TILE_VECTORS; ++i) acc[r][i] = splat(0);
    for (int k = 0; k < by->inputs; ++k, w += column_block) {
        FETCH_AHEAD(w)
        vfloat weight[TILE_VECTORS];
        UNROLL
        for (int i = 0; i < TILE_VECTORS; ++i) weight[i] = load(w + i * LANES);
        UNROLL
        for (int r = 0; r < rows; ++r) {
            const vfloat v = splat(a[(size_t)r * (size_t)by->inputs + (size_t)k]);
            UNROLL
            for (int i = 0; i < TILE_VECTORS; ++i) acc[r][i] += v * weight[i];
        }
    }
    UNROLL
    for (int r = 0; r < rows; ++r) {
        finish_row(acc[r], TILE_VECTORS, column, how, by, factor, true, into + (size_t)(row + r) * (size_t)by->outputs);
    }
}

// MARK: products

/// Rows are shared out evenly over tiles, so that none is left with a single one.
#define FOR_ROW_TILES(count, most)                                           \
    const int tiles = ((count) + (most)-1) / (most);                         \
    for (int tile = 0, row = 0, rows = 0; tile < tiles; ++tile, row += rows) \
        if ((rows = ((count) - row + (tiles - tile) - 1) / (tiles - tile)), true)

#define WITH_ROWS(most, call)                 \
    switch (rows) {                           \
    case 1: {                                 \
        enum { R = 1 };                       \
        call;                                 \
        break;                                \
    }                                         \
    case 2: {                                 \
        enum { R = (most) < 2 ? (most) : 2 }; \
        call;                                 \
        break;                                \
    }                                         \
    case 3: {                                 \
        enum { R = (most) < 3 ? (most) : 3 }; \
        call;                                 \
        break;                                \
    }                                         \
    case 4: {                                 \
        enum { R = (most) < 4 ? (most) : 4 }; \
        call;                                 \
        break;                                \
    }                                         \
    case 5: {                                 \
        enum { R = (most) < 5 ? (most) : 5 }; \
        call;                                 \
        break;                                \
    }                                         \
    default: {                                \
        enum { R = (most) };                  \
        call;                                 \
        break;                                \
    }                                         \
    }

#define WITH_FINISH(call)             \
    switch (how) {                    \
    case finish_bias: {               \
        enum { F = finish_bias };     \
        call;                         \
        break;                        \
    }                                 \
    case finish_gelu: {               \
        enum { F = finish_gelu };     \
        call;                         \
        break;                        \
    }                                 \
    case finish_residual: {           \
        enum { F = finish_residual }; \
        call;                         \
        break;                        \
    }                                 \
    }

/// The share of the next block that a tile fetches. Where a block is several tiles wide, all of them fetch, evenly:
/// more requests at once than the processor keeps open would stop it. Where it is one tile wide, as with AVX-512, the
/// first tiles fetch it, which is what was measured there.
INLINE ahead next_block(const int8_t *from, size_t size, int part, int tile, int tiles) {
    if (INT8_COLUMNS == column_block) {
        const int lines = tiles == 1 ? 4 : tiles <= 3 ? 2 : 1, share = 4 / lines;
        const ahead next = {(const char *)from + (size_t)tile * size / (size_t)share, tile < share ? lines : 0,
                            lines * 64};
        return next;
    }
    const int passes = column_block / INT8_COLUMNS * tiles;
    const ahead next = {(const char *)from + (size_t)(part * tiles + tile) * size / (size_t)passes, 1,
                        (column_block * 4 + passes - 1) / passes};
    return next;
}

static void multiply_int8(const matrix *by, activations x, int32_t count, finish how, const float *factor,
                          float *into) {
    const int8_t *w = by->weights;
    const size_t block = (size_t)by->inputs * column_block;
    for (int column = 0; column < by->outputs; column += column_block, w += block) {
        for (int part = 0; part < column_block; part += INT8_COLUMNS) {
            FOR_ROW_TILES(count, INT8_ROWS) {
                const ahead next = next_block(w + block, block, part / INT8_COLUMNS, tile, tiles);
                WITH_FINISH(WITH_ROWS(
                    INT8_ROWS,
                    int8_rows(by, x, row, R, column + part, w + part * 4, (finish)F, factor, into, next)))
            }
        }
    }
}

static void multiply_bf16(const matrix *by, activations x, int32_t count, finish how, const float *factor,
                          float *into) {
    const uint16_t *w = by->weights;
    for (int column = 0; column < by->outputs; column += column_block, w += (size_t)by->inputs * column_block) {
        for (int part = 0; part < column_block; part += TILE_COLUMNS) {
            FOR_ROW_TILES(count, TILE_ROWS) {
                WITH_ROWS(TILE_ROWS, bf16_rows(by, x, row, R, column + part, w + part * 2, how, factor, into))
            }
        }
    }
}

static void multiply_fp32(const matrix *by, activations x, int32_t count, finish how, const float *factor,
                          float *into) {
    const float *w = by->weights;
    for (int column = 0; column < by->outputs; column += column_block, w += (size_t)by->inputs * column_block) {
        for (int part = 0; part < column_block; part += TILE_COLUMNS) {
            FOR_ROW_TILES(count, TILE_ROWS) {
                WITH_ROWS(TILE_ROWS, fp32_rows(by, x, row, R, column + part, w + part, how, factor, into))
            }
        }
    }
}
