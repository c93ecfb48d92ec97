/* The values a template sees: objects, lists, strings, numbers, truth, and finished HTML. Built by
 * a page's `show` in the request's arena. Keys and strings are borrowed. */
#ifndef VIEW_VAL_H
#define VIEW_VAL_H

#include "base/arena.h"
#include "view/html.h"

struct val;

struct val *val_object(struct arena *arena);
/* Setting a key twice replaces it. `object` must be an object. */
void val_set_str(struct val *object, const char *key, struct str s);
void val_set_c(struct val *object, const char *key, const char *c);
void val_set_int(struct val *object, const char *key, int64_t n);
void val_set_bool(struct val *object, const char *key, bool b);
void val_set_html(struct val *object, const char *key, struct html html);
struct val *val_set_object(struct val *object, const char *key); /* returns the new object */
struct val *val_set_list(struct val *object, const char *key);   /* returns the new list */
struct val *val_add(struct val *list);                           /* appends a new object */

#endif
