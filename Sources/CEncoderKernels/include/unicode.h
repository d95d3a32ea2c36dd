// SPDX-License-Identifier: Apache-2.0

// What BERT's "uncased" preparation of a text does with each character.

#ifndef ISARTOR_UNICODE_H
#define ISARTOR_UNICODE_H

#include <stdint.h>

/// What becomes of a character.
typedef enum text_class {
    /// It stays as it is, within a word.
    text_class_keep = 0,
    /// It vanishes: control characters, accents that combine with the letter before.
    text_class_drop = 1,
    /// It separates words.
    text_class_space = 2,
    /// It is a word of its own: punctuation.
    text_class_punctuation = 3,
    /// It is a word of its own: an ideograph.
    text_class_ideograph = 4,
    /// It is replaced by other characters, see `text_replacement_of`.
    text_class_replaced = 5,
    /// It is a Korean syllable, and replaced by its two or three letters.
    text_class_hangul = 6,
} text_class;

/// The class of a code point. Above U+10FFFF: dropped.
text_class text_class_of(uint32_t code);

/// Writes what a code point is replaced by and returns how many code points that is; 0 if it is not replaced. A space
/// at both ends sets it apart from its neighbours. `into` has room for `text_replacement_limit`.
int32_t text_replacement_of(uint32_t code, uint32_t *into);

/// The longest replacement has no more code points.
enum { text_replacement_limit = 4 };

#endif
