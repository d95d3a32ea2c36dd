// SPDX-License-Identifier: Apache-2.0

// Runs the encoder with made-up weights on every level of instructions that the machine has, and compares each with
// plain C. Needs neither the published weights nor Swift, so that it can be built for another processor and run in an
// emulator: see scripts/encoder/levels.sh.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "encoder.h"

static uint32_t state = 1;

/// Numbers as weights have them: most of them small, around zero.
static float number(float size) {
    float sum = 0;
    for (int i = 0; i < 4; ++i) {
        state = state * 1664525u + 1013904223u;
        sum += (float)(state >> 8) / 16777216.0f - 0.5f;
    }
    return sum * size;
}

static const float *tensor(size_t count, float size, float around) {
    float *values = malloc(count * sizeof(float));
    for (size_t i = 0; i < count; ++i) values[i] = around + number(size);
    return values;
}

static void *memory(size_t size) {
    void *bytes = NULL;
    if (posix_memalign(&bytes, 64, size) != 0) exit(2);
    return bytes;
}

static uint8_t *packed(const encoder_source *source, encoder_part part, const encoder_calibration *calibration) {
    uint8_t *image = memory(encoder_part_size(part));
    encoder_pack(source, part, calibration, image);
    return image;
}

static encoder_source make_source(void) {
    const size_t h = encoder_hidden, n = encoder_inner;
    encoder_source source;
    source.word_embeddings = tensor(encoder_vocabulary * h, 0.1f, 0);
    source.position_embeddings = tensor(512 * h, 0.02f, 0);
    source.type_embeddings = tensor(2 * h, 0.02f, 0);
    source.norm_scale = tensor(h, 0.2f, 1);
    source.norm_shift = tensor(h, 0.1f, 0);
    for (int l = 0; l < encoder_layers; ++l) {
        encoder_layer_source *layer = &source.layer[l];
        layer->query = tensor(h * h, 0.1f, 0), layer->query_bias = tensor(h, 0.1f, 0);
        layer->key = tensor(h * h, 0.1f, 0), layer->key_bias = tensor(h, 0.1f, 0);
        layer->value = tensor(h * h, 0.1f, 0), layer->value_bias = tensor(h, 0.1f, 0);
        layer->output = tensor(h * h, 0.1f, 0), layer->output_bias = tensor(h, 0.1f, 0);
        layer->output_scale = tensor(h, 0.2f, 1), layer->output_shift = tensor(h, 0.1f, 0);
        layer->in = tensor(n * h, 0.1f, 0), layer->in_bias = tensor(n, 0.1f, 0);
        layer->out = tensor(h * n, 0.1f, 0), layer->out_bias = tensor(h, 0.1f, 0);
        layer->out_scale = tensor(h, 0.2f, 1), layer->out_shift = tensor(h, 0.1f, 0);
    }
    return source;
}

int main(void) {
    const encoder_source source = make_source();
    uint8_t *base = packed(&source, encoder_part_base, NULL), *scratch = memory(encoder_scratch_size());
    const encoder_part parts[] = {encoder_part_fp32, encoder_part_bf16, encoder_part_int8};
    const char *names[] = {"fp32", "bf16", "int8"};
    // Narrow kernels may round a value to the other neighbour, and that grows from layer to layer.
    const float bounds[] = {1e-6f, 1e-4f, 2e-4f};
    const int32_t lengths[] = {1, 2, 7, 16, 37};
    int failures = 0;
    for (int p = 0; p < 3; ++p) {
        uint8_t *weights = packed(&source, parts[p], NULL);
        for (int level = 1; level < cpu_level_count; ++level) {
            if (!cpu_level_runs((cpu_level)level)) continue;
            float worst = 0;
            for (size_t i = 0; i < sizeof lengths / sizeof *lengths; ++i) {
                int32_t pieces[encoder_window];
                for (int32_t j = 0; j < lengths[i]; ++j) pieces[j] = (j * 7919 + 101) % encoder_vocabulary;
                float means[2][encoder_hidden];
                for (int side = 0; side < 2; ++side) {
                    encoder_run run = {.base = base, .weights = weights, .precision = parts[p], .pieces = pieces};
                    run.count = lengths[i], run.scratch = scratch, run.mean = means[side];
                    run.level = side == 0 ? cpu_level_portable : (cpu_level)level;
                    if (!encoder_forward(&run)) return 2;
                }
                float dot = 0, left = 0, right = 0;
                for (int j = 0; j < encoder_hidden; ++j) {
                    dot += means[0][j] * means[1][j], left += means[0][j] * means[0][j],
                        right += means[1][j] * means[1][j];
                }
                worst = fmaxf(worst, 1 - dot / sqrtf(left * right));
            }
            const int failed = !(worst <= bounds[p]);
            failures += failed;
            printf("%s %-12s 1 - cosine to plain C: %.1e%s\n", names[p], cpu_level_name((cpu_level)level), worst,
                   failed ? "  TOO FAR" : "");
        }
        free(weights);
    }
    printf("%d failed\n", failures);
    return failures != 0;
}
