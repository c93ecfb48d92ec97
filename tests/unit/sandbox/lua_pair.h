/* Two Lua states for comparing: `stock` has the standard libraries, `ours` has the same with our
 * string library and tostring in their place. Tests only. */
#ifndef TESTS_LUA_PAIR_H
#define TESTS_LUA_PAIR_H

#include <lua.h>

struct pair {
    lua_State *stock, *ours;
};

/* Setup and teardown of a cmocka test whose state is a struct pair. In `ours` a pattern without
 * steps raises the string "STEPS". */
int pair_open(void **state);
int pair_close(void **state);

/* The chunk returns the same values in both states, or raises an error in both. */
void chunk_same(struct pair *pair, const char *chunk);
/* In `ours`, the chunk raises an error whose text has `part`. */
void chunk_raises(struct pair *pair, const char *chunk, const char *part);
/* In `ours`, the chunk returns values that show as `want`: "integer 1 string 2 'ab' nil ". */
void chunk_gives(struct pair *pair, const char *chunk, const char *want);

#endif
