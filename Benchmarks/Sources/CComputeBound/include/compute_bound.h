// SPDX-License-Identifier: Apache-2.0

#ifndef ISARTOR_COMPUTE_BOUND_H
#define ISARTOR_COMPUTE_BOUND_H

/// How many int8 multiplications with addition one core does in a nanosecond if nothing but AVX-512 dot products runs, from
/// registers alone; 0 on a processor without them.
double compute_bound_int8(void);

#endif
