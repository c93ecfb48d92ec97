/* All that is wrong with a pack, found in one reading: a list that every part of the reader adds
 * to. A problem says what, why and how to fix, at a line and column that an editor jumps to. Lives
 * in the arena of the pack; one thread. */
#ifndef PACK_PROBLEMS_H
#define PACK_PROBLEMS_H

#include "pack/pack.h"

struct problems {
    struct arena *arena;
    struct pack_problem *list;
    size_t len, room;
    size_t left_out; /* past PACK_PROBLEMS_MAX */
};

void problems_init(struct problems *problems, struct arena *arena);
/* `file` is borrowed; the text is copied. Line and column count from 1, columns in characters. */
void problem_add(struct problems *problems, struct str file, int line, int column, const char *fmt,
                 ...) __attribute__((format(printf, 5, 6)));
/* By file, line, column; what was found first stays first. */
void problems_sort(struct problems *problems);
/* Sets err to the first problem, "file:line:column: ...", and how many more there are. Returns
 * ERR_INVALID. At least one problem is there. */
int problems_err(const struct problems *problems, struct err *err);

/* Line and column, from 1, of the byte at `offset` of a well-formed text. */
void text_position(struct str text, size_t offset, int *line, int *column);

#endif
