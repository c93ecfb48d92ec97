/* The standard functions that differ from Lua's own: an abort passes through pcall, metatables are
 * checked copies, pairs walks in the order of the keys, nothing shows an address. */
#include <lauxlib.h>

#include "base/limits.h"
#include "sandbox/lua_api.h"
#include "sandbox/lua_format.h"
#include "sandbox/lua_value.h"
#include "sandbox/lua_world.h"

int base_assert(lua_State *lua)
{
    if (lua_toboolean(lua, 1)) return 2;
    if (lua_isnil(lua, 2)) return api_error(lua, "assertion failed");
    lua_settop(lua, 2);
    return lua_error(lua);
}

int base_error(lua_State *lua)
{
    lua_Integer level = luaL_optinteger(lua, 2, 1);
    lua_settop(lua, 1);
    if (lua_type(lua, 1) == LUA_TSTRING && level > 0 && level < LUA_DEPTH_MAX) {
        luaL_where(lua, (int)level);
        lua_pushvalue(lua, 1);
        lua_concat(lua, 2);
    }
    return lua_error(lua);
}

int base_pcall(lua_State *lua)
{
    struct world *world = world_of(lua);
    lua_pushboolean(lua, true);
    lua_insert(lua, 1);
    int status = lua_pcall(lua, lua_gettop(lua) - 2, LUA_MULTRET, 0);
    if (status == LUA_OK) return lua_gettop(lua);
    if (world->aborted) return lua_error(lua);
    if (status == LUA_ERRMEM ||
        (world->refused && lua_type(lua, -1) == LUA_TSTRING && api_str(lua, -1).len == 17 &&
         str_is(api_str(lua, -1), "not enough memory")))
        return world_abort(lua, FAULT_MEMORY, "more than %zu MiB of memory",
                           BUDGET_MEMORY / MIB(1));
    lua_pushboolean(lua, false);
    lua_insert(lua, -2);
    return 2;
}

int base_rawequal(lua_State *lua)
{
    lua_pushboolean(lua, lua_rawequal(lua, 1, 2));
    return 1;
}

int base_rawget(lua_State *lua)
{
    lua_rawget(lua, 1);
    return 1;
}

int base_rawlen(lua_State *lua)
{
    lua_pushinteger(lua, (lua_Integer)lua_rawlen(lua, 1));
    return 1;
}

int base_select(lua_State *lua)
{
    int n = lua_gettop(lua);
    if (lua_type(lua, 1) == LUA_TSTRING) {
        if (!str_is(api_str(lua, 1), "#") && !lua_isinteger(lua, 1) && !lua_isnumber(lua, 1))
            return api_argument(lua, 1, "a place or '#'");
        if (str_is(api_str(lua, 1), "#")) {
            lua_pushinteger(lua, n - 1);
            return 1;
        }
    }
    lua_Integer at = luaL_checkinteger(lua, 1);
    if (at < 0) at = n + at;
    else if (at > n) at = n;
    if (at < 1) return api_argument(lua, 1, "out of range");
    return n - (int)at;
}

int base_type(lua_State *lua)
{
    lua_pushstring(lua, lua_typename(lua, lua_type(lua, 1)));
    return 1;
}

int base_tonumber(lua_State *lua)
{
    if (lua_isnil(lua, 2)) {
        size_t len;
        if (lua_type(lua, 1) == LUA_TNUMBER) {
            lua_settop(lua, 1);
            return 1;
        }
        if (lua_type(lua, 1) == LUA_TSTRING) {
            const char *s = lua_tolstring(lua, 1, &len);
            if (lua_stringtonumber(lua, s) == len + 1) return 1;
        }
        lua_pushnil(lua);
        return 1;
    }
    lua_Integer base = lua_tointeger(lua, 2), sum = 0;
    if (lua_type(lua, 1) != LUA_TSTRING) return api_argument(lua, 1, "a string, with a base");
    if (base < 2 || base > 36) return api_argument(lua, 2, "between 2 and 36");
    struct str s = str_trim(api_str(lua, 1));
    bool negative = s.len > 0 && s.ptr[0] == '-';
    if (negative) s = str_slice(s.ptr + 1, s.len - 1);
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'z' ? c - 'a' + 10
                    : c >= 'A' && c <= 'Z' ? c - 'A' + 10
                                           : 99;
        if (digit >= base) s.len = 0;
        else sum = (lua_Integer)((lua_Unsigned)sum * (lua_Unsigned)base + (lua_Unsigned)digit);
    }
    if (s.len == 0) lua_pushnil(lua);
    else lua_pushinteger(lua, negative ? (lua_Integer)(0u - (lua_Unsigned)sum) : sum);
    return 1;
}

/* --- metatables --- */

static char origin_key; /* in our copy: the table that the author gave */

