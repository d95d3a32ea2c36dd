// SPDX-License-Identifier: Apache-2.0

// The kernels of one level. A file kernels_LEVEL.c defines what differs and includes this:
//
//   LEVEL            the table's name
//   LANES            floats in a vector
//   TILE_COLUMNS     columns of a tile: 64 or 16
//   TILE_ROWS        rows of a tile that fits the registers
//   integer          what an activation of the int8 products is kept as; vinteger: LANES of them
//   INT8_COLUMNS     optional: columns of a tile of those products, if they are others
//   INT8_ROWS        and its rows
//   vmax, vmin       the larger, the smaller of two vectors, lane by lane
//   TILE_INT8        optional: int8_tile() is there already
//   SIGNED_BYTES     optional: activations are signed bytes, 128 less
//   TILE_BF16        optional: bf16_tile() and narrow_pair() are there already
//   TRANSPOSE        optional: transpose_keys() is there already
//
// Vectors are the compiler's own, so that one text serves all processors. Loops over rows and columns of a tile have
// constant bounds and vanish; tiles live in registers.

#include <string.h>

#include "template_vectors.h"
#include "template_products.h"
#include "template_rows.h"
#include "template_attention.h"

#ifdef TILE_BF16
static void narrow(const float *rows, int32_t count, int32_t width, uint16_t *values) {
    for (size_t i = 0; i < (size_t)count * (size_t)width; i += LANES * 2) narrow_pair(rows + i, values + i);
}
#define NARROW narrow
#else
#define NARROW NULL
#endif

const kernels LEVEL = {
    multiply_int8, multiply_bf16, multiply_fp32, quantise, NARROW, normalise, attend, embed, mean,
};
