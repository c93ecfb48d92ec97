/* Templates as compiled operations, and the inside of the engine that holds them. Names are split
 * and hashed, messages translated and cut into pieces, partials and static files found, all when
 * the engine is made; printing a page then only walks. For this folder only. Made by one thread,
 * then read by any. */
#ifndef VIEW_TEMPLATE_H
#define VIEW_TEMPLATE_H

#include "view/markup.h"
#include "view/message.h"
#include "view/view.h"

#define LANG_SOURCE LANG_NL /* the language of the msgids */

/* "a.b": looked up part by part. */
struct name {
    const struct name_part {
        struct str key;
        uint32_t hash;
    } * parts;
    size_t len;
};

/* A message in one language, cut at its placeholders. */
struct phrase {
    const struct phrase_piece {
        struct str literal; /* already escaped; or, if empty: */
        struct name name;
    } * pieces;
    size_t len;
};

enum op_kind {
    OP_LITERAL,
    OP_VALUE,
    OP_SECTION,  /* {{#name}}: up to `end` */
    OP_INVERTED, /* {{^name}}: up to `end` */
    OP_PARTIAL,
    OP_MESSAGE
};

struct op {
    enum op_kind kind;
    enum markup_place place;
    union {
        struct str literal;
        struct name name;
        struct template *partial;
        const struct phrase *phrases; /* one per language */
    };
    bool folds; /* a literal whose first line break may fall together with one printed before it */
    size_t end; /* the op after the section's last */
};

struct template
{
    struct str name; /* "home" */
    const char *path;
    struct str body;
    const struct op *ops;
    size_t ops_len;
    int depth;    /* of partials below it; 0 until known */
    bool walking; /* while looking for circles */
};

struct engine {
    struct arena arena;
    struct template *templates; /* in order of name */
    size_t templates_len;
    struct engine_static_file {
        struct str name, address;
    } * statics; /* in order of name */
    size_t statics_len;
    struct catalog catalogs[LANG_COUNT];
    struct buf missing; /* what has no translation, for one error that tells all */
    size_t missing_len;
};

struct template *template_find(const struct engine *engine, struct str name);
/* Body to ops. The error says file and line. Missing translations are gathered in the engine. */
int template_compile(struct template *template, struct engine *engine, struct err *err);

#endif
