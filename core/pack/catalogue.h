/* The catalogue: an immutable snapshot of packs with their indexes. Current versions are found by
 * name; older ones that an enrolment still refers to, by closure. Reading it executes no pack code.
 * Any thread. */
#ifndef PACK_CATALOGUE_H
#define PACK_CATALOGUE_H

#include "pack/pack.h"

struct catalogue;

struct catalogue_entry {
    const struct pack *pack; /* outlives the catalogue */
    bool current;            /* false: an older version, found by closure only */
    void *bundle;            /* the site's: what the keeper is to run */
};

/* Copies the entries. */
struct catalogue *catalogue_create(const struct catalogue_entry *entries, size_t len);
void catalogue_destroy(struct catalogue *catalogue);

const struct catalogue_entry *catalogue_find(const struct catalogue *catalogue, struct str org,
                                             struct str pack);
const struct catalogue_entry *catalogue_closure(const struct catalogue *catalogue,
                                                const struct digest *closure);
const struct catalogue_entry *catalogue_list(const struct catalogue *catalogue, size_t *len);

#endif
