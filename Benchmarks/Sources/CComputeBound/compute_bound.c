// SPDX-License-Identifier: Apache-2.0

#include "compute_bound.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

__attribute__((target("avx512f,avx512vnni"))) static double best_of(int tries) {
    enum { chains = 16, rounds = 2000 };
    double best = 0;
    for (int i = 0; i < tries; ++i) {
        __m512i sum[chains], x = _mm512_set1_epi32(i + 1);
        for (int c = 0; c < chains; ++c) sum[c] = x;
        const double start = now();
        for (int r = 0; r < rounds; ++r) {
            // In assembly, so that the compiler neither merges nor moves them.
#define ONE(c) __asm__ volatile("vpdpbusd %1, %1, %0" : "+v"(sum[c]) : "v"(x));
            ONE(0)
            ONE(1) ONE(2) ONE(3) ONE(4) ONE(5) ONE(6) ONE(7) ONE(8) ONE(9) ONE(10) ONE(11) ONE(12) ONE(13) ONE(14)
                ONE(15)
#undef ONE
        }
        const double rate = (double)rounds * chains * 64 / (now() - start);
        best = rate > best ? rate : best;
    }
    return best;
}

double compute_bound_int8(void) {
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512vnni")) return 0;
    return best_of(200);
}
#else
double compute_bound_int8(void) { return 0; }
#endif
