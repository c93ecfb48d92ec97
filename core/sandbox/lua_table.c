/* The table library, on plain tables only: a metatable could run pack code in the middle of our
 * loops. Loops are charged to the budget. */
#include <lauxlib.h>

#include "base/limits.h"
#include "sandbox/lua_api.h"
#include "sandbox/lua_world.h"

static void plain_check(lua_State *lua, int arg)
{
    if (lua_getmetatable(lua, arg)) api_argument(lua, arg, "must be a table without a metatable");
}

/* The bounds i..j of the arguments at `from`, over the list in argument 1. */
static bool bounds(lua_State *lua, int from, lua_Integer *i, lua_Integer *j)
{
    *i = luaL_optinteger(lua, from, 1);
    *j = lua_isnoneornil(lua, from + 1) ? (lua_Integer)lua_rawlen(lua, 1)
                                        : lua_tointeger(lua, from + 1);
    return *i <= *j;
}

int table_concat(lua_State *lua)
{
    lua_Integer i, j;
    size_t sep_len;
    plain_check(lua, 1);
    const char *sep = luaL_optlstring(lua, 2, "", &sep_len);
    bool any = bounds(lua, 3, &i, &j);
    luaL_Buffer buffer;
    luaL_buffinit(lua, &buffer);
    for (lua_Integer at = i; any; at++) {
        world_charge(lua, 1);
        lua_rawgeti(lua, 1, at);
        if (!lua_isstring(lua, -1))
            return api_error(lua, "table.concat: place %d is a %s; only strings and numbers join",
                             (int)at, api_type_name(lua, -1));
        luaL_addvalue(&buffer);
        if (at == j) break;
        luaL_addlstring(&buffer, sep, sep_len);
    }
    luaL_pushresult(&buffer);
    return 1;
}

int table_insert(lua_State *lua)
{
    plain_check(lua, 1);
    lua_Integer end = (lua_Integer)lua_rawlen(lua, 1) + 1, place = end;
    int args = lua_gettop(lua);
    if (args == 3) {
        if (!lua_isinteger(lua, 2)) return api_error(lua, "table.insert: the place must be whole");
        place = lua_tointeger(lua, 2);
        if (place < 1 || place > end)
            return api_error(lua, "table.insert: place %d is outside 1 to %d", (int)place,
                             (int)end);
    } else if (args != 2) {
        return api_error(lua, "table.insert: write table.insert(list, value) or "
                              "table.insert(list, place, value)");
    }
    world_charge(lua, (size_t)(end - place));
    for (lua_Integer at = end; at > place; at--) {
        lua_rawgeti(lua, 1, at - 1);
        lua_rawseti(lua, 1, at);
    }
    lua_rawseti(lua, 1, place);
    return 0;
}

int table_remove(lua_State *lua)
{
    plain_check(lua, 1);
    lua_Integer len = (lua_Integer)lua_rawlen(lua, 1);
    lua_Integer place = luaL_optinteger(lua, 2, len);
    if (len == 0 && (place == 0 || place == 1)) place = 1;
    else if (place < 1 || place > len + 1)
        return api_argument(lua, 2, "%d is outside 1 to %d", (int)place, (int)len + 1);
    lua_rawgeti(lua, 1, place);
    world_charge(lua, place < len ? (size_t)(len - place) : 0);
    for (; place < len; place++) {
        lua_rawgeti(lua, 1, place + 1);
        lua_rawseti(lua, 1, place);
    }
    lua_pushnil(lua);
    lua_rawseti(lua, 1, place);
    return 1;
}

int table_pack(lua_State *lua)
{
    int n = lua_gettop(lua);
    lua_createtable(lua, n, 1);
    lua_insert(lua, 1);
    for (int i = n; i >= 1; i--) lua_rawseti(lua, 1, i);
    lua_pushinteger(lua, n);
    lua_setfield(lua, 1, "n");
    return 1;
}

int table_unpack(lua_State *lua)
{
    lua_Integer i, j;
    plain_check(lua, 1);
    if (!bounds(lua, 2, &i, &j)) return 0;
    lua_Unsigned n = (lua_Unsigned)j - (lua_Unsigned)i;
    if (n >= UNPACK_MAX || !lua_checkstack(lua, (int)n + 1))
        return api_error(lua, "table.unpack: at most %d values", UNPACK_MAX);
    for (; i < j; i++) lua_rawgeti(lua, 1, i);
    lua_rawgeti(lua, 1, j);
    return (int)n + 1;
}

