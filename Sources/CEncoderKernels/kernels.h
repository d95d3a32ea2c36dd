// SPDX-License-Identifier: Apache-2.0

// What a level of instructions has to offer the encoder. Each level fills one table (kernels_*.c).

#ifndef ISARTOR_KERNELS_H
#define ISARTOR_KERNELS_H

#include "encoder.h"

/// Weights are packed in blocks of that many output columns.
enum { column_block = 64 };

/// What happens to a product before it is stored.
typedef enum finish {
    /// The bias is added.
    finish_bias,
    /// And GELU applied, and each column multiplied with `column_factor` if there is one.
    finish_gelu,
    /// And what stands in `into` already.
    finish_residual,
} finish;

/// A packed matrix.
typedef struct matrix {
    const void *weights;
    /// Of each output column; bias for all precisions, the others for int8.
    const float *bias;
    /// What a weight of 1 is worth.
    const float *scale;
    /// The column's sum of weights, times its scale.
    const float *sum;
    /// What each input is multiplied with before it is made an integer.
    const float *smoothing;
    int32_t inputs, outputs;
} matrix;

/// Rows of activations as the products of a precision want them.
typedef struct activations {
    /// int8: unsigned bytes, signed ones on ARM or 16 bits, as the level has it; bf16: as the level has it; fp32:
    /// floats.
    const void *values;
    /// int8: what a step is worth, and which value is zero, for each row.
    const float *scale;
    const float *zero;
} activations;

/// What is fetched into the second-level cache meanwhile: lines at once, and how far the next ones are from them.
typedef struct ahead {
    const char *from;
    int lines, step;
} ahead;

typedef struct kernels {
    void (*multiply_int8)(const matrix *by, activations rows, int32_t count, finish how, const float *column_factor,
                          float *into);
    void (*multiply_bf16)(const matrix *by, activations rows, int32_t count, finish how, const float *column_factor,
                          float *into);
    void (*multiply_fp32)(const matrix *by, activations rows, int32_t count, finish how, const float *column_factor,
                          float *into);
    /// Makes integers of rows; `smoothing` may be null.
    void (*quantise)(const float *rows, int32_t count, int32_t width, const float *smoothing, void *values,
                     float *scale, float *zero);
    /// Brings rows into the form that `multiply_bf16` wants. Null if that is as they are.
    void (*narrow)(const float *rows, int32_t count, int32_t width, uint16_t *values);
    /// Layer normalisation of each row in place.
    void (*normalise)(float *rows, int32_t count, const float *scale, const float *shift);
    /// Attention over query, key and value side by side in each row; `work` has `attention_work` floats.
    void (*attend)(const float *rows, int32_t count, float *into, float *work);
    /// Sets a row to an embedding kept as bf16 plus the one of its position.
    void (*embed)(const uint16_t *word, const float *position, float *into);
    /// The mean of all rows.
    void (*mean)(const float *rows, int32_t count, float *into);
} kernels;

enum { attention_work = 2 * encoder_head_size * encoder_window + 8 * encoder_window };

extern const kernels kernels_portable;
#if defined(__x86_64__)
extern const kernels kernels_avx2;
extern const kernels kernels_avx_vnni;
extern const kernels kernels_avx512_vnni;
extern const kernels kernels_avx512_bf16;
#elif defined(__aarch64__)
extern const kernels kernels_neon;
extern const kernels kernels_neon_dot;
#endif

#endif
