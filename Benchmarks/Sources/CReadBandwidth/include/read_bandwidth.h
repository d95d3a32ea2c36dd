// SPDX-License-Identifier: Apache-2.0

#ifndef ISARTOR_READ_BANDWIDTH_H
#define ISARTOR_READ_BANDWIDTH_H

#include <stddef.h>
#include <stdint.h>

/// Reads memory as fast as one thread can, in loads as wide as the processor has, and returns something that depends on
/// all of it. `bytes` is a multiple of 256.
uint64_t read_all(const void *memory, size_t bytes);

#endif
