/* string.format with one value of each kind: as the stock library. Input: kind and eight bytes of
 * the value, then the format. */
#include "fuzz.h"

#include <lauxlib.h>
#include <lualib.h>
#include <math.h>

#include "sandbox/lua_string.h"

/* The two states live as long as the process and grow and shrink between runs: to libFuzzer each
 * run would look like a leak, to be searched for at a thousand times the cost of the run. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

static lua_State *state_open(bool ours)
{
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    if (ours) {
        lua_string_setup(L, NULL);
        lua_string_open(L);
    } else {
        lua_getglobal(L, "string");
    }
    lua_getfield(L, 1, "format");
    lua_replace(L, 1);
    return L;
}

/* What format makes of it; false if it raised. */
static bool format_call(lua_State *L, struct str format, unsigned kind, struct str value,
                        struct str *out)
{
    lua_Integer n = 0;
    double number;
    memcpy(&n, value.ptr, value.len < sizeof n ? value.len : sizeof n);
    memcpy(&number, &n, sizeof number);
    lua_settop(L, 1);
    lua_pushvalue(L, 1);
    lua_pushlstring(L, format.ptr, format.len);
    for (int i = 0; i < 3; i++) {
        switch (kind % 6) {
        case 0:
            lua_pushinteger(L, n);
            break;
        case 1: /* "-nan" is what we do not write */
            lua_pushnumber(L, isnan(number) ? 0.5 : number);
            break;
        case 2:
            lua_pushlstring(L, value.ptr, value.len);
            break;
        case 3:
            lua_pushinteger(L, n % 1000);
            break;
        case 4:
            lua_pushboolean(L, n & 1);
            break;
        default:
            lua_pushnil(L);
            break;
        }
    }
    if (lua_pcall(L, 4, 1, 0) != LUA_OK) return false;
    out->ptr = lua_tolstring(L, -1, &out->len);
    return true;
}

/* Long runs of flags and %p, which only the one or the other takes. */
static bool is_comparable(struct str format)
{
    size_t flags = 0;
    for (size_t i = 0; i < format.len; i++) {
        flags = strchr("-+ #0123456789.", format.ptr[i]) ? flags + 1 : 0;
        if (flags > 8 || format.ptr[i] == 'p') return false;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static lua_State *stock, *ours;
    if (stock == NULL) {
        stock = state_open(false);
        ours = state_open(true);
    }
    if (len == 0) return 0;
    struct str input = {(const char *)data + 1, len - 1};
    struct str value = input_take(&input, 12), a, b;
    bool ok = format_call(ours, input, data[0], value, &b);
    if (!is_comparable(input)) return 0;
    HOLDS(format_call(stock, input, data[0], value, &a) == ok);
    if (ok) HOLDS(str_eq(a, b));
    return 0;
}
