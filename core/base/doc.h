/* A page of text as a tree of meaning, made from Markdown by core/pack, drawn as HTML by core/view.
 * Plain text in the leaves, never HTML. Borrows from one arena. Any thread. */
#ifndef BASE_DOC_H
#define BASE_DOC_H

#include "base/str.h"

enum doc_kind {
    DOC_ROOT,
    DOC_PARAGRAPH,
    DOC_HEADING, /* level 1..6; level 1 is the page's own title */
    DOC_LIST,    /* ordered or not; start */
    DOC_ITEM,
    DOC_QUOTE,
    DOC_CODE, /* text */
    DOC_RULE,
    DOC_TABLE, /* children DOC_ROW; the first row is the head */
    DOC_ROW,
    DOC_CELL,
    DOC_TIP,      /* {{tip}} ... {{/tip}} */
    DOC_NOTE,     /* {{note}} ... {{/note}} */
    DOC_EXERCISE, /* {{exercise id}}: text is the id */
    DOC_PITFALL,  /* {{pitfall id}} */
    /* inside a line */
    DOC_TEXT,
    DOC_EMPH,
    DOC_STRONG,
    DOC_CODE_SPAN,
    DOC_LINK,  /* target; children */
    DOC_IMAGE, /* target (a path below media/), text is the alternative */
    DOC_BREAK,
    DOC_TERM /* {{term id}}: text is the id */
};

struct doc {
    enum doc_kind kind;
    struct doc *first, *last, *next; /* children and the following sibling */
    struct str text;
    struct str target;
    int level;
    bool ordered;
    int start;
};

#endif
