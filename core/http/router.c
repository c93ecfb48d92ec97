#include "http/router.h"

#include <stdio.h>
#include <stdlib.h>

/* A tree of segments. Under each node its fixed segments and at most one {name}; at each node what
 * the addresses that end there answer, by method. The most specific path decides, then the method.
 */

#define METHODS 3 /* GET, HEAD by way of GET, POST: those that a pattern can have */

struct node {
    struct str segment; /* empty: a {name} */
    struct node *fixed, *name, *next;
    const struct router_entry *entries[METHODS];
};

struct router {
    struct arena arena;
    struct node root;
};

static struct node *node_fixed(const struct node *node, struct str segment)
{
    struct node *child = node->fixed;
    while (child && !str_eq(child->segment, segment)) child = child->next;
    return child;
}

static bool is_plain(struct str segment)
{
    return segment.len > 0 && str_find(segment, '{') < 0 && str_find(segment, '}') < 0;
}

/* The node of a pattern's next segment, made if it is new; NULL for a segment of no known form. */
static struct node *node_add(struct arena *arena, struct node *node, struct str segment,
                             size_t *names)
{
    bool is_name = segment.len > 2 && segment.ptr[0] == '{' &&
                   segment.ptr[segment.len - 1] == '}' &&
                   is_plain(str_slice(segment.ptr + 1, segment.len - 2));
    if (is_name) {
        if (++*names > HTTP_PARAMS_MAX) return NULL;
        if (node->name == NULL) node->name = arena_new(arena, struct node);
        return node->name;
    }
    if (!is_plain(segment)) return NULL;
    struct node *child = node_fixed(node, segment);
    if (child == NULL) {
        child = arena_new(arena, struct node);
        child->segment = segment;
        child->next = node->fixed;
        node->fixed = child;
    }
    return child;
}

static int entry_add(struct router *router, const struct router_entry *entry, struct err *err)
{
    struct str rest = str_of(entry->pattern), segment;
    struct node *node = &router->root;
    size_t names = 0;
    if (rest.len == 0 || rest.ptr[0] != '/')
        return err_set(err, ERR_INVALID, "route \"%s\" does not start with /", entry->pattern);
    if (entry->method == METHOD_OTHER || entry->method == METHOD_HEAD)
        return err_set(err, ERR_INVALID, "route %s: only GET and POST have routes", entry->pattern);
    rest = rest.len == 1 ? STR_NONE : str_slice(rest.ptr + 1, rest.len - 1);
    while (str_cut(&rest, '/', &segment)) {
        node = node_add(&router->arena, node, segment, &names);
        if (node == NULL)
            return err_set(err, ERR_INVALID,
                           "route %s: \"%.*s\" is not a fixed segment or one of at most %d {names}",
                           entry->pattern, STR_ARG(segment), HTTP_PARAMS_MAX);
    }
    if (node->entries[entry->method])
        return err_set(err, ERR_INVALID, "routes %s and %s match the same addresses",
                       node->entries[entry->method]->pattern, entry->pattern);
    node->entries[entry->method] = entry;
    return 0;
}

int router_create(struct router **out, const struct router_entry *entries, size_t len,
                  struct err *err)
{
    *out = NULL;
    struct router *router = calloc(1, sizeof *router);
    if (router == NULL) return err_set(err, ERR_IO, "no memory for the routes");
    arena_init(&router->arena);
    for (size_t i = 0; i < len; i++) {
        int rc = entry_add(router, &entries[i], err);
        if (rc != 0) {
            router_destroy(router);
            return rc;
        }
    }
    *out = router;
    return 0;
}

void router_destroy(struct router *router)
{
    if (router == NULL) return;
    arena_finish(&router->arena);
    free(router);
}

static bool node_serves(const struct node *node)
{
    return node->entries[METHOD_GET] || node->entries[METHOD_POST];
}

/* Visits each node at most once, and goes as deep as the longest pattern. */
static const struct node *node_find(const struct node *node, struct str rest, struct str *params)
{
    struct str segment;
    if (!str_cut(&rest, '/', &segment)) return node_serves(node) ? node : NULL;
    if (segment.len == 0) return NULL;
    const struct node *child = node_fixed(node, segment), *found = NULL;
    if (child) found = node_find(child, rest, params);
    if (found == NULL && node->name) {
        *params = segment;
        found = node_find(node->name, rest, params + 1);
    }
    return found;
}

int router_find(const struct router *router, struct request *request, struct str *allow)
{
    struct str path = request->path;
    struct str params[HTTP_PARAMS_MAX + 1] = {{0}};
    struct str rest = path.len > 1 ? str_slice(path.ptr + 1, path.len - 1) : STR_NONE;
    request->route = NULL;
    const struct node *node = path.len == 0 ? NULL : node_find(&router->root, rest, params);
    if (node == NULL) return ERR_NOT_FOUND;
    enum method method = request->method == METHOD_HEAD ? METHOD_GET : request->method;
    const struct router_entry *entry = method == METHOD_OTHER ? NULL : node->entries[method];
    if (entry == NULL) {
        bool get = node->entries[METHOD_GET], post = node->entries[METHOD_POST];
        *allow = get && post ? STR("GET, HEAD, POST") : get ? STR("GET, HEAD") : STR("POST");
        return ERR_DENIED;
    }
    request->route = entry->route;
    memcpy(request->params, params, sizeof request->params);
    return 0;
}
