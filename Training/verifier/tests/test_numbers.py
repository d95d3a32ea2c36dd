# SPDX-License-Identifier: Apache-2.0
"""Tests of what computes with numpy and LightGBM; skipped where they are not installed (Training/requirements.txt)."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
try:
    import numpy
    from trainer import metrics, model
except ImportError as error:
    raise unittest.SkipTest(f"{error.name} is not installed here")
from test_trainer import tiny  # noqa: E402


class Trees(unittest.TestCase):
    def test_many_rows_give_what_single_rows_give(self):
        rows = numpy.random.default_rng(1).uniform(-1, 4, (200, 2))
        for row, value in zip(rows, model.Evaluator(tiny()).probability(rows)):
            self.assertAlmostEqual(tiny().probability(row), value, places=12)


class Metrics(unittest.TestCase):
    def test_intervals_hold_the_share(self):
        low, high = metrics.wilson(3, 100)
        self.assertTrue(0.009 < low < 0.03 < high < 0.09)
        self.assertAlmostEqual(metrics.clopper_pearson_upper(0, 90), 1 - 0.05 ** (1 / 90), places=6)

    def test_platt_finds_the_curve(self):
        random = numpy.random.default_rng(2)
        raw = random.normal(size=20000)
        same = random.uniform(size=20000) < 1 / (1 + numpy.exp(-(2 * raw - 1)))
        slope, intercept = model.platt(raw, same.astype(float))
        self.assertTrue(abs(slope - 2) < 0.1 and abs(intercept + 1) < 0.1)

    def test_a_group_is_never_split(self):
        groups = ["a", "b", "c", "a", "b", "d", "e", "a"]
        folds = model.folds_of(groups, 3)
        for name in set(groups):
            self.assertEqual(len({f for f, g in zip(folds, groups) if g == name}), 1)


if __name__ == "__main__":
    unittest.main()
