/* Lua values on their way out: as JSON, as canonical bytes for the fingerprint, with their keys in
 * order. Every walk is bounded in depth and charged. Raises on what cannot be written, naming its
 * place. One thread. */
#ifndef SANDBOX_LUA_VALUE_H
#define SANDBOX_LUA_VALUE_H

#include <jansson.h>
#include <lua.h>
#include <stdint.h>

#include "base/arena.h"

/* Caps the memory of all JSON of this process at BUDGET_MEMORY. */
void value_prepare(void);

/* One key of a table: numbers come first, ascending, then strings by their bytes. The pointers live
 * as long as the table has the key. */
struct key {
    bool is_string, is_integer;
    lua_Integer integer;
    lua_Number number;
    struct str string;
};

/* Pushes a userdata that holds the sorted keys of the table at `index`; raises on keys of other
 * types. */
struct key *keys_push(lua_State *lua, int index, size_t *len);
void key_push(lua_State *lua, const struct key *key);

/* FNV-1a 64 over canonical JSON: keys in order, numbers at 12 significant digits. `what` names the
 * value in a message ("params"). Takes from the phase's output. */
uint64_t value_fingerprint(lua_State *lua, int index, const char *what);

/* The same for comparing values: not output, and errors are the caller's. */
uint64_t value_hash(lua_State *lua, int index, const char *what);

/* JSON of plain values, L texts and tables; lives until the call ends. `what` names it. Takes from
 * the phase's output. Shape faults for what cannot be written. */
json_t *value_json(lua_State *lua, int index, const char *what);
/* For json.encode: the same, but the caller's error, not a shape fault. */
json_t *value_json_encode(lua_State *lua, int index);
/* A number as JSON: owned by the caller; NULL without memory. */
json_t *json_number_of(double n);
/* Pushes what the JSON holds: null becomes false. */
void json_push(lua_State *lua, const json_t *json);

/* A number as a form would carry it: round-trips, no exponent, `decimal` as its sign. */
struct str number_text(struct arena *arena, double n, char decimal);

/* Sorts `len` items of `size` bytes; stable; `spare` has room for all of them. Charged by nobody.
 */
void sort_items(void *items, void *spare, size_t len, size_t size,
                int (*compare)(const void *a, const void *b));

#endif
