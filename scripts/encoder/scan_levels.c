// SPDX-License-Identifier: Apache-2.0

// Scans made-up rows on every level of instructions that the machine has, and compares each with plain C: the vector
// index's part of scripts/encoder/levels.sh.

#include <math.h>
#include <stdio.h>

#include "scan.h"

enum { most_rows = 67, most_stride = 1024 };

static _Alignas(64) int8_t high[most_rows * most_stride], low[most_rows * most_stride];
static int8_t query[most_stride];
static float unit[most_stride], scales[most_rows], plain[most_rows], found[most_rows];

static uint64_t state = 88172645463325252u;

static uint64_t number(void) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static void fill(int round) {
    for (size_t i = 0; i < sizeof high; ++i) {
        // The extremes first, whose sums are the largest that there are.
        high[i] = round == 0 ? (i % 2 ? -127 : 127) : (int8_t)((int)(number() % 255) - 127);
        low[i] = (int8_t)number();
    }
    for (int i = 0; i < most_stride; ++i) {
        query[i] = round == 0 ? (i % 2 ? -127 : 127) : (int8_t)((int)(number() % 255) - 127);
        unit[i] = (float)(int8_t)number() / 128;
    }
    for (int i = 0; i < most_rows; ++i) scales[i] = 1.0f / (float)(i + 1);
}

int main(void) {
    const size_t strides[] = {64, 128, 384, 768, 1024};
    int failures = 0;
    for (int level = 0; level < cpu_level_count; ++level) {
        if (!cpu_level_runs((cpu_level)level)) continue;
        int differing = 0;
        double worst = 0;
        for (int round = 0; round < 20; ++round) {
            fill(round);
            for (size_t s = 0; s < sizeof strides / sizeof *strides; ++s) {
                const size_t stride = strides[s];
                for (size_t count = 0; count <= most_rows; count += 1 + count / 8) {
                    scan_rows(cpu_level_portable, high, scales, count, stride, query, 0.5f, plain);
                    scan_rows((cpu_level)level, high, scales, count, stride, query, 0.5f, found);
                    for (size_t i = 0; i < count; ++i) differing += plain[i] != found[i];
                }
                double exact = 0, size = 0;
                for (size_t i = 0; i < stride; ++i) {
                    const double product = (double)(high[i] * 256 + low[i]) * unit[i];
                    exact += product, size += fabs(product);
                }
                const double off = fabs(scan_refine((cpu_level)level, high, low, stride, unit) - exact) / size;
                if (off > worst) worst = off;
            }
        }
        const int failed = differing != 0 || worst > 1e-6;
        failures += failed;
        printf("scan %-12s %d differ from plain C, second look off by %.1e%s\n", cpu_level_name((cpu_level)level), differing,
               worst, failed ? "  TOO FAR" : "");
    }
    printf("%d failed\n", failures);
    return failures != 0;
}
