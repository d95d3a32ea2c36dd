// SPDX-License-Identifier: Apache-2.0

#include "scan.h"

#include <math.h>
#include <string.h>

#include "scan_levels.h"

static scan_dots *dots_at(cpu_level level) {
    switch (level) {
#if defined(__x86_64__)
    case cpu_level_avx2: return scan_dots_avx2;
    case cpu_level_avx_vnni: return scan_dots_avx_vnni;
    case cpu_level_avx512_vnni:
    case cpu_level_avx512_bf16: return scan_dots_avx512_vnni;
#elif defined(__aarch64__)
    case cpu_level_neon:
    case cpu_level_neon_dot: return scan_dots_neon;
#endif
    default: return scan_dots_portable;
    }
}

void scan_rows(cpu_level level, const int8_t *high, const float *scales, size_t count, size_t stride,
               const int8_t *query, float query_scale, float *similarities) {
    scan_dots *dots_of = dots_at(level);
    float factor = query_scale * 256;
    for (size_t start = 0; start < count; start += 64) {
        int32_t dots[64];
        size_t rows = count - start < 64 ? count - start : 64;
        dots_of(high + start * stride, rows, stride, query, dots);
        for (size_t row = 0; row < rows; row++)
            similarities[start + row] = (float)dots[row] * (scales[start + row] * factor);
    }
}

float scan_refine(cpu_level level, const int8_t *high, const int8_t *low, size_t stride,
                  const float *query) {
#if defined(__x86_64__)
    if (level != cpu_level_portable) return scan_refine_avx2(high, low, stride, query);
#endif
    (void)level;
    return scan_refine_portable(high, low, stride, query);
}

size_t scan_select(const float *similarities, const float *margins, size_t count, float threshold,
                   uint32_t *picked) {
    size_t found = 0;
    for (size_t start = 0; start < count; start += 16) {
        size_t end = count - start < 16 ? count : start + 16;
        int any = 0;
        for (size_t row = start; row < end; row++) any |= similarities[row] + margins[row] >= threshold;
        if (!any) continue;
        for (size_t row = start; row < end; row++)
            if (similarities[row] + margins[row] >= threshold) picked[found++] = (uint32_t)row;
    }
    return found;
}

// The nearest whole number, the even one of two; for magnitudes below 4,194,304. A sum with that number times 3 has no
// room for a fraction. Unlike the library's function, it is compiled to a few instructions everywhere.
static inline float whole(float value) {
    const float large = 12582912;
    return (value + large) - large;
}

static inline float within(float value, float limit) {
    return value > limit ? limit : value < -limit ? -limit : value;
}

// The factor that makes a vector's length 1, and its largest magnitude then; 0 if it has no direction.
static float unit_factor(const float *vector, size_t dimension, float *largest) {
    double squares[8] = {0};
    float most[8] = {0};
    for (size_t start = 0; start < dimension; start += 8) {
        size_t lanes = dimension - start < 8 ? dimension - start : 8;
        for (size_t lane = 0; lane < lanes; lane++) {
            float value = vector[start + lane], magnitude = fabsf(value);
            squares[lane] += (double)value * value;
            most[lane] = magnitude > most[lane] ? magnitude : most[lane];
        }
    }
    for (size_t lane = 1; lane < 8; lane++) {
        squares[0] += squares[lane];
        most[0] = most[lane] > most[0] ? most[lane] : most[0];
    }
    if (!isfinite(squares[0]) || squares[0] < 1e-12) return 0;
    float factor = (float)(1 / sqrt(squares[0]));
    *largest = most[0] * factor;
    return factor;
}

float scan_quantise_row(const float *vector, size_t dimension, int16_t *integers) {
    float largest, factor = unit_factor(vector, dimension, &largest);
    if (factor == 0) return 0;
    float scale = largest / SCAN_ROW_LIMIT;
    float inverse = factor / scale;
    for (size_t i = 0; i < dimension; i++) integers[i] = (int16_t)within(whole(vector[i] * inverse), SCAN_ROW_LIMIT);
    return scale;
}

float scan_row_length(const int16_t *integers, size_t dimension, float scale) {
    int64_t squares = 0;
    for (size_t i = 0; i < dimension; i++) squares += (int64_t)((int32_t)integers[i] * integers[i]);
    return (float)sqrt((double)squares) * scale;
}

float scan_split_row(const int16_t *integers, size_t dimension, size_t stride, int8_t *high, int8_t *low) {
    int32_t squares = 0;
    for (size_t i = 0; i < dimension; i++) {
        int32_t value = integers[i];
        int32_t upper = (value + 128) >> 8;
        int32_t lower = value - upper * 256;
        high[i] = (int8_t)upper;
        low[i] = (int8_t)lower;
        squares += lower * lower;
    }
    memset(high + dimension, 0, stride - dimension);
    memset(low + dimension, 0, stride - dimension);
    return sqrtf((float)squares);
}

float scan_row_dot(const int16_t *integers, size_t dimension, const float *vector) {
    float sums[16] = {0};
    size_t i = 0;
    for (; i + 16 <= dimension; i += 16)
        for (size_t lane = 0; lane < 16; lane++) sums[lane] += (float)integers[i + lane] * vector[i + lane];
    for (; i < dimension; i++) sums[i % 16] += (float)integers[i] * vector[i];
    float sum = 0;
    for (size_t lane = 0; lane < 16; lane++) sum += sums[lane];
    return sum;
}

float scan_quantise_query(const float *vector, size_t dimension, size_t stride, float *unit, int8_t *bytes,
                          float *error) {
    float largest, factor = unit_factor(vector, dimension, &largest);
    if (factor == 0) return 0;
    float scale = largest / 127;
    float inverse = 1 / scale;
    float squares = 0;
    for (size_t i = 0; i < dimension; i++) {
        float value = vector[i] * factor;
        float rounded = within(whole(value * inverse), 127);
        float left = value - rounded * scale;
        unit[i] = value;
        bytes[i] = (int8_t)rounded;
        squares += left * left;
    }
    for (size_t i = dimension; i < stride; i++) {
        unit[i] = 0;
        bytes[i] = 0;
    }
    *error = sqrtf(squares);
    return scale;
}
