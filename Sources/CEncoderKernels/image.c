// SPDX-License-Identifier: Apache-2.0

#include "image.h"

#define FOR_MATRICES                         \
    for (int l = 0; l < encoder_layers; ++l) \
        for (int m = 0; m < encoder_matrices; ++m)

image_layout image_layout_make(void) {
    image_layout layout = {0};
    size_t end = 0;
#define SECTION(place, bytes)                    \
    do {                                         \
        (place) = end;                           \
        end += ((size_t)(bytes) + 63) / 64 * 64; \
    } while (0)
    const size_t row = encoder_hidden * sizeof(float);
    SECTION(layout.words_narrow, (size_t)encoder_vocabulary * encoder_hidden * sizeof(uint16_t));
    SECTION(layout.positions, encoder_window * row);
    SECTION(layout.first_norm, 2 * row);
    for (int l = 0; l < encoder_layers; ++l) SECTION(layout.layer[l].norms, 4 * row);
    FOR_MATRICES SECTION(layout.layer[l].bias[m], (size_t)matrix_outputs[m] * sizeof(float));
    layout.size[encoder_part_base] = end;

    // Weights lie one after another in the order of use: fetching ahead runs from one into the next.
    end = 0;
    FOR_MATRICES SECTION(layout.layer[l].int8[m], matrix_outputs[m] * matrix_inputs[m]);
    FOR_MATRICES {
        SECTION(layout.layer[l].scale[m], (size_t)matrix_outputs[m] * sizeof(float));
        SECTION(layout.layer[l].sum[m], (size_t)matrix_outputs[m] * sizeof(float));
        SECTION(layout.layer[l].smoothing[m], (size_t)matrix_inputs[m] * sizeof(float));
    }
    layout.size[encoder_part_int8] = end;

    end = 0;
    FOR_MATRICES {
        const bool exact = image_precision(encoder_part_bf16, l) == encoder_part_fp32;
        const size_t width = exact ? sizeof(float) : sizeof(uint16_t);
        SECTION(layout.layer[l].bf16[m], (size_t)(matrix_outputs[m] * matrix_inputs[m]) * width);
    }
    layout.size[encoder_part_bf16] = end;

    end = 0;
    SECTION(layout.words, encoder_vocabulary * row);
    FOR_MATRICES SECTION(layout.layer[l].fp32[m], (size_t)(matrix_outputs[m] * matrix_inputs[m]) * sizeof(float));
    layout.size[encoder_part_fp32] = end;
#undef SECTION
    return layout;
}

encoder_part image_precision(encoder_part precision, int layer) {
    return precision == encoder_part_bf16 && layer == encoder_layers - 1 ? encoder_part_fp32 : precision;
}

size_t encoder_part_size(encoder_part part) { return image_layout_make().size[part]; }

matrix image_matrix(const encoder_run *run, const image_layout *layout, int layer, int which) {
    matrix result = {0};
    result.inputs = matrix_inputs[which];
    result.outputs = matrix_outputs[which];
    result.bias = (const float *)(run->base + layout->layer[layer].bias[which]);
    switch (run->precision) {
    case encoder_part_int8:
        result.weights = run->weights + layout->layer[layer].int8[which];
        result.scale = (const float *)(run->weights + layout->layer[layer].scale[which]);
        result.sum = (const float *)(run->weights + layout->layer[layer].sum[which]);
        result.smoothing = (const float *)(run->weights + layout->layer[layer].smoothing[which]);
        break;
    case encoder_part_bf16:
        result.weights = run->weights + layout->layer[layer].bf16[which];
        break;
    default:
        result.weights = run->weights + layout->layer[layer].fp32[which];
        break;
    }
    return result;
}

uint64_t encoder_checksum(const uint8_t *bytes, size_t count) {
    // Four sums side by side, each word multiplied in: as fast as memory, and any single change shows.
    uint64_t lanes[4] = {0x243F6A8885A308D3, 0x13198A2E03707344, 0xA4093822299F31D0, 0x082EFA98EC4E6C89};
    size_t place = 0;
    for (; place + 32 <= count; place += 32) {
        for (int lane = 0; lane < 4; ++lane) {
            uint64_t word;
            __builtin_memcpy(&word, bytes + place + lane * 8, 8);
            lanes[lane] = (lanes[lane] ^ word) * 0x9E3779B97F4A7C15;
            lanes[lane] ^= lanes[lane] >> 32;
        }
    }
    for (; place < count; ++place) {
        lanes[place & 3] = (lanes[place & 3] ^ bytes[place]) * 0x9E3779B97F4A7C15;
        lanes[place & 3] ^= lanes[place & 3] >> 29;
    }
    uint64_t sum = count;
    for (int lane = 0; lane < 4; ++lane) {
        sum = (sum ^ lanes[lane]) * 0xBF58476D1CE4E5B9;
        sum ^= sum >> 31;
    }
    return sum;
}
