/* Grading: near, and parts, which adds up the scores of the parts of an answer:
 *
 *   sum(weight * score) / sum(weight), less `minus`, at most `cap`, within 0..1;
 *   passed: score >= `pass`, and every part with must = true is wholly right. */
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "sandbox/lua_api.h"
#include "sandbox/lua_value.h"
#include "sandbox/lua_world.h"

#define PASS_SCORE 0.7 /* unless options.pass says otherwise */
#define ROUNDING 1e-9  /* adding up weights may lose this much */

int near(lua_State *lua)
{
    double want = lua_tonumber(lua, 2), tolerance = 0;
    if (lua_type(lua, 3) == LUA_TSTRING) {
        struct str s = str_trim(api_str(lua, 3));
        char *end;
        bool percent = str_ends(s, STR("%"));
        tolerance = s.len ? strtod(s.ptr, &end) : 0;
        if (s.len == 0 || end == s.ptr || end != s.ptr + s.len - percent)
            return api_argument(lua, 3, "an amount such as 0.5, or a percentage such as \"1%%\"");
        if (percent) tolerance = fabs(want) * tolerance / 100;
    } else if (!lua_isnil(lua, 3)) {
        tolerance = lua_tonumber(lua, 3);
    }
    if (!(tolerance >= 0 && isfinite(tolerance)))
        return api_argument(lua, 3, "must be a number from 0 on");
    if (lua_isnil(lua, 1)) {
        lua_pushboolean(lua, false);
        return 1;
    }
    double rounding = fabs(want) * 1e-12; /* 0.1 + 0.2 is near 0.3 */
    lua_pushboolean(lua, fabs(lua_tonumber(lua, 1) - want) <= tolerance + rounding);
    return 1;
}

/* A number of the table on top, or the one that stands for it. */
static double number_or(lua_State *lua, const char *key, double otherwise)
{
    double n = lua_getfield(lua, -1, key) == LUA_TNIL ? otherwise : lua_tonumber(lua, -1);
    lua_pop(lua, 1);
    return n;
}

struct sum {
    double weights, scores;
    bool must_failed;
    int list; /* stack place of the list of parts */
    lua_Integer len;
};

/* The notes of the part on top: checks them, sets part.notes. */
static void notes_add(lua_State *lua, const char *place, int part)
{
    if (lua_getfield(lua, -1, "notes") == LUA_TNIL || lua_rawlen(lua, -1) == 0) {
        lua_pop(lua, 1);
        return;
    }
    lua_Unsigned n = lua_rawlen(lua, -1);
    for (lua_Unsigned i = 1; i <= n; i++) {
        char where[140];
        snprintf(where, sizeof where, "%s: notes[%d]", place, (int)i);
        if (lua_rawgeti(lua, -1, (lua_Integer)i) != LUA_TTABLE)
            api_error(lua, "%s must be { at = \"4.age\", right = true, text = L{...} }", where);
        api_table(lua, -1, where, "at:string, right:boolean, text:text", 0);
        lua_pop(lua, 1);
    }
    lua_setfield(lua, part, "notes");
}

