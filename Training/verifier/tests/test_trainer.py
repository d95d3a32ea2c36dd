# SPDX-License-Identifier: Apache-2.0
"""Tests of the generator and of the file of trees; standard library only. python3 -m unittest discover Training/verifier/tests"""
import pathlib
import random
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from generate import corpus, keep  # noqa: E402
from generate.change import Changer  # noqa: E402
from trainer.checksum import checksum, sealed  # noqa: E402
from trainer.treefile import CHECKSUM_AT, Node, TreeModel, names_hash  # noqa: E402


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

    def test_the_hash_is_fnv_1a(self):
        self.assertEqual(names_hash([]), 0xCBF29CE484222325)
        self.assertEqual(names_hash(["a"]), 0xAF63DC4C8601EC8C)


class Checksum(unittest.TestCase):
    def test_every_flipped_bit_changes_it(self):
        data = tiny().encode()
        for place in range(len(data)):
            for bit in range(8):
                changed = bytearray(data)
                changed[place] ^= 1 << bit
                with self.assertRaises(ValueError):
                    TreeModel.decode(bytes(changed))

    def test_it_does_not_count_itself(self):
        data = bytes(range(100))
        self.assertEqual(checksum(sealed(data, 72), 72), checksum(data, 72))
        self.assertEqual(CHECKSUM_AT, 72)


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
