// SPDX-License-Identifier: Apache-2.0
//
// Kernels of the vector index: quantising vectors, scanning rows of bytes, and looking at single rows again in 16 bits.
//
// A vector of floats becomes a row of 16-bit integers and one scale. The integer is kept as two bytes: `high`, which is
// the integer over 256, rounded, and in -127...127, and `low`, which is what is left of it, in -128...127. A scan reads
// the high bytes only; both together give the vector back to one part in some 32,000 of its largest component.
//
// Rows are `stride` bytes long: the dimension, rounded up to a multiple of 64, and filled up with zeros.

#ifndef ISARTOR_SCAN_H
#define ISARTOR_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "cpu.h"

/// The largest integer of a row; its high byte is 127.
#define SCAN_ROW_LIMIT 32512

/// The similarity of each of `count` rows to a query, by their high bytes: the dot product times the row's scale times
/// `query_scale`. The scales are those of the 16-bit integers.
void scan_rows(cpu_level level, const int8_t *high, const float *scales, size_t count, size_t stride,
               const int8_t *query, float query_scale, float *similarities);

/// The dot product of one row, both bytes of it, with a query of floats; not scaled. The query has `stride` floats.
float scan_refine(cpu_level level, const int8_t *high, const int8_t *low, size_t stride,
                  const float *query);

/// Writes the numbers of those rows whose similarity plus margin is not below `threshold`; returns how many they are.
size_t scan_select(const float *similarities, const float *margins, size_t count, float threshold,
                   uint32_t *picked);

/// Scales a vector to length 1 and rounds it to 16-bit integers; returns the scale, or 0 if the vector has no direction
/// (it is zero, or holds something that is not a number).
float scan_quantise_row(const float *vector, size_t dimension, int16_t *integers);

/// The length of a row of integers, scaled.
float scan_row_length(const int16_t *integers, size_t dimension, float scale);

/// Splits integers into the two bytes; returns the length of what `low` holds, in units of the scale.
float scan_split_row(const int16_t *integers, size_t dimension, size_t stride, int8_t *high, int8_t *low);

/// The dot product of integers with floats; not scaled.
float scan_row_dot(const int16_t *integers, size_t dimension, const float *vector);

/// Scales a vector to length 1 (`unit`) and rounds that to bytes (`bytes`), both `stride` long; returns the scale of the
/// bytes, or 0 as above. `error` becomes the length of the difference between the two.
float scan_quantise_query(const float *vector, size_t dimension, size_t stride, float *unit, int8_t *bytes,
                          float *error);

#endif