static const char *const metamethods[] = {
    "__index", "__newindex", "__call", "__eq",   "__lt",  "__le",   "__len", "__tostring",
    "__add",   "__sub",      "__mul",  "__div",  "__mod", "__idiv", "__pow", "__unm",
    "__band",  "__bor",      "__bxor", "__bnot", "__shl", "__shr",  NULL};

static void metatable_copy(lua_State *lua, int from)
{
    lua_newtable(lua);
    int copy = lua_gettop(lua);
    lua_pushnil(lua);
    while (lua_next(lua, from)) {
        struct str key = lua_type(lua, -2) == LUA_TSTRING ? api_str(lua, -2) : STR_NONE;
        if (!str_starts(key, STR("__"))) { /* a class keeps its methods beside its metamethods */
            lua_pop(lua, 1);
            continue;
        }
        bool known = false;
        for (size_t i = 0; metamethods[i] && !known; i++) known = str_is(key, metamethods[i]);
        if (!known) {
            const char *near_name = api_suggest(key, metamethods);
            api_error(lua, "setmetatable: packs have no '%.*s'%s%s%s", STR_ARG(key),
                      near_name ? "; did you mean '" : "", near_name ? near_name : "",
                      near_name ? "'?" : "");
        }
        lua_pushvalue(lua, -2);
        lua_insert(lua, -2);
        lua_rawset(lua, copy);
    }
    lua_pushvalue(lua, from);
    lua_rawsetp(lua, copy, &origin_key);
}

int base_setmetatable(lua_State *lua)
{
    if (lua_getmetatable(lua, 1)) {
        lua_pushliteral(lua, "__metatable");
        if (lua_rawget(lua, -2) != LUA_TNIL)
            return api_error(lua, "setmetatable: this table is not yours to change");
    }
    lua_settop(lua, 2);
    if (lua_isnil(lua, 2)) lua_pushnil(lua);
    else metatable_copy(lua, 2);
    lua_setmetatable(lua, 1);
    lua_settop(lua, 1);
    return 1;
}

int base_getmetatable(lua_State *lua)
{
    if (lua_type(lua, 1) != LUA_TTABLE || !lua_getmetatable(lua, 1)) {
        lua_pushnil(lua);
        return 1;
    }
    lua_rawgetp(lua, -1, &origin_key); /* nil for ours */
    return 1;
}

/* --- walking --- */

static int ipairs_next(lua_State *lua)
{
    lua_Integer i = luaL_checkinteger(lua, 2) + 1;
    lua_pushinteger(lua, i);
    return lua_geti(lua, 1, i) == LUA_TNIL ? 1 : 2;
}

int base_ipairs(lua_State *lua)
{
    lua_pushcfunction(lua, ipairs_next);
    lua_pushvalue(lua, 1);
    lua_pushinteger(lua, 0);
    return 3;
}

static int pairs_next(lua_State *lua)
{
    lua_Integer at = lua_tointeger(lua, lua_upvalueindex(2));
    lua_settop(lua, 0);
    for (;;) {
        at++;
        if (lua_rawgeti(lua, lua_upvalueindex(1), at) == LUA_TNIL) return 1;
        lua_pushvalue(lua, -1);
        if (lua_rawget(lua, lua_upvalueindex(3)) != LUA_TNIL) break;
        lua_pop(lua, 2); /* taken out while walking */
    }
    lua_pushinteger(lua, at);
    lua_replace(lua, lua_upvalueindex(2));
    return 2;
}

int base_pairs(lua_State *lua)
{
    size_t len;
    const struct key *keys = keys_push(lua, 1, &len);
    lua_createtable(lua, (int)len, 0);
    for (size_t i = 0; i < len; i++) {
        key_push(lua, &keys[i]);
        lua_rawseti(lua, -2, (lua_Integer)i + 1);
    }
    lua_pushinteger(lua, 0);
    lua_pushvalue(lua, 1);
    lua_pushcclosure(lua, pairs_next, 3);
    lua_pushvalue(lua, 1);
    lua_pushnil(lua);
    return 3;
}

/* --- log --- */

int log_line(lua_State *lua)
{
    struct world *world = world_of(lua);
    int n = lua_gettop(lua);
    for (int i = 1; i <= n + 1; i++) {
        size_t len = 1;
        const char *text = i > n ? "\n" : lua_safe_tolstring(lua, i, &len);
        size_t room = sizeof world->log - world->log_len;
        if (i > 1 && i <= n && room > 0) {
            world->log[world->log_len++] = ' ';
            room--;
        }
        if (len > room) len = room; /* what does not fit is cut: a log is a courtesy */
        memcpy(world->log + world->log_len, text, len);
        world->log_len += len;
        lua_settop(lua, n);
    }
    return 0;
}
