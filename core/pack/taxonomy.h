/* The facets of DOMAIN.md section 1: levels, goals, themes, formats, roles. Slugs are stable;
 * labels are messages. */
#ifndef PACK_TAXONOMY_H
#define PACK_TAXONOMY_H

#include "base/text.h"

enum facet { FACET_LEVEL, FACET_GOAL, FACET_THEME, FACET_FORMAT, FACET_ROLE, FACET_COUNT };

struct facet_value {
    const char *slug;
    const char *label[LANG_COUNT];
    int rank; /* levels: 0..3; else the order on screen */
};

struct facet_values {
    const struct facet_value *const *list; /* in taxonomy order */
    size_t len;
};

const char *facet_name(enum facet facet); /* "level" */
const struct facet_value *facet_find(enum facet facet, struct str slug);
const struct facet_value *facet_list(enum facet facet, size_t *len);

#endif
