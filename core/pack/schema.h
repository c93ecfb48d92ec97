/* What the keys of a manifest may hold, as one table: the reader checks with it, and whatever wants
 * to describe the format to people or editors walks the same table. Adding a key is adding a line
 * here and reading it where the struct is filled. Tables are constant; any thread. */
#ifndef PACK_SCHEMA_H
#define PACK_SCHEMA_H

#include "pack/yaml.h"

enum schema_type {
    SCHEMA_TEXT,    /* one text, or a mapping of language to text; max: bytes of one */
    SCHEMA_STRING,  /* the same in all languages; max: bytes */
    SCHEMA_SLUG,    /* a lower-case name */
    SCHEMA_NUMBER,  /* a whole number, min..max */
    SCHEMA_TRUTH,   /* true or false */
    SCHEMA_DATE,    /* YYYY-MM-DD */
    SCHEMA_VERSION, /* version.h */
    SCHEMA_WORD,    /* one of `words` */
    SCHEMA_FACET,   /* a value of `facet` */
    SCHEMA_LANG,    /* a language of base/lang.h */
    SCHEMA_MODULE,  /* "module", or "org/pack/module" */
    SCHEMA_NEEDS,   /* mapping of "org/pack" to a version range */
    SCHEMA_MAP      /* the keys of `fields` */
};

enum schema_many { SCHEMA_ONE, SCHEMA_LIST, SCHEMA_ONE_OR_LIST };

struct schema_field {
    const char *key;
    enum schema_type type;
    enum schema_many many;
    bool required;
    int min, max;
    enum facet facet;
    const char *const *words;          /* ends with NULL */
    const struct schema_field *fields; /* ends with a NULL key */
    const char *help;                  /* one sentence for whoever writes a pack */
};

/* Where a check stands. */
struct schema_check {
    struct arena *arena;
    struct problems *problems;
    struct str file;
    bool has[LANG_COUNT]; /* the pack's languages; all false: not known, texts are not compared */
    enum lang source;
};

/* Adds everything that is wrong with `map` by its table. */
void schema_check(const struct schema_check *check, const struct yaml *map,
                  const struct schema_field *fields);

/* Reading after the check; what was wrong reads as empty, zero or false. `node` may be NULL. */
struct str schema_str(const struct yaml *node);
struct text schema_text(const struct yaml *node, enum lang source);
int schema_number(const struct yaml *node);
bool schema_truth(const struct yaml *node);
/* One or a list, as a list. */
struct str *schema_strs(struct arena *arena, const struct yaml *node, size_t *len);
struct text *schema_texts(struct arena *arena, const struct yaml *node, enum lang source,
                          size_t *len);
struct facet_values schema_facets(struct arena *arena, const struct yaml *node, enum facet facet);

#endif
