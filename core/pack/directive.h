/* The words between {{ and }}, and the lines that hold nothing else. Part of markdown.c. */
#ifndef PACK_DIRECTIVE_H
#define PACK_DIRECTIVE_H

#include "base/doc.h"
#include "pack/problems.h"

enum directive_place { DIRECTIVE_BLOCK, DIRECTIVE_INLINE, DIRECTIVE_OPEN, DIRECTIVE_CLOSE };

struct directive {
    const char *name;
    enum directive_place place;
    enum doc_kind kind;
    bool has_id;
};

/* Reads what stands between the braces. NULL after adding a problem at line and column. */
const struct directive *directive_parse(struct problems *problems, struct str file, int line,
                                        int column, struct str inside, struct str *id);

/* A copy of the page in which each line that holds only a directive stands between empty lines, so
 * that Markdown takes it for a paragraph of its own, and where the inserted bytes are. */
struct directive_lines {
    struct str text;
    size_t *inserted; /* offsets in `text`, rising */
    size_t inserted_len;
};
struct directive_lines directive_separate(struct arena *arena, struct str source);
/* An offset in the copy as an offset in the source. */
size_t directive_source(const struct directive_lines *lines, size_t offset);

#endif
