# SPDX-License-Identifier: Apache-2.0
"""A straight line through samples, with an honest interval."""

import math
import statistics
from dataclasses import dataclass

# Two-sided 95 % points of Student's t by degrees of freedom; between two of them the larger one is taken.
STUDENT = [(1, 12.71), (2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (6, 2.447), (8, 2.306), (10, 2.228),
           (15, 2.131), (20, 2.086), (30, 2.042), (60, 2.000), (120, 1.980)]


@dataclass
class Line:
    """Slope and its 95 % interval per unit of x; `noise` is the spread around the line, in units of y."""

    slope: float
    margin: float
    noise: float
    span: float
    count: int

    @property
    def growth(self) -> float:
        """What the line rises by over all samples."""
        return self.slope * self.span

    def is_flat(self, least: float) -> bool:
        """Whether the rise is none, as far as the samples can tell, or smaller than `least`."""
        return self.slope - self.margin <= 0 or self.growth <= least


def student(freedom: float) -> float:
    return next((t for known, t in reversed(STUDENT) if known <= freedom), STUDENT[0][1])


def line(xs: list[float], ys: list[float]) -> Line:
    """Least squares. Memory samples resemble their neighbours, so that the interval counts fewer of them: as many as
    would be independent at the residuals' correlation from one sample to the next."""
    count = len(xs)
    if count < 4:
        raise ValueError("a line needs at least four samples")
    middle_x, middle_y = statistics.fmean(xs), statistics.fmean(ys)
    spread = sum((x - middle_x) ** 2 for x in xs)
    slope = sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys)) / spread
    rests = [y - middle_y - slope * (x - middle_x) for x, y in zip(xs, ys)]
    square = sum(r * r for r in rests)
    alike = sum(a * b for a, b in zip(rests, rests[1:])) / square if square > 0 else 0
    alike = min(max(alike, 0), 0.99)
    independent = max(4.0, count * (1 - alike) / (1 + alike))
    noise = math.sqrt(square / (count - 2))
    error = noise / math.sqrt(spread) * math.sqrt(count / independent)
    return Line(slope, student(independent - 2) * error, noise, xs[-1] - xs[0], count)
