/* stats: the arithmetic of data, the same on every machine. Lists must hold numbers only; an author
 * hears which place does not. */
#include <float.h>
#include <lauxlib.h>
#include <math.h>

#include "sandbox/lua_api.h"
#include "sandbox/lua_value.h"
#include "sandbox/lua_world.h"

/* The numbers of the list in argument 1, on the Lua stack; at least `least` of them. With room for
 * as many again. */
static double *numbers(lua_State *lua, size_t least, size_t *len)
{
    size_t n = (size_t)lua_rawlen(lua, 1);
    world_charge(lua, n);
    if (n < least)
        api_argument(lua, 1, n == 0 ? "the list is empty" : "needs at least %zu numbers", least);
    double *list = lua_newuserdatauv(lua, (2 * n + 1) * sizeof *list, 0);
    for (size_t i = 0; i < n; i++) {
        if (lua_rawgeti(lua, 1, (lua_Integer)i + 1) != LUA_TNUMBER)
            api_argument(lua, 1, "place %zu is a %s, not a number", i + 1, api_type_name(lua, -1));
        list[i] = lua_tonumber(lua, -1);
        lua_pop(lua, 1);
    }
    *len = n;
    return list;
}

static int number_compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

static const double *sorted(lua_State *lua, size_t *len)
{
    double *list = numbers(lua, 1, len);
    sort_items(list, list + *len, *len, sizeof *list, number_compare);
    world_charge(lua, *len * 2);
    return list;
}

/* Whole results stay integers, so that they print as 5 and not as 5.0. */
static int push(lua_State *lua, double n)
{
    if (n == floor(n) && fabs(n) < 1e15) lua_pushinteger(lua, (lua_Integer)n);
    else lua_pushnumber(lua, n);
    return 1;
}

/* Neumaier's variant of Kahan's sum: 0.1 ten times is 1. */
static double sum(const double *list, size_t len)
{
    double total = 0, lost = 0;
    for (size_t i = 0; i < len; i++) {
        double next = total + list[i];
        lost += fabs(total) >= fabs(list[i]) ? total - next + list[i] : list[i] - next + total;
        total = next;
    }
    return isfinite(lost) ? total + lost : total;
}

int stats_sum(lua_State *lua)
{
    size_t len;
    const double *list = numbers(lua, 0, &len);
    return push(lua, sum(list, len));
}

int stats_mean(lua_State *lua)
{
    size_t len;
    const double *list = numbers(lua, 1, &len);
    return push(lua, sum(list, len) / (double)len);
}

int stats_sd(lua_State *lua)
{
    size_t len;
    double *list = numbers(lua, 2, &len);
    double mean = sum(list, len) / (double)len;
    for (size_t i = 0; i < len; i++) list[i] = (list[i] - mean) * (list[i] - mean);
    return push(lua, sqrt(sum(list, len) / (double)(len - 1)));
}

static double quantile(const double *list, size_t len, double q)
{
    double at = q * (double)(len - 1);
    size_t below = (size_t)at;
    if (below + 1 >= len) return list[len - 1];
    return list[below] + (at - (double)below) * (list[below + 1] - list[below]);
}

int stats_median(lua_State *lua)
{
    size_t len;
    const double *list = sorted(lua, &len);
    return push(lua, quantile(list, len, 0.5));
}

int stats_quantile(lua_State *lua)
{
    size_t len;
    double q = lua_tonumber(lua, 2);
    if (!(q >= 0 && q <= 1)) return api_argument(lua, 2, "must be 0 to 1");
    const double *list = sorted(lua, &len);
    return push(lua, quantile(list, len, q));
}

int stats_min(lua_State *lua)
{
    size_t len;
    const double *list = numbers(lua, 1, &len);
    double least = list[0];
    for (size_t i = 1; i < len; i++) least = list[i] < least ? list[i] : least;
    return push(lua, least);
}

int stats_max(lua_State *lua)
{
    size_t len;
    const double *list = numbers(lua, 1, &len);
    double most = list[0];
    for (size_t i = 1; i < len; i++) most = list[i] > most ? list[i] : most;
    return push(lua, most);
}

int stats_round(lua_State *lua)
{
    double x = lua_tonumber(lua, 1);
    lua_Integer digits = lua_isnil(lua, 2) ? 0 : lua_tointeger(lua, 2);
    if (digits < -15 || digits > 15) return api_argument(lua, 2, "must be -15 to 15");
    if (!isfinite(x)) return push(lua, x);
    double scale = pow(10, (double)(digits < 0 ? -digits : digits));
    double scaled = digits < 0 ? x / scale : x * scale;
    if (fabs(scaled) < 4503599627370496.0) { /* 2^52: beyond, there is nothing to round */
        /* 1.005 is a little less than it looks: half of what can be seen counts as half */
        double whole = floor(fabs(scaled) * (1 + DBL_EPSILON) + 0.5);
        x = copysign(digits < 0 ? whole * scale : whole / scale, x);
    }
    return push(lua, x == 0 ? 0 : x);
}

int stats_count(lua_State *lua)
{
    lua_Integer n = (lua_Integer)lua_rawlen(lua, 1), count = 0;
    world_charge(lua, (size_t)n);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(lua, 1, i);
        if (lua_isfunction(lua, 2)) {
            lua_pushvalue(lua, 2);
            lua_insert(lua, -2);
            lua_call(lua, 1, 1);
            count += lua_toboolean(lua, -1);
        } else {
            count += lua_isnil(lua, 2) || lua_rawequal(lua, 2, -1);
        }
        lua_pop(lua, 1);
    }
    lua_pushinteger(lua, count);
    return 1;
}
