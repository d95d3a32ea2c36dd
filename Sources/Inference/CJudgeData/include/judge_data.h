// SPDX-License-Identifier: Apache-2.0
//
// Labelled pairs of answers, embedded in the program, to measure a judge by. Made by Training/judge/make_answers.py: a line
// of JSON for each question, {"question", "texts", "same", "different"}, where pairs are places in "texts".

#ifndef ISARTOR_JUDGE_DATA_H
#define ISARTOR_JUDGE_DATA_H

#include <stddef.h>

/// The lines, in UTF-8.
const unsigned char *judge_pairs(void);

/// The number of bytes at `judge_pairs()`.
size_t judge_pairs_length(void);

#endif
