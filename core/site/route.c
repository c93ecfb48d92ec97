/* routes.def as a table, and nothing else. */
#include "site/pages.h"

#define none NULL

const struct route routes[] = {
#define X(name, method, path, look, ask, change, show, access, help)                               \
    {#name, METHOD_##method, path, look, ask, change, show, access, help},
#include "site/routes.def"
#undef X
};
const size_t routes_len = sizeof routes / sizeof routes[0];
