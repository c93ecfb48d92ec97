/* A text in several languages, as packs write it: L{ nl = "...", en = "..." }:with{ n = 3 }. Plain
 * text, never HTML. The reader's language is chosen when it is drawn, not when it is read from the
 * wire or the disk. Borrows all it points to from one arena. Any thread. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"
#include "base/lang.h"

struct text_var {
    struct str name; /* of the {placeholder} */
    bool is_number;
    double number;
    struct str string; /* the same in every language */
};

struct text {
    struct str in[LANG_COUNT]; /* ptr NULL where there is none */
    const struct text_var *vars;
    size_t vars_len;
};

/* The same words in every language: a name, a number as typed. */
struct text text_same(struct str s);
bool text_is_empty(const struct text *text);

/* Writes the text in `lang`, or in the first language that has it, with its placeholders filled;
 * numbers in the reader's notation. Not escaped. An unknown placeholder stays as it is. */
void text_write(struct buf *to, const struct text *text, enum lang lang);
struct str text_in(struct arena *arena, const struct text *text, enum lang lang);
/* The language that text_write will really use: for a lang= attribute. */
enum lang text_lang(const struct text *text, enum lang wanted);

#endif
