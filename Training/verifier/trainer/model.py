# SPDX-License-Identifier: Apache-2.0
"""Boosted trees: training, out-of-fold scores, calibration, and the way into the file that the program reads."""
import lightgbm
import numpy

from .treefile import LEAF, Node, TreeModel, names_hash

TREES = 240
SETTINGS = {
    "objective": "binary", "num_leaves": 16, "learning_rate": 0.06, "min_data_in_leaf": 40, "feature_fraction": 0.5,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0, "max_bin": 127, "seed": 8, "deterministic": True,
    "force_row_wise": True, "num_threads": 1, "verbose": -1,
}
# Where sense dictates the direction, the trees must keep it: more of this never makes two prompts more alike.
FALLING = [
    "numbers_differ", "codes_differ", "quotes_differ", "names_replaced", "negation_differs", "polarity_differs", "roles_cross",
    "opposites", "sisters", "sisters_in_place", "languages_differ", "formats_differ", "scope_difference",
]
RISING = ["cosine", "late_weighted_min", "early_weighted_min"]


def constraints(names):
    return [-1 if n in FALLING else 1 if n in RISING else 0 for n in names]


def train(values, same, weights, names, trees=TREES, **changes):
    settings = SETTINGS | {"monotone_constraints": constraints(names)} | changes
    data = lightgbm.Dataset(values, label=same.astype(float), weight=weights, free_raw_data=False)
    return lightgbm.train(settings, data, num_boost_round=trees)


def folds_of(groups, count=5, seed=3):
    """A fold for each pair; pairs of one group are never split."""
    names = sorted(set(groups))
    order = numpy.random.default_rng(seed).permutation(len(names))
    fold = {names[at]: i % count for i, at in enumerate(order)}
    return numpy.array([fold[g] for g in groups])


def out_of_fold(values, same, weights, groups, names, count=5, seed=3, **changes):
    """Raw scores of every pair by a model that saw no pair of its group."""
    folds = folds_of(groups, count, seed)
    raw = numpy.zeros(len(same))
    for fold in range(count):
        seen = folds != fold
        model = train(values[seen], same[seen], weights[seen], names, **changes)
        raw[~seen] = model.predict(values[~seen], raw_score=True)
    return raw


def platt(raw, same, steps=100):
    """Slope and intercept of the logistic curve that fits held-out labels best (Newton's method, halving steps that overshoot)."""
    x = numpy.stack([raw, numpy.ones_like(raw)], axis=1)

    def loss(beta):
        return float(numpy.logaddexp(0, x @ beta).sum() - same @ (x @ beta))

    beta = numpy.zeros(2)
    for _ in range(steps):
        p = 0.5 * (1 + numpy.tanh(0.5 * (x @ beta)))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1e-6 * numpy.eye(2)
        step = numpy.linalg.solve(hessian, x.T @ (same - p))
        while loss(beta + step) > loss(beta) and numpy.abs(step).max() > 1e-12:
            step = step / 2
        beta = beta + step
        if numpy.abs(step).max() < 1e-10:
            break
    return beta


def calibration_table(beta, raw, points=129):
    """The logistic curve as a table over the range of raw scores; linear in between."""
    grid = numpy.linspace(raw.min() - 1, raw.max() + 1, points)
    probabilities = 0.5 * (1 + numpy.tanh(0.5 * (beta[0] * grid + beta[1])))
    return [(float(x), float(p)) for x, p in zip(grid, probabilities)]


def to_file(booster, names, table, threshold, provenance):
    """The trees in the program's format. LightGBM folds the prior into the first tree's leaves, so the bias is zero."""
    model = TreeModel(len(names), names_hash(names), 0.0, float(threshold), calibration=table, provenance=provenance)

    def place(tree):
        at = len(model.nodes)
        model.nodes.append(Node(0.0))
        if "leaf_value" in tree:
            model.nodes[at] = Node(float(tree["leaf_value"]))
        else:
            if tree["decision_type"] != "<=":
                raise SystemExit(f"unknown question {tree['decision_type']}")
            node = Node(float(tree["threshold"]), int(tree["split_feature"]))
            node.left = place(tree["left_child"])
            node.right = place(tree["right_child"])
            model.nodes[at] = node
        return at

    for info in booster.dump_model()["tree_info"]:
        model.roots.append(place(info["tree_structure"]))
    return model


class Evaluator:
    """Evaluates a TreeModel for many rows at once, adding leaves in the order of the trees as the program does."""

    def __init__(self, model):
        self.model = model
        self.value = numpy.array([n.value for n in model.nodes])
        self.feature = numpy.array([-1 if n.feature == LEAF else n.feature for n in model.nodes])
        self.left = numpy.array([n.left for n in model.nodes])
        self.right = numpy.array([n.right for n in model.nodes])

    def raw(self, rows):
        total = numpy.full(len(rows), self.model.bias)
        index = numpy.arange(len(rows))
        for root in self.model.roots:
            at = numpy.full(len(rows), root)
            while True:
                inner = self.feature[at] >= 0
                if not inner.any():
                    break
                goes_left = rows[index, numpy.maximum(self.feature[at], 0)] <= self.value[at]
                at = numpy.where(inner, numpy.where(goes_left, self.left[at], self.right[at]), at)
            total = total + self.value[at]
        return total

    def probability(self, rows):
        raw = self.raw(rows)
        points = numpy.array(self.model.calibration)
        at = numpy.clip(numpy.searchsorted(points[:, 0], raw, side="left"), 1, len(points) - 1)
        (x0, y0), (x1, y1) = points[at - 1].T, points[at].T
        p = y0 + (y1 - y0) * (raw - x0) / (x1 - x0)
        return numpy.where(raw <= points[0, 0], points[0, 1], numpy.where(raw >= points[-1, 0], points[-1, 1], p))
