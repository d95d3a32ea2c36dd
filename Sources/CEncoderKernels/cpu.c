// SPDX-License-Identifier: Apache-2.0

#include "cpu.h"

#include <stdatomic.h>
#include <stdint.h>

#if defined(__x86_64__)
#include <cpuid.h>

/// Which register states the operating system saves when it switches threads.
static uint64_t saved_states(void) {
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return ((uint64_t)high << 32) | low;
}

static cpu_level detect(void) {
    const uint32_t osxsave = 1u << 27, avx = 1u << 28, fma = 1u << 12;  // leaf 1, ECX
    const uint32_t avx2 = 1u << 5;                                      // leaf 7.0, EBX
    const uint32_t avx512 = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31;  // F, DQ, BW, VL
    const uint32_t avx512_vnni = 1u << 11;                              // leaf 7.0, ECX
    const uint32_t avx_vnni = 1u << 4, avx512_bf16 = 1u << 5;           // leaf 7.1, EAX
    const uint64_t ymm = 0x06, zmm = 0xE6;
    uint32_t a = 0, b = 0, c = 0, d = 0, a1 = 0, b1 = 0, c1 = 0, d1 = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d)) return cpu_level_portable;
    if ((c & osxsave) == 0 || (c & avx) == 0 || (c & fma) == 0) return cpu_level_portable;
    const uint64_t states = saved_states();
    if ((states & ymm) != ymm) return cpu_level_portable;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (b & avx2) == 0) return cpu_level_portable;
    if (a >= 1) __get_cpuid_count(7, 1, &a1, &b1, &c1, &d1);
    if ((states & zmm) == zmm && (b & avx512) == avx512 && (c & avx512_vnni) != 0) {
        return (a1 & avx512_bf16) != 0 ? cpu_level_avx512_bf16 : cpu_level_avx512_vnni;
    }
    return (a1 & avx_vnni) != 0 ? cpu_level_avx_vnni : cpu_level_avx2;
}

/// Whether bf16 dot products are faster than floats from the same weights. With Intel's processors they were not: one
/// begins every other cycle, where two multiplications of floats begin in each.
static bool has_fast_bf16(void) {
    uint32_t a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid(0, &a, &b, &c, &d) &&
           !(b == signature_INTEL_ebx && d == signature_INTEL_edx && c == signature_INTEL_ecx);
}

/// A machine with AVX-512 need not have AVX-VNNI.
static bool has_avx_vnni(void) {
    uint32_t a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || a < 1) return false;
    return __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & 1u << 4) != 0;
}

#elif defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>

static cpu_level detect(void) {
    const unsigned long asimddp = 1ul << 20;  // HWCAP_ASIMDDP
    return (getauxval(AT_HWCAP) & asimddp) != 0 ? cpu_level_neon_dot : cpu_level_neon;
}

#elif defined(__aarch64__)

static cpu_level detect(void) { return cpu_level_neon_dot; }

#else

static cpu_level detect(void) { return cpu_level_portable; }

#endif

/// The highest level that runs here.
static cpu_level highest(void) {
    // 0 means not asked yet. Two threads that ask at once find the same.
    static _Atomic int known = 0;
    int value = atomic_load_explicit(&known, memory_order_relaxed);
    if (value == 0) {
        value = 1 + (int)detect();
        atomic_store_explicit(&known, value, memory_order_relaxed);
    }
    return (cpu_level)(value - 1);
}

cpu_level cpu_level_best(void) {
    const cpu_level level = highest();
#if defined(__x86_64__)
    if (level == cpu_level_avx512_bf16 && !has_fast_bf16()) return cpu_level_avx512_vnni;
#endif
    return level;
}

bool cpu_level_runs(cpu_level level) {
    if (level == cpu_level_portable) return true;
    const cpu_level best = highest();
    const bool is_arm = level >= cpu_level_neon;
    if (is_arm != (best >= cpu_level_neon)) return false;
#if defined(__x86_64__)
    if (level == cpu_level_avx_vnni && best > cpu_level_avx_vnni) return has_avx_vnni();
#endif
    return level <= best;
}

const char *cpu_level_name(cpu_level level) {
    switch (level) {
    case cpu_level_portable:
        return "portable";
    case cpu_level_avx2:
        return "avx2";
    case cpu_level_avx_vnni:
        return "avx-vnni";
    case cpu_level_avx512_vnni:
        return "avx512-vnni";
    case cpu_level_avx512_bf16:
        return "avx512-bf16";
    case cpu_level_neon:
        return "neon";
    case cpu_level_neon_dot:
        return "neon-dot";
    }
    return "unknown";
}
