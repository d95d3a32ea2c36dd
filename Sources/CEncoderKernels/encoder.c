// SPDX-License-Identifier: Apache-2.0

// One text's way through the layers.

#include "encoder.h"

#include <string.h>

#include "image.h"

static const kernels *kernels_of(cpu_level level) {
    switch (level) {
    case cpu_level_portable:
        return &kernels_portable;
#if defined(__x86_64__)
    case cpu_level_avx2:
        return &kernels_avx2;
    case cpu_level_avx_vnni:
        return &kernels_avx_vnni;
    case cpu_level_avx512_vnni:
        return &kernels_avx512_vnni;
    case cpu_level_avx512_bf16:
        return &kernels_avx512_bf16;
#elif defined(__aarch64__)
    case cpu_level_neon:
        return &kernels_neon;
    case cpu_level_neon_dot:
        return &kernels_neon_dot;
#endif
    default:
        return NULL;
    }
}

/// The scratch memory, cut up. What is used at the same time lies apart.
typedef struct scratch {
    float *rows;      // [window][hidden]: what goes from layer to layer
    float *wide;      // [window][inner]: query, key and value; later the layer's inner values
    float *context;   // [window][hidden]: attention's result
    uint8_t *narrow;  // [window][inner]: integers of 8 or 16 bits, or bf16
    float *scale, *zero;
    float *work;
} scratch;

enum {
    scratch_rows = encoder_window * encoder_hidden * 4,
    scratch_wide = encoder_window * encoder_inner * 4,
    scratch_narrow = encoder_window * encoder_inner * 2,
    scratch_each_row = encoder_window * 4,
};

size_t encoder_scratch_size(void) {
    return 2 * scratch_rows + scratch_wide + scratch_narrow + 2 * scratch_each_row + attention_work * sizeof(float);
}

static scratch cut(uint8_t *memory) {
    scratch s;
    s.rows = (float *)memory;
    s.context = (float *)(memory += scratch_rows);
    s.wide = (float *)(memory += scratch_rows);
    s.narrow = memory += scratch_wide;
    s.scale = (float *)(memory += scratch_narrow);
    s.zero = (float *)(memory += scratch_each_row);
    s.work = (float *)(memory + scratch_each_row);
    return s;
}

static void observe(const float *rows, int32_t count, int32_t width, float *largest) {
    for (int32_t row = 0; row < count; ++row, rows += width) {
        for (int32_t i = 0; i < width; ++i) {
            const float size = __builtin_fabsf(rows[i]);
            largest[i] = size > largest[i] ? size : largest[i];
        }
    }
}

/// A product: rows made narrow as the precision wants, multiplied, finished.
static void multiply(const encoder_run *run, const kernels *k, encoder_part precision, const scratch *s,
                     const matrix *by, const float *rows, bool smoothed, finish how, const float *factor, float *into) {
    activations x = {rows, s->scale, s->zero};
    switch (precision) {
    case encoder_part_int8:
        k->quantise(rows, run->count, by->inputs, smoothed ? NULL : by->smoothing, s->narrow, s->scale, s->zero);
        x.values = s->narrow;
        k->multiply_int8(by, x, run->count, how, factor, into);
        break;
    case encoder_part_bf16:
        if (k->narrow) {
            k->narrow(rows, run->count, by->inputs, (uint16_t *)s->narrow);
            x.values = s->narrow;
        }
        k->multiply_bf16(by, x, run->count, how, factor, into);
        break;
    default:
        k->multiply_fp32(by, x, run->count, how, factor, into);
        break;
    }
}

static void run_layer(const encoder_run *run, const kernels *k, const scratch *s, const image_layout *layout, int l) {
    const encoder_part precision = image_precision(run->precision, l);
    matrix by[encoder_matrices];
    for (int m = 0; m < encoder_matrices; ++m) by[m] = image_matrix(run, layout, l, m);
    float (*seen)[encoder_inner] = run->calibration ? run->calibration->largest[l] : NULL;
    const float *norms = (const float *)(run->base + layout->layer[l].norms);

    if (seen) observe(s->rows, run->count, encoder_hidden, seen[matrix_attention_in]);
    multiply(run, k, precision, s, &by[matrix_attention_in], s->rows, false, finish_bias, NULL, s->wide);
    k->attend(s->wide, run->count, s->context, s->work);
    if (seen) observe(s->context, run->count, encoder_hidden, seen[matrix_attention_out]);
    multiply(run, k, precision, s, &by[matrix_attention_out], s->context, false, finish_residual, NULL, s->rows);
    k->normalise(s->rows, run->count, norms, norms + encoder_hidden);

    if (seen) observe(s->rows, run->count, encoder_hidden, seen[matrix_in]);
    multiply(run, k, precision, s, &by[matrix_in], s->rows, false, finish_gelu, by[matrix_out].smoothing, s->wide);
    if (seen) observe(s->wide, run->count, encoder_inner, seen[matrix_out]);
    multiply(run, k, precision, s, &by[matrix_out], s->wide, true, finish_residual, NULL, s->rows);
    k->normalise(s->rows, run->count, norms + 2 * encoder_hidden, norms + 3 * encoder_hidden);
}

static void embed(const encoder_run *run, const kernels *k, const scratch *s, const image_layout *layout) {
    const float *positions = (const float *)(run->base + layout->positions);
    const float *norm = (const float *)(run->base + layout->first_norm);
    for (int32_t i = 0; i < run->count; ++i) {
        const size_t word = (size_t)run->pieces[i] * encoder_hidden;
        const float *position = positions + (size_t)i * encoder_hidden;
        float *row = s->rows + (size_t)i * encoder_hidden;
        if (run->precision == encoder_part_fp32) {
            const float *wide = (const float *)(run->weights + layout->words) + word;
            for (int j = 0; j < encoder_hidden; ++j) row[j] = wide[j] + position[j];
        } else {
            k->embed((const uint16_t *)(run->base + layout->words_narrow) + word, position, row);
        }
    }
    k->normalise(s->rows, run->count, norm, norm + encoder_hidden);
}

bool encoder_forward(const encoder_run *run) {
    const kernels *k = cpu_level_runs(run->level) ? kernels_of(run->level) : NULL;
    if (!k || run->precision == encoder_part_base) return false;
    if (run->count < 1 || run->count > encoder_window) return false;
    for (int32_t i = 0; i < run->count; ++i) {
        if (run->pieces[i] < 0 || run->pieces[i] >= encoder_vocabulary) return false;
    }
    const image_layout layout = image_layout_make();
    const scratch s = cut(run->scratch);
    embed(run, k, &s, &layout);
    for (int l = 0; l < encoder_layers; ++l) {
        run_layer(run, k, &s, &layout, l);
        if (run->outputs[l]) memcpy(run->outputs[l], s.rows, (size_t)run->count * encoder_hidden * sizeof(float));
    }
    k->mean(s.rows, run->count, run->mean);
    return true;
}
