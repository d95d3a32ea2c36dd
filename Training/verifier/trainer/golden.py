# SPDX-License-Identifier: Apache-2.0
"""Rows of made-up features that Swift can make, too, and what the trees say of them: the test of equal evaluation."""
import numpy

from .model import Evaluator
from .treefile import LEAF

ROWS = 5000
SEED = 8
MASK = (1 << 64) - 1


def split_mix(state):
    """SplitMix64: the next state and the next value."""
    state = (state + 0x9E3779B97F4A7C15) & MASK
    value = state
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & MASK
    return state, value ^ (value >> 31)


def rows(model):
    """Each value lies evenly between a little under and a little over the thresholds of its feature; 0 if it has none."""
    low = numpy.full(model.feature_count, numpy.inf)
    high = numpy.full(model.feature_count, -numpy.inf)
    for node in model.nodes:
        if node.feature != LEAF:
            low[node.feature] = min(low[node.feature], node.value)
            high[node.feature] = max(high[node.feature], node.value)
    used = numpy.isfinite(low)
    low, high = numpy.where(used, low - 0.1, 0), numpy.where(used, high + 0.1, 0)
    result = numpy.zeros((ROWS, model.feature_count))
    state = SEED
    for row in range(ROWS):
        for feature in range(model.feature_count):
            state, value = split_mix(state)
            if used[feature]:
                result[row, feature] = low[feature] + (value >> 11) * 2.0**-53 * (high[feature] - low[feature])
    return result


def probabilities(model):
    return Evaluator(model).probability(rows(model))
