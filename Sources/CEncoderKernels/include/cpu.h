// SPDX-License-Identifier: Apache-2.0

// What this machine's processor can run, found out while the program runs.
//
// Every kernel here is compiled for all levels of its architecture and takes the level to use as an argument. Callers
// ask for `cpu_level_best()` once; a test forces a level by passing another one that `cpu_level_runs`.

#ifndef ISARTOR_CPU_H
#define ISARTOR_CPU_H

#include <stdbool.h>

/// Sets of instructions that kernels are written for. A level includes all lower ones of its architecture.
typedef enum cpu_level {
    /// Plain C: runs everywhere.
    cpu_level_portable = 0,
    /// x86-64 with AVX2 and FMA.
    cpu_level_avx2 = 1,
    /// And AVX-VNNI: int8 dot products on 256 bits.
    cpu_level_avx_vnni = 2,
    /// AVX-512 (F, BW, DQ, VL) and its VNNI: int8 dot products on 512 bits.
    cpu_level_avx512_vnni = 3,
    /// And AVX-512 BF16: bfloat16 dot products.
    cpu_level_avx512_bf16 = 4,
    /// 64-bit ARM with Advanced SIMD, which all have.
    cpu_level_neon = 5,
    /// And int8 dot products (SDOT).
    cpu_level_neon_dot = 6,
} cpu_level;

/// How many levels there are; their values count from 0.
enum { cpu_level_count = 7 };

/// The level to use: the highest that processor and operating system run, but for bf16 dot products that are slower
/// than what they replace. Asked once; cheap from then on.
cpu_level cpu_level_best(void);

/// Whether this machine runs the code of a level.
bool cpu_level_runs(cpu_level level);

/// The level's name as people write it, such as "avx512-vnni".
const char *cpu_level_name(cpu_level level);

#endif
