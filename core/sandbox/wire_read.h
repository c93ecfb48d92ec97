/* The words that the shapes of the wire are written in: an object is a table of keys, each with the
 * function that reads its value into a member of a struct; a list is one such function over its
 * items. All refuse what the limits or the types do not allow, and say where. Internal to wire*.c.
 * Any thread. */
#ifndef SANDBOX_WIRE_READ_H
#define SANDBOX_WIRE_READ_H

#include <jansson.h>

#include "base/block.h"
#include "base/err.h"
#include "base/limits.h"

/* Where we are in the document, so that an error can say so, and where the result goes. */
struct wire {
    struct arena *arena;
    struct err *err;
    struct step {
        const char *name; /* of a key; NULL: the place in a list */
        size_t at;
    } path[WIRE_DEPTH_MAX + 4]; /* a list inside a key takes two steps */
    size_t depth;
    bool rows_lack; /* a row of a table that nobody needs may be null */
};

typedef int read_fn(struct wire *w, const json_t *json, void *to);

/* One key of an object: how it is read, and where into. */
struct key {
    const char *name;
    read_fn *read;
    size_t offset;
    bool required;
};

#define NEED true
#define MAY false
#define KEY(name, fn, type, member, required)                                                      \
    {                                                                                              \
        name, fn, offsetof(type, member), required                                                 \
    }
#define WHOLE(name, fn, required)                                                                  \
    {                                                                                              \
        name, fn, 0, required                                                                      \
    }
#define READ_OBJECT(w, json, keys, to)                                                             \
    wire_read_object(w, json, keys, sizeof keys / sizeof keys[0], to)

#define fail(w, ...) wire_fail(w, ERR_CORRUPT, __VA_ARGS__)

int wire_fail(struct wire *w, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Around what is read inside a key or at a place of a list. After an error nobody leaves. */
void wire_enter(struct wire *w, const char *name, size_t at);
int wire_leave(struct wire *w, int rc);

int wire_read_object(struct wire *w, const json_t *json, const struct key *keys, size_t keys_len,
                     void *to);
/* At most `max` items of `size` bytes, in the arena. */
int wire_read_list(struct wire *w, const json_t *json, size_t max, size_t size, read_fn *read,
                   void **items, size_t *len);
int wire_read_list_into(struct wire *w, const json_t *json, size_t max, size_t size, read_fn *read,
                        const void **items, size_t *len);
/* The same into a typed pointer and length. */
#define READ_LIST(w, json, max, type, read, items, len)                                            \
    wire_read_list_into(w, json, max, sizeof(type), read, (const void **)&(items), &(len))

/* The id is the first member of each item. */
int wire_ids_differ(struct wire *w, const void *items, size_t len, size_t size);

/* Borrowed from the JSON: checked as every text is. */
int wire_peek_string(struct wire *w, const json_t *json, size_t max, struct str *s);

/* `to` is a bool, a double, an int (minutes), a struct str or a struct text. */
read_fn wire_read_bool, wire_read_number, wire_read_score, wire_read_weight, wire_read_minutes;
read_fn wire_read_long, wire_read_typed, wire_read_line, wire_read_sentence;
read_fn wire_read_name, wire_read_key, wire_read_slug;
read_fn wire_read_text, wire_read_label; /* a label is not empty */

/* A whole view: wire_view.c. */
read_fn wire_read_view;

#endif
