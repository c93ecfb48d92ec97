/* Rows refer to modules, exercises and closures by number. The numbers are given when the catalogue
 * is made, by one change, so that a request never has to. */
#ifndef LEARN_NAME_H
#define LEARN_NAME_H

#include "pack/digest.h"
#include "store/writer.h"

/* The number of "org/pack/module" or "org/pack/exercise", given on first sight. Waits for the
 * writer: start-up and reload only. */
int name_intern(struct writer *writer, struct str name, int64_t *id, struct err *err);
/* Likewise for a closure and the digest of its pack. */
int closure_intern(struct writer *writer, const struct digest *closure, const struct digest *pack,
                   int64_t *id, struct err *err);

/* Closures that rows know, in order of id; `after` is the last id of the previous call (0 at
 * first). Returns how many (at most `max`), or an error. */
struct closure_row {
    int64_t id;
    struct digest closure, pack;
};
int closure_list(struct store *store, int64_t after, struct closure_row *rows, size_t max,
                 struct err *err);

/* Removes the closure if no row refers to it: 1 removed, 0 in use, or an error. Waits for the
 * writer. */
int closure_remove_unused(struct writer *writer, int64_t id, struct err *err);

#endif
