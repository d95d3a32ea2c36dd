// SPDX-License-Identifier: Apache-2.0

#include "read_bandwidth.h"

#if defined(__x86_64__)

#include <immintrin.h>

__attribute__((target("avx512f"))) static uint64_t read_512(const char *memory, size_t bytes) {
    __m512i a = _mm512_setzero_si512(), b = a, c = a, d = a;
    for (size_t i = 0; i < bytes; i += 256) {
        _mm_prefetch(memory + i + 4096, _MM_HINT_T0);
        _mm_prefetch(memory + i + 4160, _MM_HINT_T0);
        _mm_prefetch(memory + i + 4224, _MM_HINT_T0);
        _mm_prefetch(memory + i + 4288, _MM_HINT_T0);
        a = _mm512_xor_si512(a, _mm512_loadu_si512(memory + i));
        b = _mm512_xor_si512(b, _mm512_loadu_si512(memory + i + 64));
        c = _mm512_xor_si512(c, _mm512_loadu_si512(memory + i + 128));
        d = _mm512_xor_si512(d, _mm512_loadu_si512(memory + i + 192));
    }
    return (uint64_t)_mm512_reduce_add_epi64(_mm512_xor_si512(_mm512_xor_si512(a, b), _mm512_xor_si512(c, d)));
}

#endif

static uint64_t read_plain(const char *memory, size_t bytes) {
    uint64_t lanes[32] = {0};
    const uint64_t *words = (const uint64_t *)memory;
    for (size_t i = 0; i < bytes / 8; i += 32)
        for (size_t lane = 0; lane < 32; lane++) lanes[lane] ^= words[i + lane];
    uint64_t sum = 0;
    for (size_t lane = 0; lane < 32; lane++) sum += lanes[lane];
    return sum;
}

uint64_t read_all(const void *memory, size_t bytes) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return read_512(memory, bytes);
#endif
    return read_plain(memory, bytes);
}
