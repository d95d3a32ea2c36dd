# SPDX-License-Identifier: Apache-2.0
"""Tests of the trainer: python -m unittest discover Training/verifier/tests"""
import pathlib
import random
import sys
import unittest

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from generate import corpus, keep  # noqa: E402
from generate.change import Changer  # noqa: E402
from trainer import metrics, model  # noqa: E402
from trainer.treefile import Node, TreeModel, names_hash  # noqa: E402


def tiny():
    """Two trees over two features, the second a single leaf."""
    nodes = [Node(0.5, 0, 1, 2), Node(-1.0), Node(2.0, 1, 3, 4), Node(0.25), Node(3.0), Node(0.125)]
    return TreeModel(2, names_hash(["a", "b"]), 0.5, 0.7, [0, 5], nodes, [(-1.0, 0.1), (1.0, 0.5), (4.0, 0.9)], {"note": "test"})


class TreeFile(unittest.TestCase):
    def test_what_is_written_is_read_again(self):
        self.assertEqual(TreeModel.decode(tiny().encode()), tiny())

    def test_a_value_equal_to_the_threshold_goes_left(self):
        self.assertEqual(tiny().raw([0.5, 9]), 0.5 - 1.0 + 0.125)
        self.assertEqual(tiny().raw([0.6, 2.0]), 0.5 + 0.25 + 0.125)
        self.assertEqual(tiny().raw([0.6, 2.1]), 0.5 + 3.0 + 0.125)

    def test_many_rows_give_what_single_rows_give(self):
        rows = numpy.random.default_rng(1).uniform(-1, 4, (200, 2))
        for row, value in zip(rows, model.Evaluator(tiny()).probability(rows)):
            self.assertAlmostEqual(tiny().probability(row), value, places=12)

    def test_the_hash_is_fnv_1a(self):
        self.assertEqual(names_hash([]), 0xCBF29CE484222325)
        self.assertEqual(names_hash(["a"]), 0xAF63DC4C8601EC8C)


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


class Generator(unittest.TestCase):
    def test_identifiers_and_quotes_are_left_alone(self):
        rng, table = random.Random(1), corpus.load_equivalences()
        for _ in range(200):
            text = keep.surface(rng, 'How do I remove "get rid of" from getUser in /etc/hosts?', table, 1.5)
            for part in ('"get rid of"', "getUser", "/etc/hosts"):
                self.assertIn(part, text)

    def test_each_kind_of_change_changes_something(self):
        changer, rng = Changer(), random.Random(2)
        text = "How do I move 5 files over 10 MB from Windows to Linux without losing all data on Monday with read_lines?"
        changed = {kind: changer.change(rng, text, kind) for kind in Changer.KINDS}
        self.assertEqual([kind for kind, other in changed.items() if other is None or other == text], [])

    def test_every_slot_of_every_intent_has_values(self):
        slots = corpus.load_slots()
        for intent in corpus.load_intents():
            for slot in intent.slots:
                self.assertTrue(slot in slots or slot.rstrip("2") in slots, f"{intent.name}: {slot}")


if __name__ == "__main__":
    unittest.main()
