/* What pack code can reach: the table api.def, and the environment that is built from it. Each
 * function of ours runs behind a check of its arguments by its signature, so that an author reads
 * function, argument and expected type with the file and line. One thread. */
#ifndef SANDBOX_LUA_API_H
#define SANDBOX_LUA_API_H

#include <lua.h>
#include <stdbool.h>

#include "base/str.h"

/* Names of our object types: the metatables in Lua's registry. Pack code cannot reach those. */
#define TYPE_TEXT "L"
#define TYPE_BLOCK "block"
#define TYPE_PARTS "parts"
#define TYPE_EXERCISE "exercise"
#define TYPE_RNG "rng"
#define TYPE_TEST "test"

struct api {
    const char *name; /* "near", "stats.mean", "rng:int" */
    lua_CFunction fn; /* NULL: taken from the stock library of the first name */
    const char *signature;
    const char *help;
};

#define STOCK api_stock
#define X(name, fn, signature, help) int fn(lua_State *lua);
#include "sandbox/api.def"
#undef X
#undef STOCK

/* All lines of api.def. */
extern const struct api api_list[];
extern const size_t api_count;

/* Once per state: metatables, functions. Raises without memory. */
void api_open(lua_State *lua);
/* Pushes a fresh environment: fresh copies of the library tables, made when they are first used,
 * behind a table that refuses assignments to globals and names unknown ones. */
void env_fresh(lua_State *lua);
/* In the tests' variant of the runner only. */
void runner_probe_open(lua_State *lua) __attribute__((weak));

/* Raises "file:line: <text>" at the author's innermost line. Never returns. */
int api_error(lua_State *lua, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Raises a fault of the argument of the function that is called: "near: argument 2 (want): ...". */
int api_argument(lua_State *lua, int arg, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* "nil", "number", "L", "exercise", ... Static. */
const char *api_type_name(lua_State *lua, int index);
bool api_is(lua_State *lua, int index, const char *type);
/* Pushes a new object of the type, which takes the value on top of the stack as its content. */
void api_object(lua_State *lua, const char *type);
/* Pushes the content of the object. */
void api_content(lua_State *lua, int index);

/* `word` against NULL-ended `known`: the nearest, or NULL when none is near. */
const char *api_suggest(struct str word, const char *const *known);
/* The same against the string keys of the table at `index`; valid as long as the table has it. */
const char *api_suggest_key(lua_State *lua, struct str word, int index);
/* Checks the named values of the table at `index` against a list like a signature's ("id:string,
 * label:text, help:text?") and raises on a missing, an ill-typed and an unknown one. `what` names
 * the table in the message. With `places`, list places 1..places are allowed beside the names. */
void api_table(lua_State *lua, int index, const char *what, const char *names, int places);

struct str api_str(lua_State *lua, int index); /* of a string */

#endif
