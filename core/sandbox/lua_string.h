/* The string library of pack code: byte char find format gmatch gsub len lower match rep reverse
 * sub upper, as the reference manual 5.4 has them; no dump, pack, unpack, and no arithmetic on
 * strings. Differences on purpose: patterns run on our own matcher with BUDGET_PATTERN_STEPS per
 * call (one step of a gmatch loop is a call), results are at most LUA_STRING_LEN, letters are those
 * of ASCII, nothing shows an address. Runner only; one Lua state, one thread. */
#ifndef SANDBOX_LUA_STRING_H
#define SANDBOX_LUA_STRING_H

#include <lua.h>

/* Once per state. When a pattern has used up its steps, `on_exhausted` is called from within the
 * library function; it should raise an error that pack code cannot catch. If it returns, or is
 * NULL, an ordinary error is raised. Kept in the registry. */
void lua_string_setup(lua_State *L, void (*on_exhausted)(lua_State *L));

/* Pushes a fresh table with the functions and returns 1. Makes that table the methods of all
 * strings, by a fresh metatable that getmetatable does not show: what one call did to its library
 * is gone in the next. */
int lua_string_open(lua_State *L);

/* tostring(v): see lua_safe_tolstring. */
int lua_safe_tostring(lua_State *L);

#endif
