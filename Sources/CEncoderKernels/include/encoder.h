// SPDX-License-Identifier: Apache-2.0

// The encoder all-MiniLM-L6-v2 (a BERT of 6 layers), for one text at a time and on one thread.
//
// Weights are packed once into an image: the order in which the kernels read them, for each precision that is wanted.
// Nothing here allocates, locks or keeps state; images and scratch memory belong to the caller, images are only read.

#ifndef ISARTOR_ENCODER_H
#define ISARTOR_ENCODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cpu.h"

enum {
    encoder_layers = 6,
    /// Values in a vector.
    encoder_hidden = 384,
    encoder_heads = 12,
    encoder_head_size = 32,
    /// Values within a layer's second half.
    encoder_inner = 1536,
    encoder_vocabulary = 30522,
    /// The most word pieces that are read at once, the marks at both ends included.
    encoder_window = 256,
    /// Matrices in a layer: query, key and value as one; attention's output; in; out.
    encoder_matrices = 4,
};

/// The tensors of one layer.
typedef struct encoder_layer_source {
    const float *query, *query_bias, *key, *key_bias, *value, *value_bias;  // [hidden][hidden], [hidden]
    const float *output, *output_bias, *output_scale, *output_shift;
    const float *in, *in_bias;    // [inner][hidden], [inner]
    const float *out, *out_bias;  // [hidden][inner], [hidden]
    const float *out_scale, *out_shift;
} encoder_layer_source;

/// The tensors of `model.safetensors`, row by row as they are there.
typedef struct encoder_source {
    const float *word_embeddings;      // [vocabulary][hidden]
    const float *position_embeddings;  // [512][hidden]
    const float *type_embeddings;      // [2][hidden]
    const float *norm_scale;           // [hidden]
    const float *norm_shift;           // [hidden]
    encoder_layer_source layer[encoder_layers];
} encoder_source;

/// The largest magnitude that each input of each matrix had over the calibration texts.
typedef struct encoder_calibration {
    float largest[encoder_layers][encoder_matrices][encoder_inner];
} encoder_calibration;

/// The parts that weights are packed into, each a piece of memory of its own, so that only what is used is loaded.
typedef enum encoder_part {
    /// What all precisions share, but fp32 needs no words of it: embeddings as bf16, biases, normalisation.
    encoder_part_base,
    encoder_part_int8,
    encoder_part_bf16,
    /// Matrices and embeddings.
    encoder_part_fp32,
} encoder_part;

/// A part's size in bytes.
size_t encoder_part_size(encoder_part part);

/// Packs a part into `image` (64-byte aligned, `encoder_part_size` bytes).
///
/// `calibration` is used for int8 only; without it, weights are not smoothed.
void encoder_pack(const encoder_source *source, encoder_part part, const encoder_calibration *calibration,
                  uint8_t *image);

/// The scratch memory of one run, in bytes; 64-byte aligned.
size_t encoder_scratch_size(void);

/// One text's way through the encoder.
typedef struct encoder_run {
    /// The part that all share, and that of `precision`.
    const uint8_t *base, *weights;
    encoder_part precision;
    cpu_level level;
    /// Word pieces, [CLS] and [SEP] included; 1 to `encoder_window`.
    const int32_t *pieces;
    int32_t count;
    uint8_t *scratch;
    /// Gets the mean over all pieces, `encoder_hidden` values.
    float *mean;
    /// For each layer where to put its output, `count` rows of `encoder_hidden` values, or null.
    float *outputs[encoder_layers];
    /// Raised to what is seen, if not null; for fp32.
    encoder_calibration *calibration;
} encoder_run;

/// Runs the encoder. False, and nothing done, if the run asks for what the machine, the window or the vocabulary has
/// not.
bool encoder_forward(const encoder_run *run);

/// A checksum of an image or a part of one: detects damage, not intent.
uint64_t encoder_checksum(const uint8_t *bytes, size_t count);

#endif
