// SPDX-License-Identifier: Apache-2.0

// Part of kernels_template.h: attention.

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
        for (int d = 0; d < encoder_head_size; ++d)
            into[(size_t)d * (size_t)padded + (size_t)j] = keys[(size_t)j * attention_stride + (size_t)d];
    }
}
#endif

/// Keys of one head, turned, and its values, moved together: where they come from, they lie 4.5 KB apart, which few
/// sets of the first-level cache serve.
static void gather_head(const float *keys, const float *values, int32_t count, int32_t padded, float *turned,
                        float *together) {
    int32_t j = 0;
    for (; j + LANES <= count; j += LANES) transpose_keys(keys + (size_t)j * attention_stride, padded, turned + j);
    for (; j < count; ++j) {
        for (int d = 0; d < encoder_head_size; ++d)
            turned[(size_t)d * (size_t)padded + (size_t)j] = keys[(size_t)j * attention_stride + (size_t)d];
    }
    for (; j < padded; ++j) {
        for (int d = 0; d < encoder_head_size; ++d) turned[(size_t)d * (size_t)padded + (size_t)j] = 0;
    }
    for (j = 0; j < count; ++j)
        memcpy(together + j * encoder_head_size, values + (size_t)j * attention_stride,
               encoder_head_size * sizeof(float));
}

INLINE void scores(const float *queries, int rows, const float *keys, int32_t padded, int32_t from, int vectors,
                   float *into) {
    vfloat acc[ATTENTION_ROWS][SCORE_VECTORS];
    UNROLL
    for (int r = 0; r < rows; ++r) UNROLL
    for (int i = 0; i < vectors; ++i) acc[r][i] = splat(0);
    for (int d = 0; d < encoder_head_size; ++d) {
        vfloat key[SCORE_VECTORS];
        UNROLL
        for (int i = 0; i < vectors; ++i) key[i] = load(keys + (size_t)d * (size_t)padded + from + i * LANES);
        UNROLL
        for (int r = 0; r < rows; ++r) {
            const vfloat query = splat(queries[(size_t)r * attention_stride + (size_t)d]);
            UNROLL
            for (int i = 0; i < vectors; ++i) acc[r][i] += query * key[i];
        }
    }
    UNROLL
    for (int r = 0; r < rows; ++r) {
        UNROLL
        for (int i = 0; i < vectors; ++i) store(into + r * encoder_window + from + i * LANES, acc[r][i]);
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
INLINE void attend_rows(const float *queries, int rows, const float *keys, const float *values, int32_t count,
                        int32_t padded, float *work, float *into) {
    int32_t from = 0;
    for (; from + SCORE_VECTORS * LANES <= padded; from += SCORE_VECTORS * LANES) {
        scores(queries, rows, keys, padded, from, SCORE_VECTORS, work);
    }
    for (; from < padded; from += LANES) scores(queries, rows, keys, padded, from, 1, work);
    float factor[ATTENTION_ROWS];
    for (int r = 0; r < rows; ++r) factor[r] = soften(work + r * encoder_window, count, padded);
    vfloat acc[ATTENTION_ROWS][head_vectors];
    UNROLL
    for (int r = 0; r < rows; ++r) UNROLL
    for (int i = 0; i < head_vectors; ++i) acc[r][i] = splat(0);
    for (int32_t j = 0; j < count; ++j) {
        vfloat value[head_vectors];
        UNROLL
        for (int i = 0; i < head_vectors; ++i) value[i] = load(values + j * encoder_head_size + i * LANES);
        UNROLL
        for (int r = 0; r < rows; ++r) {
            const vfloat weight = splat(work[r * encoder_window + j]);
            UNROLL
            for (int i = 0; i < head_vectors; ++i) acc[r][i] += weight * value[i];
        }
    }
    UNROLL
    for (int r = 0; r < rows; ++r) {
        UNROLL
        for (int i = 0; i < head_vectors; ++i)
            store(into + (size_t)r * encoder_hidden + i * LANES, acc[r][i] * splat(factor[r]));
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
#define ATTEND(R) \
    attend_rows(query, (R) < ATTENTION_ROWS ? (R) : ATTENTION_ROWS, keys, values, count, padded, row_work, result)
            switch (some) {
            case 1:
                ATTEND(1);
                break;
            case 2:
                ATTEND(2);
                break;
            case 3:
                ATTEND(3);
                break;
            case 4:
                ATTEND(4);
                break;
            case 5:
                ATTEND(5);
                break;
            case 6:
                ATTEND(6);
                break;
            case 7:
                ATTEND(7);
                break;
            default:
                ATTEND(8);
                break;
            }
#undef ATTEND
        }
    }
}
