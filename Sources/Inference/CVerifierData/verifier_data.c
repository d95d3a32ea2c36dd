// SPDX-License-Identifier: Apache-2.0

#include "verifier_data.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const _Alignas(16) unsigned char words[] = {
#embed "wordnet.bin"
};

static const _Alignas(16) unsigned char trees[] = {
#embed "trees.bin"
};

const unsigned char *verifier_words(void) { return words; }
size_t verifier_words_length(void) { return sizeof words; }
const unsigned char *verifier_trees(void) { return trees; }
size_t verifier_trees_length(void) { return sizeof trees; }
