/* string.format for pack code, and the way a value becomes text: as stock Lua 5.4, but never an
 * address of memory, never "-nan", and the same in every locale. Runner only. */
#ifndef SANDBOX_LUA_FORMAT_H
#define SANDBOX_LUA_FORMAT_H

#include <lua.h>
#include <stddef.h>

/* string.format(format, ...). `%p` is refused. */
int lua_format(lua_State *L);

/* Pushes what tostring shows of the value at `index` and returns it: the result of __tostring if
 * that is a string or a number; numbers as Lua writes them; for all else that has no text the name
 * of its type. May raise what __tostring raises. */
const char *lua_safe_tolstring(lua_State *L, int index, size_t *len);

#endif
