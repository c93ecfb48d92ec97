/* json: reading and writing data as text, for exercises about data formats. */
#include <lauxlib.h>

#include "base/limits.h"
#include "sandbox/lua_api.h"
#include "sandbox/lua_value.h"
#include "sandbox/lua_world.h"

/* The last one kept is done with. */
static void release(lua_State *lua)
{
    json_t *roots = world_of(lua)->roots;
    json_array_remove(roots, json_array_size(roots) - 1);
}

int json_encode(lua_State *lua)
{
    const size_t flags = JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15);
    const json_t *json = value_json_encode(lua, 1);
    /* measured first: no Lua error may pass through the library */
    size_t len = json_dumpb(json, NULL, 0, flags);
    char *text = lua_newuserdatauv(lua, len + 1, 0);
    json_dumpb(json, text, len, flags);
    lua_pushlstring(lua, text, len);
    release(lua);
    return 1;
}

int json_decode(lua_State *lua)
{
    struct str text = api_str(lua, 1);
    json_error_t why;
    world_charge(lua, text.len / 4);
    json_t *json = json_loadb(text.ptr, text.len, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &why);
    if (json == NULL) {
        lua_pushnil(lua);
        lua_pushfstring(lua, "line %d, column %d: %s", why.line, why.column, why.text);
        return 2;
    }
    json_push(lua, world_keep(lua, json));
    release(lua);
    return 1;
}
