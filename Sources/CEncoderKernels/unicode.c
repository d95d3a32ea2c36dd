// SPDX-License-Identifier: Apache-2.0

#include "unicode.h"

#include "unicode_tables.h"

text_class text_class_of(uint32_t code) {
    if (code > 0x10FFFF) return text_class_drop;
    return (text_class)text_class_blocks[(uint32_t)text_class_index[code >> 7] << 7 | (code & 127)];
}

/// The letters of a Korean syllable (Unicode standard, 3.12).
static int32_t hangul_letters(uint32_t code, uint32_t *into) {
    const uint32_t vowels = 21, finals = 28;
    const uint32_t syllable = code - 0xAC00;
    const uint32_t final = syllable % finals;
    into[0] = 0x1100 + syllable / (vowels * finals);
    into[1] = 0x1161 + syllable % (vowels * finals) / finals;
    if (final == 0) return 2;
    into[2] = 0x11A7 + final;
    return 3;
}

int32_t text_replacement_of(uint32_t code, uint32_t *into) {
    if (code >= 0xAC00 && code <= 0xD7A3) return hangul_letters(code, into);
    int32_t low = 0, high = text_replacement_count - 1;
    while (low <= high) {
        const int32_t middle = (low + high) / 2;
        const text_replacement *entry = &text_replacements[middle];
        if (entry->code == code) {
            for (int32_t place = 0; place < entry->length; ++place) {
                into[place] = text_replacement_pool[entry->place + place];
            }
            return entry->length;
        }
        if (entry->code < code)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return 0;
}
