// SPDX-License-Identifier: Apache-2.0

// Part of template_vectors.h. The numbers are from scripts/encoder/gelu_polynomial.py.

/// GELU within 0.0008: enough before values are made 8-bit integers.
INLINE vfloat gelu_fast(vfloat x) {
    const vfloat inner = vmax(vmin(x, splat(3.5f)), splat(-3.5f));
    const vfloat square = inner * inner;
    vfloat p = splat(-2.78843636e-07f);
    p = p * square + splat(1.94357933e-05f);
    p = p * square + splat(-0.000519864223f);
    p = p * square + splat(0.00727052378f);
    p = p * square + splat(-0.0611047481f);
    p = p * square + splat(0.395256356f);
    return x * (inner * p + splat(0.5f));
}
