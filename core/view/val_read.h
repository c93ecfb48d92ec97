/* The inside of struct val, for the drawing code of this folder only: pages build values, templates
 * read them. Members of an object and items of a list are chained in the order they were added. */
#ifndef VIEW_VAL_READ_H
#define VIEW_VAL_READ_H

#include "view/val.h"

enum val_kind { VAL_STR, VAL_INT, VAL_BOOL, VAL_HTML, VAL_OBJECT, VAL_LIST };

struct val {
    enum val_kind kind;
    uint32_t hash;    /* of the key: compared before its bytes */
    struct val *next; /* the following member or item */
    struct str key;   /* as a member of an object */
    union {
        struct str str; /* VAL_STR, VAL_HTML */
        int64_t number; /* VAL_INT, VAL_BOOL */
        struct {
            struct arena *arena;
            struct val *first, *last;
        };
    };
};

uint32_t val_hash(struct str key);
/* The member with this key, or NULL. `hash` is val_hash(key). */
const struct val *val_find(const struct val *object, struct str key, uint32_t hash);
/* What a section asks: is there something? */
bool val_is_some(const struct val *val);

#endif
