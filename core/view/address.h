/* Addresses in links: which may be followed from a page of ours. Any thread. */
#ifndef VIEW_ADDRESS_H
#define VIEW_ADDRESS_H

#include "base/str.h"

enum address_kind {
    ADDRESS_UNSAFE, /* any other scheme, //host, control characters: never a link */
    ADDRESS_OWN,    /* relative or absolute path, query, fragment */
    ADDRESS_OTHER   /* http, https, mailto */
};

enum address_kind address_kind(struct str s);

#endif
