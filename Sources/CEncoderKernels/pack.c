// SPDX-License-Identifier: Apache-2.0

// Weights from the order of the published file into that of the kernels.

#include <math.h>
#include <string.h>

#include "image.h"

/// Rounds to the nearest bfloat16, halves to even.
static uint16_t to_bf16(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    if ((bits & 0x7FFFFFFF) > 0x7F800000) return (uint16_t)(bits >> 16 | 0x40);
    return (uint16_t)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

/// A weight of matrix `which` of a layer: three matrices of the source stand side by side in the first.
static const float *source_row(const encoder_source *source, int layer, int which, int output) {
    switch (which) {
    case matrix_attention_in: {
        const float *parts[3] = {source->layer[layer].query, source->layer[layer].key, source->layer[layer].value};
        return parts[output / encoder_hidden] + (size_t)(output % encoder_hidden) * encoder_hidden;
    }
    case matrix_attention_out:
        return source->layer[layer].output + (size_t)output * encoder_hidden;
    case matrix_in:
        return source->layer[layer].in + (size_t)output * encoder_hidden;
    default:
        return source->layer[layer].out + (size_t)output * encoder_inner;
    }
}

static void pack_bias(const encoder_source *source, int layer, int which, float *into) {
    const size_t row = encoder_hidden * sizeof(float);
    switch (which) {
    case matrix_attention_in:
        memcpy(into, source->layer[layer].query_bias, row);
        memcpy(into + encoder_hidden, source->layer[layer].key_bias, row);
        memcpy(into + 2 * encoder_hidden, source->layer[layer].value_bias, row);
        break;
    case matrix_attention_out:
        memcpy(into, source->layer[layer].output_bias, row);
        break;
    case matrix_in:
        memcpy(into, source->layer[layer].in_bias, encoder_inner * sizeof(float));
        break;
    default:
        memcpy(into, source->layer[layer].out_bias, row);
        break;
    }
}

/// Moves difficulty from the activations into the weights: an input that is large at times is made smaller, and its
/// weights larger (SmoothQuant, with α = 0.6). `factor` is what weights are multiplied with.
static void smoothing_factors(const encoder_source *source, const float *largest, int layer, int which, float *factor) {
    const int inputs = matrix_inputs[which];
    float weight[encoder_inner] = {0};
    for (int output = 0; output < matrix_outputs[which]; ++output) {
        const float *row = source_row(source, layer, which, output);
        for (int k = 0; k < inputs; ++k) weight[k] = fmaxf(weight[k], fabsf(row[k]));
    }
    for (int k = 0; k < inputs; ++k) {
        const float input = fmaxf(largest[k], 1e-5f), own = fmaxf(weight[k], 1e-5f);
        factor[k] = fminf(fmaxf(powf(input, 0.6f) / powf(own, 0.4f), 1e-3f), 1e3f);
    }
}

static void pack_int8(const encoder_source *source, const encoder_calibration *calibration, int layer, int which,
                      int8_t *weights, float *scale, float *sum, float *smoothing) {
    const int inputs = matrix_inputs[which], outputs = matrix_outputs[which];
    float factor[encoder_inner];
    for (int k = 0; k < inputs; ++k) factor[k] = 1;
    if (calibration) smoothing_factors(source, calibration->largest[layer][which], layer, which, factor);
    for (int k = 0; k < inputs; ++k) smoothing[k] = 1.0f / factor[k];
    for (int output = 0; output < outputs; ++output) {
        const float *row = source_row(source, layer, which, output);
        float most = 0;
        for (int k = 0; k < inputs; ++k) most = fmaxf(most, fabsf(row[k] * factor[k]));
        const float step = most > 0 ? most / 127.0f : 1.0f;
        int8_t *into = weights + (size_t)(output / column_block) * (size_t)inputs * column_block;
        into += (output % column_block) * 4;
        int32_t total = 0;
        for (int k = 0; k < inputs; ++k) {
            const int8_t value = (int8_t)lrintf(row[k] * factor[k] / step);
            into[(size_t)(k / 4) * column_block * 4 + (size_t)(k % 4)] = value;
            total += value;
        }
        scale[output] = step;
        sum[output] = step * (float)total;
    }
}

static void pack_bf16(const encoder_source *source, int layer, int which, uint16_t *weights) {
    const int inputs = matrix_inputs[which], outputs = matrix_outputs[which];
    for (int output = 0; output < outputs; ++output) {
        const float *row = source_row(source, layer, which, output);
        uint16_t *into = weights + (size_t)(output / column_block) * (size_t)inputs * column_block;
        into += (output % column_block) * 2;
        for (int k = 0; k < inputs; ++k) into[(size_t)(k / 2) * column_block * 2 + (size_t)(k % 2)] = to_bf16(row[k]);
    }
}

static void pack_fp32(const encoder_source *source, int layer, int which, float *weights) {
    const int inputs = matrix_inputs[which], outputs = matrix_outputs[which];
    for (int output = 0; output < outputs; ++output) {
        const float *row = source_row(source, layer, which, output);
        float *into = weights + (size_t)(output / column_block) * (size_t)inputs * column_block + output % column_block;
        for (int k = 0; k < inputs; ++k) into[(size_t)k * column_block] = row[k];
    }
}

static void pack_base(const encoder_source *source, const image_layout *layout, uint8_t *image) {
    const size_t row = encoder_hidden * sizeof(float);
    uint16_t *words = (uint16_t *)(image + layout->words_narrow);
    for (size_t i = 0; i < (size_t)encoder_vocabulary * encoder_hidden; ++i)
        words[i] = to_bf16(source->word_embeddings[i]);
    float *positions = (float *)(image + layout->positions);
    for (int i = 0; i < encoder_window * encoder_hidden; ++i) {
        positions[i] = source->position_embeddings[i] + source->type_embeddings[i % encoder_hidden];
    }
    memcpy(image + layout->first_norm, source->norm_scale, row);
    memcpy(image + layout->first_norm + row, source->norm_shift, row);
    for (int l = 0; l < encoder_layers; ++l) {
        uint8_t *norms = image + layout->layer[l].norms;
        memcpy(norms, source->layer[l].output_scale, row);
        memcpy(norms + row, source->layer[l].output_shift, row);
        memcpy(norms + 2 * row, source->layer[l].out_scale, row);
        memcpy(norms + 3 * row, source->layer[l].out_shift, row);
        for (int m = 0; m < encoder_matrices; ++m) pack_bias(source, l, m, (float *)(image + layout->layer[l].bias[m]));
    }
}

void encoder_pack(const encoder_source *source, encoder_part part, const encoder_calibration *calibration,
                  uint8_t *image) {
    const image_layout layout = image_layout_make();
    // Gaps between sections are part of the checksum.
    memset(image, 0, layout.size[part]);
    if (part == encoder_part_base) {
        pack_base(source, &layout, image);
        return;
    }
    if (part == encoder_part_fp32) {
        memcpy(image + layout.words, source->word_embeddings,
               (size_t)encoder_vocabulary * encoder_hidden * sizeof(float));
    }
    for (int l = 0; l < encoder_layers; ++l) {
        for (int m = 0; m < encoder_matrices; ++m) {
            switch (part) {
            case encoder_part_int8:
                pack_int8(source, calibration, l, m, (int8_t *)(image + layout.layer[l].int8[m]),
                          (float *)(image + layout.layer[l].scale[m]), (float *)(image + layout.layer[l].sum[m]),
                          (float *)(image + layout.layer[l].smoothing[m]));
                break;
            case encoder_part_bf16:
                if (image_precision(part, l) == encoder_part_fp32) {
                    pack_fp32(source, l, m, (float *)(image + layout.layer[l].bf16[m]));
                } else {
                    pack_bf16(source, l, m, (uint16_t *)(image + layout.layer[l].bf16[m]));
                }
                break;
            default:
                pack_fp32(source, l, m, (float *)(image + layout.layer[l].fp32[m]));
                break;
            }
        }
    }
}
