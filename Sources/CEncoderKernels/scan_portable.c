// SPDX-License-Identifier: Apache-2.0

#include "scan_levels.h"

void scan_dots_portable(const int8_t *high, size_t count, size_t stride, const int8_t *query, int32_t *dots) {
    for (size_t row = 0; row < count; row++) {
        const int8_t *values = high + row * stride;
        int32_t sum = 0;
        for (size_t i = 0; i < stride; i++) sum += (int32_t)values[i] * query[i];
        dots[row] = sum;
    }
}

float scan_refine_portable(const int8_t *high, const int8_t *low, size_t stride, const float *query) {
    return scan_refine_body(high, low, stride, query);
}
