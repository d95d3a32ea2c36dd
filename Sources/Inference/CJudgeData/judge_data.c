// SPDX-License-Identifier: Apache-2.0

#include "judge_data.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char pairs[] = {
#embed "pairs.jsonl"
};

const unsigned char *judge_pairs(void) { return pairs; }
size_t judge_pairs_length(void) { return sizeof pairs; }
