// SPDX-License-Identifier: Apache-2.0

#ifndef ISARTOR_UNICODE_TABLES_H
#define ISARTOR_UNICODE_TABLES_H

#include <stdint.h>

/// What a code point is replaced by: `length` code points of the pool from `place` on.
typedef struct text_replacement {
    uint32_t code;
    uint16_t place;
    uint16_t length;
} text_replacement;

extern const uint8_t text_class_index[];
extern const uint8_t text_class_blocks[];
extern const text_replacement text_replacements[];
extern const int32_t text_replacement_count;
extern const uint32_t text_replacement_pool[];

#endif