int table_move(lua_State *lua)
{
    plain_check(lua, 1);
    if (lua_isnil(lua, 5)) lua_pushvalue(lua, 1), lua_replace(lua, 5);
    plain_check(lua, 5);
    lua_Integer f = lua_tointeger(lua, 2), e = lua_tointeger(lua, 3), t = lua_tointeger(lua, 4);
    if (e < f) {
        lua_settop(lua, 5);
        return 1;
    }
    if (f < 1 || t < 1 || t > INT32_MAX || e > INT32_MAX)
        return api_error(lua, "table.move: places must be 1 or more");
    world_charge(lua, (size_t)(e - f) + 1);
    bool backward = t > f && t <= e && lua_rawequal(lua, 1, 5);
    for (lua_Integer n = 0; n <= e - f; n++) {
        lua_Integer at = backward ? e - f - n : n;
        lua_rawgeti(lua, 1, f + at);
        lua_rawseti(lua, 5, t + at);
    }
    lua_settop(lua, 5);
    return 1;
}

/* --- sort --- */

static int order_refuse(lua_State *lua, const char *a, const char *b)
{
    return api_error(lua, "table.sort: cannot compare a %s with a %s; give a function", a, b);
}

/* Whether the value at stack place b stands before the one at a. */
static bool is_before(lua_State *lua, int b, int a)
{
    world_charge(lua, 4);
    if (lua_isnil(lua, 2)) {
        int type = lua_type(lua, a);
        if (type != lua_type(lua, b) || (type != LUA_TNUMBER && type != LUA_TSTRING))
            if (!luaL_getmetafield(lua, a, "__lt") && !luaL_getmetafield(lua, b, "__lt"))
                order_refuse(lua, api_type_name(lua, a), api_type_name(lua, b));
        return lua_compare(lua, b, a, LUA_OPLT);
    }
    lua_pushvalue(lua, 2);
    lua_pushvalue(lua, b);
    lua_pushvalue(lua, a);
    lua_call(lua, 2, 1);
    bool before = lua_toboolean(lua, -1);
    lua_pop(lua, 1);
    return before;
}

/* Merges two runs of the table at `from` into the one at `to`. An order that contradicts itself
 * gives a strange order, never a place outside. */
static void merge(lua_State *lua, int from, int to, lua_Integer a, lua_Integer a_end,
                  lua_Integer b_end)
{
    lua_Integer b = a_end;
    for (lua_Integer at = a; at < b_end; at++) {
        int top = lua_gettop(lua);
        bool take_b = a >= a_end;
        if (a < a_end && b < b_end) {
            lua_rawgeti(lua, from, a);
            lua_rawgeti(lua, from, b);
            take_b = is_before(lua, top + 2, top + 1);
            lua_settop(lua, top);
        }
        lua_rawgeti(lua, from, take_b ? b++ : a++);
        lua_rawseti(lua, to, at);
    }
}

int table_sort(lua_State *lua)
{
    plain_check(lua, 1);
    lua_settop(lua, 2);
    lua_Integer n = (lua_Integer)lua_rawlen(lua, 1);
    world_charge(lua, (size_t)n);
    /* on copies, which the order function cannot reach */
    lua_createtable(lua, (int)n, 0);
    lua_createtable(lua, (int)n, 0);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(lua, 1, i);
        lua_rawseti(lua, 3, i);
    }
    int from = 3, to = 4;
    for (lua_Integer width = 1; width < n; width *= 2) {
        for (lua_Integer start = 1; start <= n; start += 2 * width) {
            lua_Integer middle = start + width <= n + 1 ? start + width : n + 1;
            lua_Integer end = start + 2 * width <= n + 1 ? start + 2 * width : n + 1;
            merge(lua, from, to, start, middle, end);
        }
        from = 7 - from;
        to = 7 - to;
    }
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(lua, from, i);
        lua_rawseti(lua, 1, i);
    }
    return 0;
}