/* One part; its definition is on top of the stack, and stays. */
static void part_add(lua_State *lua, struct str id, struct sum *sum)
{
    char place[100];
    snprintf(place, sizeof place, "parts: %.*s", (int)(id.len < SLUG_LEN ? id.len : SLUG_LEN),
             id.ptr);
    if (!lua_istable(lua, -1))
        api_error(lua, "%s must be a table, as in { a.%.*s == \"x\", weight = 0.5 }", place,
                  STR_ARG(id));
    api_table(lua, -1, place,
              "weight:number?, pitfall:string?, yes:text?, no:text?, must:boolean?, notes:table?",
              1);
    double score = -1, weight = number_or(lua, "weight", 1);
    lua_rawgeti(lua, -1, 1);
    if (lua_isboolean(lua, -1)) score = lua_toboolean(lua, -1);
    else if (lua_type(lua, -1) == LUA_TNUMBER) score = lua_tonumber(lua, -1);
    if (!(score >= 0 && score <= 1))
        api_error(lua, "%s: the first value must be true, false or a score from 0 to 1, but is %s",
                  place, lua_type(lua, -1) == LUA_TNUMBER ? "outside" : api_type_name(lua, -1));
    lua_pop(lua, 1);
    if (!(weight >= 0 && weight <= 1e6)) api_error(lua, "%s: weight must be 0 or more", place);
    sum->weights += weight;
    sum->scores += weight * score;
    if (lua_getfield(lua, -1, "must") && lua_toboolean(lua, -1) && score < 1)
        sum->must_failed = true;
    lua_pop(lua, 1);

    lua_newtable(lua);
    int part = lua_gettop(lua);
    lua_pushlstring(lua, id.ptr, id.len);
    lua_setfield(lua, part, "id");
    lua_pushnumber(lua, score);
    lua_setfield(lua, part, "score");
    lua_pushnumber(lua, weight);
    lua_setfield(lua, part, "weight");
    lua_getfield(lua, part - 1, score == 1 ? "yes" : "no");
    lua_setfield(lua, part, "text");
    if (score < 1) {
        lua_getfield(lua, part - 1, "pitfall");
        lua_setfield(lua, part, "pitfall");
    }
    lua_pushvalue(lua, part - 1);
    notes_add(lua, place, part);
    lua_settop(lua, part);
    lua_rawseti(lua, sum->list, ++sum->len);
}

/* In the order of the view's fields, then by name. */
static void parts_add(lua_State *lua, struct sum *sum)
{
    const struct view *view = world_of(lua)->view;
    size_t len;
    for (size_t i = 0; view && i < view->len; i++) {
        if (view->blocks[i].kind != BLOCK_FIELD) continue;
        struct str id = view->blocks[i].field->id;
        lua_pushlstring(lua, id.ptr, id.len);
        if (lua_rawget(lua, 1) != LUA_TNIL) part_add(lua, id, sum);
        lua_pop(lua, 1);
    }
    const struct key *keys = keys_push(lua, 1, &len);
    for (size_t i = 0; i < len; i++) {
        if (!keys[i].is_string)
            api_error(lua, "parts: every part needs a name, as in { mean = { ... } }");
        if (view && view_field(view, keys[i].string)) continue;
        key_push(lua, &keys[i]);
        lua_rawget(lua, 1);
        part_add(lua, keys[i].string, sum);
        lua_pop(lua, 1);
    }
    lua_pop(lua, 1);
}

int parts_new(lua_State *lua)
{
    double pass = PASS_SCORE, minus = 0, cap = 1;
    if (lua_istable(lua, 2)) {
        api_table(lua, 2, "parts: options", "pass:number?, minus:number?, cap:number?", 0);
        pass = number_or(lua, "pass", pass);
        minus = number_or(lua, "minus", minus);
        cap = number_or(lua, "cap", cap);
        if (!(pass >= 0 && pass <= 1)) return api_error(lua, "parts: pass must be 0 to 1");
        if (!(cap >= 0 && cap <= 1)) return api_error(lua, "parts: cap must be 0 to 1");
        if (!(minus >= 0)) return api_error(lua, "parts: minus must not be negative");
    }
    lua_newtable(lua);
    struct sum sum = {.list = lua_gettop(lua)};
    parts_add(lua, &sum);
    if (sum.len == 0) return api_error(lua, "parts: at least one part");
    if (!(sum.weights > 0)) return api_error(lua, "parts: at least one weight must be more than 0");
    double score = sum.scores / sum.weights - minus;
    if (score > cap) score = cap;
    if (score < 0) score = 0;
    if (score > 1 - ROUNDING) score = 1;

    for (lua_Integer i = 1; i <= sum.len; i++) { /* as a share of the whole */
        lua_rawgeti(lua, sum.list, i);
        lua_pushnumber(lua, number_or(lua, "weight", 1) / sum.weights);
        lua_setfield(lua, -2, "weight");
        lua_pop(lua, 1);
    }
    lua_newtable(lua);
    lua_pushnumber(lua, score);
    lua_setfield(lua, -2, "score");
    lua_pushboolean(lua, score >= pass - ROUNDING && !sum.must_failed);
    lua_setfield(lua, -2, "passed");
    lua_pushvalue(lua, sum.list);
    lua_setfield(lua, -2, "parts");
    api_object(lua, TYPE_PARTS);
    return 1;
}
