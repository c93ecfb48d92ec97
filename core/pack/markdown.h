/* One page of Markdown as a tree (base/doc.h). CommonMark and tables; raw HTML is text. The
 * additions, and no others:
 *
 *   {{exercise id}}          alone on its line, outside lists, quotes, tips
 *   {{pitfall id}}           alone on its line
 *   {{term id}}              inside a line
 *   {{tip}} ... {{/tip}}     around paragraphs and lists, or inside one paragraph
 *   {{note}} ... {{/note}}   likewise; the two do not nest
 *   \{{                      two braces as text; so they are inside code
 *
 * Whether the ids exist is for the caller to see: they are in `refs`. Everything lives in the
 * arena; any thread. */
#ifndef PACK_MARKDOWN_H
#define PACK_MARKDOWN_H

#include "base/doc.h"
#include "pack/problems.h"

struct markdown_ref {
    struct doc *doc; /* EXERCISE, PITFALL, TERM or IMAGE */
    int line, column;
};

struct markdown {
    struct doc *root;
    const struct markdown_ref *refs; /* in document order */
    size_t refs_len;
    size_t words;
};

/* Adds what is wrong to `problems`. False if there is no tree: not UTF-8, or over a limit. With
 * smaller problems the tree is there without the part that was wrong. */
bool markdown_parse(struct arena *arena, struct problems *problems, struct str file,
                    struct str bytes, struct markdown *out);

#endif
