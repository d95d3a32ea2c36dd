// SPDX-License-Identifier: Apache-2.0

// x86-64 with AVX-512 and its VNNI: int8 dot products on vectors of 512 bits.

#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))), \
                             apply_to = function)

#define LEVEL kernels_avx512_vnni
#include "kernels_512.h"

#include "kernels_template.h"

#pragma clang attribute pop
#endif
