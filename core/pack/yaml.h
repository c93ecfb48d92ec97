/* The part of YAML that manifests use, as a small tree: scalars, lists and mappings, every node
 * with its line and column. What makes YAML surprising (anchors, aliases, tags, merge keys, several
 * documents) is a problem, not a feature; every scalar is a string, the schema says what it means.
 * The tree lives in the arena; any thread. */
#ifndef PACK_YAML_H
#define PACK_YAML_H

#include "pack/problems.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml {
    enum yaml_kind kind;
    int line, column; /* of the value */
    struct str text;  /* SCALAR; may be empty, never NULL */
    bool plain;       /* SCALAR without quotes: an empty one is "nothing" */
    struct str key;   /* in a MAP */
    int key_line, key_column;
    struct yaml *first, *last, *next; /* LIST and MAP: entries in order */
    size_t len;
};

/* Reads one document. Anything wrong is added to `problems`. NULL if there is no tree to speak of
 * (not YAML, over a limit, empty); with smaller problems the tree is still there, so that the rest
 * can be checked too. `bytes` is well-formed UTF-8 without NUL, or it is a problem. */
struct yaml *yaml_parse(struct arena *arena, struct problems *problems, struct str file,
                        struct str bytes);
/* The value at `key` of a MAP, or NULL. `map` may be NULL or no MAP. */
const struct yaml *yaml_find(const struct yaml *map, const char *key);
/* "text", "list" or "mapping": for sentences. */
const char *yaml_kind_name(const struct yaml *node);

#endif
