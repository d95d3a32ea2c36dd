// SPDX-License-Identifier: Apache-2.0

// Where things lie in a packed image.

#ifndef ISARTOR_IMAGE_H
#define ISARTOR_IMAGE_H

#include "kernels.h"

/// A matrix of each kind in a layer.
enum { matrix_attention_in, matrix_attention_out, matrix_in, matrix_out };

/// Inputs and outputs of a layer's matrices.
static const int32_t matrix_inputs[encoder_matrices] = {encoder_hidden, encoder_hidden, encoder_hidden, encoder_inner};
static const int32_t matrix_outputs[encoder_matrices] = {encoder_hidden * 3, encoder_hidden, encoder_inner,
                                                         encoder_hidden};

/// The sections of each part as offsets in bytes; each begins at a multiple of 64.
typedef struct image_layout {
    // base
    size_t words_narrow;  // bf16 [vocabulary][hidden]
    size_t positions;     // float [window][hidden], the embedding of type 0 added
    size_t first_norm;    // float [2][hidden]: scale, shift
    // fp32
    size_t words;  // float [vocabulary][hidden]
    struct {
        // base
        size_t norms;  // float [4][hidden]: scale and shift behind attention, scale and shift at the end
        size_t bias[encoder_matrices];
        // int8
        size_t int8[encoder_matrices], scale[encoder_matrices], sum[encoder_matrices], smoothing[encoder_matrices];
        // bf16; floats in the layers that matter most, see image_precision
        size_t bf16[encoder_matrices];
        // fp32
        size_t fp32[encoder_matrices];
    } layer[encoder_layers];
    size_t size[4];  // of each part
} image_layout;

image_layout image_layout_make(void);

/// How exactly to compute in a layer. The last one is responsible for nearly half of the error that bf16 makes, so with
/// bf16 it has weights in fp32: a sixth more time and memory at most, for an error that is a third smaller.
encoder_part image_precision(encoder_part precision, int layer);

/// A matrix, packed for a precision.
matrix image_matrix(const encoder_run *run, const image_layout *layout, int layer, int which);

#endif
