#include "lua_pair.h"

#include <lauxlib.h>
#include <lualib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sandbox/lua_string.h"

static void on_exhausted(lua_State *L)
{
    lua_pushliteral(L, "STEPS");
    lua_error(L);
}

int pair_open(void **state)
{
    struct pair *pair = calloc(1, sizeof *pair);
    pair->stock = luaL_newstate();
    pair->ours = luaL_newstate();
    luaL_openlibs(pair->stock);
    luaL_openlibs(pair->ours);
    lua_string_setup(pair->ours, on_exhausted);
    lua_string_open(pair->ours);
    lua_setglobal(pair->ours, "string");
    lua_pushcfunction(pair->ours, lua_safe_tostring);
    lua_setglobal(pair->ours, "tostring");
    *state = pair;
    return 0;
}

int pair_close(void **state)
{
    struct pair *pair = *state;
    lua_close(pair->stock);
    lua_close(pair->ours);
    free(pair);
    return 0;
}

/* Appends the value at `index` so that two different values never look alike. */
static void value_show(lua_State *L, int index, luaL_Buffer *to)
{
    char text[64];
    size_t len;
    switch (lua_type(L, index)) {
    case LUA_TSTRING: {
        const char *s = lua_tolstring(L, index, &len);
        snprintf(text, sizeof text, "string %zu '", len);
        luaL_addstring(to, text);
        luaL_addlstring(to, s, len);
        luaL_addstring(to, "' ");
        return;
    }
    case LUA_TNUMBER:
        if (lua_isinteger(L, index))
            snprintf(text, sizeof text, "integer %lld ", (long long)lua_tointeger(L, index));
        else snprintf(text, sizeof text, "float %a ", lua_tonumber(L, index));
        break;
    case LUA_TBOOLEAN:
        snprintf(text, sizeof text, "boolean %d ", lua_toboolean(L, index));
        break;
    default:
        snprintf(text, sizeof text, "%s ", luaL_typename(L, index));
        break;
    }
    luaL_addstring(to, text);
}

/* Runs a chunk and returns what it gave, in memory of the caller; "error" if it raised, and then
 * the message in *error. */
static char *chunk_run(lua_State *L, const char *chunk, char *error, size_t error_len)
{
    lua_settop(L, 0);
    if (luaL_loadstring(L, chunk) != LUA_OK) fail_msg("%s: %s", chunk, lua_tostring(L, -1));
    if (lua_pcall(L, 0, LUA_MULTRET, 0) != LUA_OK) {
        if (error) snprintf(error, error_len, "%s", lua_tostring(L, -1));
        lua_settop(L, 0);
        return strdup("error");
    }
    int n = lua_gettop(L);
    luaL_checkstack(L, 20, NULL);
    luaL_Buffer buffer;
    luaL_buffinit(L, &buffer);
    for (int i = 1; i <= n; i++) value_show(L, i, &buffer);
    luaL_pushresult(&buffer);
    size_t len;
    const char *s = lua_tolstring(L, -1, &len);
    char *shown = malloc(len + 1);
    for (size_t i = 0; i <= len; i++) shown[i] = s[i] || i == len ? s[i] : '0'; /* lengths tell */
    lua_settop(L, 0);
    return shown;
}

void chunk_same(struct pair *pair, const char *chunk)
{
    char stock_error[256] = "", our_error[256] = "";
    char *stock = chunk_run(pair->stock, chunk, stock_error, sizeof stock_error);
    char *ours = chunk_run(pair->ours, chunk, our_error, sizeof our_error);
    if (strcmp(stock, ours) != 0)
        fail_msg("%s\n  stock: %s %s\n  ours:  %s %s", chunk, stock, stock_error, ours, our_error);
    free(stock);
    free(ours);
}

void chunk_raises(struct pair *pair, const char *chunk, const char *part)
{
    char error[512] = "";
    char *ours = chunk_run(pair->ours, chunk, error, sizeof error);
    if (strcmp(ours, "error") != 0) fail_msg("%s: no error but %s", chunk, ours);
    if (strstr(error, part) == NULL) fail_msg("%s: \"%s\" without \"%s\"", chunk, error, part);
    free(ours);
}

void chunk_gives(struct pair *pair, const char *chunk, const char *want)
{
    char error[512] = "";
    char *ours = chunk_run(pair->ours, chunk, error, sizeof error);
    if (strcmp(ours, want) != 0) fail_msg("%s: %s %s, expected %s", chunk, ours, error, want);
    free(ours);
}
