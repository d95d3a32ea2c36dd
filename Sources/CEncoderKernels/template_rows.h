// SPDX-License-Identifier: Apache-2.0

// Part of kernels_template.h: what is done to each row by itself.

static void quantise(const float *rows, int32_t count, int32_t width, const float *smoothing, void *integers,
                     float *scale, float *zero) {
    integer *values = integers;
    for (int32_t row = 0; row < count; ++row, rows += width, values += width) {
        vfloat low = splat(0), high = splat(0);
        for (int32_t i = 0; i < width; i += LANES) {
            vfloat v = load(rows + i);
            if (smoothing) v *= load(smoothing + i);
            low = vmin(low, v);
            high = vmax(high, v);
        }
        const float least = -largest_of(-low), most = largest_of(high);
        const float range = most - least;
        const float step = range > 0 ? range / 255.0f : 1.0f;
        const float origin = __builtin_floorf(-least / step + 0.5f);
        const vfloat factor = splat(1.0f / step), shift = splat(origin + 0.5f);
        for (int32_t i = 0; i < width; i += LANES) {
            vfloat v = load(rows + i);
            if (smoothing) v *= load(smoothing + i);
            v = vmin(vmax(v * factor + shift, splat(0)), splat(255.0f));
            vint whole = __builtin_convertvector(v, vint);
#ifdef SIGNED_BYTES
            whole -= 128;
#endif
            const vinteger narrow = __builtin_convertvector(whole, vinteger);
            memcpy(values + i, &narrow, sizeof narrow);
        }
        scale[row] = step;
#ifdef SIGNED_BYTES
        zero[row] = origin - 128;
#else
        zero[row] = origin;
#endif
    }
}

static void normalise(float *rows, int32_t count, const float *scale, const float *shift) {
    for (int32_t row = 0; row < count; ++row, rows += encoder_hidden) {
        vfloat sum = splat(0);
        for (int i = 0; i < encoder_hidden; i += LANES) sum += load(rows + i);
        const vfloat mean = splat(sum_of(sum) / encoder_hidden);
        vfloat squares = splat(0);
        for (int i = 0; i < encoder_hidden; i += LANES) {
            const vfloat v = load(rows + i) - mean;
            squares += v * v;
        }
        const vfloat factor = splat(1.0f / __builtin_sqrtf(sum_of(squares) / encoder_hidden + 1e-12f));
        for (int i = 0; i < encoder_hidden; i += LANES) {
            store(rows + i, (load(rows + i) - mean) * factor * load(scale + i) + load(shift + i));
        }
    }
}

static void embed(const uint16_t *word, const float *position, float *into) {
    for (int i = 0; i < encoder_hidden; ++i) {
        const uint32_t bits = (uint32_t)word[i] << 16;
        float value;
        memcpy(&value, &bits, sizeof value);
        into[i] = value + position[i];
    }
}

static void mean(const float *rows, int32_t count, float *into) {
    const vfloat factor = splat(1.0f / (float)count);
    for (int i = 0; i < encoder_hidden; i += LANES) {
        vfloat sum = splat(0);
        for (int32_t row = 0; row < count; ++row) sum += load(rows + (size_t)row * encoder_hidden + i);
        store(into + i, sum * factor);
    }
}
