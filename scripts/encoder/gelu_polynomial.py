#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fits the polynomial of Sources/CEncoderKernels/gelu.h. Needs numpy.

GELU(x) = x * F(x), with F the normal distribution. Within [-limit, limit], F(x) - 1/2 is odd, so it is x * P(x * x);
beyond, F is 0 or 1. The fit makes P exact at the limit and the largest error of GELU as small as it finds.
"""
import math
import numpy as np

limit, terms = 3.5, 6
x = np.linspace(1e-3, limit, 6000)
wanted = np.array([0.5 * math.erf(v / math.sqrt(2)) for v in x])
powers = np.stack([x ** (2 * i + 1) for i in range(terms)], 1)
end = np.array([limit ** (2 * i + 1) for i in range(terms)])
# The last coefficient follows from the value at the limit.
free = powers[:, :-1] - np.outer(powers[:, -1] / end[-1], end[:-1])
target = wanted - powers[:, -1] * (0.5 / end[-1])
importance = np.maximum(x, 0.2)
weight = importance.copy()
for _ in range(200):
    some, *_ = np.linalg.lstsq(free * weight[:, None], target * weight, rcond=None)
    error = np.abs(free @ some - target) * importance
    weight = weight * np.sqrt(0.5 + 0.5 * error / error.max()) + 1e-12
all_terms = np.append(some, (0.5 - end[:-1] @ some) / end[-1])
values = np.linspace(-8, 8, 64001)
inner = np.clip(values, -limit, limit).astype(np.float32)
p = np.float32(0)
for coefficient in all_terms[::-1]:
    p = p * (inner * inner) + np.float32(coefficient)
approximation = values * (0.5 + inner * p)
exact = np.array([v * 0.5 * (1 + math.erf(v / math.sqrt(2))) for v in values])
print("coefficients, lowest first:", ", ".join(f"{c:.9g}f" for c in all_terms))
print(f"largest error of GELU: {np.abs(approximation - exact).max():.1e}")
