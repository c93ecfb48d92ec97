/* From an address to a route. Patterns are made of fixed segments and {names}:
 * "/m/{org}/{pack}/{module}"; a fixed segment wins over a name. The table comes from
 * core/site/routes.def. */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include "http/request.h"

struct router;

struct router_entry {
    enum method method; /* GET serves HEAD too */
    const char *pattern;
    const struct route *route;
};

/* Borrows the entries. ERR_INVALID for two patterns that match the same addresses. */
int router_create(struct router **out, const struct router_entry *entries, size_t len,
                  struct err *err);
void router_destroy(struct router *router);

/* Sets request->route and ->params. ERR_NOT_FOUND; ERR_DENIED when the path exists for other
 * methods only, then *allow is a value for the Allow header. */
int router_find(const struct router *router, struct request *request, struct str *allow);

#endif
