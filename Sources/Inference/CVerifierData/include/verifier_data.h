// SPDX-License-Identifier: Apache-2.0
//
// The verifier's data, embedded in the program: the table of words and the trained trees. Both byte formats are described
// in docs/verifier/README.md; both are little endian and 16-byte aligned. The WordNet licence stands in LICENSE.wordnet.

#ifndef ISARTOR_VERIFIER_DATA_H
#define ISARTOR_VERIFIER_DATA_H

#include <stddef.h>

/// Relations between words, compiled by Training/verifier/words/compile_words.py from WordNet and our own lists.
const unsigned char *verifier_words(void);

/// The number of bytes at `verifier_words()`.
size_t verifier_words_length(void);

/// The boosted trees and their calibration, trained by Training/verifier/train.py.
const unsigned char *verifier_trees(void);

/// The number of bytes at `verifier_trees()`.
size_t verifier_trees_length(void);

#endif
