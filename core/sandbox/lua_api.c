#include "sandbox/lua_api.h"

#include <assert.h>
#include <lauxlib.h>
#include <lualib.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "sandbox/lua_string.h"
#include "sandbox/lua_world.h"

#define STOCK NULL
const struct api api_list[] = {
#define X(name, fn, signature, help) {name, fn, signature, help},
#include "sandbox/api.def"
#undef X
};
const size_t api_count = sizeof api_list / sizeof api_list[0];

/* --- signatures --- */

enum {
    T_NIL = 1,
    T_BOOLEAN = 2,
    T_NUMBER = 4,
    T_INTEGER = 8,
    T_STRING = 16,
    T_TABLE = 32,
    T_FUNCTION = 64,
    T_ANY = 128,
    T_TEXT = 256,
    T_RNG = 512,
    T_TEST = 1024
};

static const struct type_name {
    const char *name, *words;
    unsigned bit;
} type_names[] = {
    {"nil", "nil", T_NIL},
    {"boolean", "a boolean", T_BOOLEAN},
    {"number", "a number", T_NUMBER},
    {"integer", "a whole number", T_INTEGER},
    {"string", "a string", T_STRING},
    {"table", "a table", T_TABLE},
    {"function", "a function", T_FUNCTION},
    {"any", "a value", T_ANY},
    {TYPE_TEXT, "an L text (call it with a colon)", T_TEXT},
    {TYPE_RNG, "an rng (call it with a colon: rng:int(...))", T_RNG},
    {TYPE_TEST, "the test's t (call it with a colon: t:score(...))", T_TEST},
    {"text", "a string or L{ nl = ..., en = ... }", T_STRING | T_TEXT}, /* last: says more */
};

#define PARAMS_MAX 6

/* One argument of a signature: "tolerance:string|number?" */
struct param {
    struct str name;
    unsigned types;
    bool optional, rest;
};

static bool param_next(struct str *signature, struct param *param)
{
    struct str piece, type;
    if (signature->len == 0 || !str_cut(signature, ',', &piece)) return false;
    piece = str_trim(piece);
    *param = (struct param){.rest = str_is(piece, "...")};
    if (param->rest) return true;
    param->optional = str_ends(piece, STR("?"));
    if (param->optional) piece.len--;
    bool named = str_cut(&piece, ':', &param->name);
    while (named && str_cut(&piece, '|', &type))
        for (size_t i = 0; i < sizeof type_names / sizeof type_names[0]; i++)
            if (str_is(type, type_names[i].name)) param->types |= type_names[i].bit;
    assert(param->types != 0);
    return true;
}

/* Every signature, read once. */
static struct call {
    struct param params[PARAMS_MAX];
    int len;
    bool rest;
} calls[sizeof api_list / sizeof api_list[0]];

static void signatures_read(void)
{
    for (size_t i = 0; i < api_count; i++) {
        struct call *call = &calls[i];
        struct str signature = str_of(api_list[i].signature);
        struct param param;
        *call = (struct call){0};
        if (str_is(signature, "=")) continue;
        while (param_next(&signature, &param)) {
            if (param.rest) {
                call->rest = true;
            } else {
                assert(call->len < PARAMS_MAX);
                call->params[call->len++] = param;
            }
        }
    }
}

static bool param_fits(lua_State *lua, int arg, const struct param *param)
{
    unsigned types = param->types;
    if (types & T_ANY) return !lua_isnone(lua, arg) || param->optional;
    switch (lua_type(lua, arg)) {
    case LUA_TNONE:
        return param->optional;
    case LUA_TNIL:
        return param->optional || types & T_NIL;
    case LUA_TBOOLEAN:
        return types & T_BOOLEAN;
    case LUA_TNUMBER: {
        int whole = 0;
        if (types & T_NUMBER) return true;
        if (types & T_INTEGER) lua_tointegerx(lua, arg, &whole);
        return whole;
    }
    case LUA_TSTRING:
        return types & T_STRING;
    case LUA_TTABLE:
        return types & T_TABLE;
    case LUA_TFUNCTION:
        return types & T_FUNCTION;
    default:
        return (types & T_TEXT && api_is(lua, arg, TYPE_TEXT)) ||
               (types & T_RNG && api_is(lua, arg, TYPE_RNG)) ||
               (types & T_TEST && api_is(lua, arg, TYPE_TEST));
    }
}

static const char *param_words(const struct param *param, char *words, size_t room)
{
    unsigned left = param->types;
    size_t at = 0;
    words[0] = '\0';
    for (size_t i = sizeof type_names / sizeof type_names[0]; i-- > 0;) {
        if ((left & type_names[i].bit) != type_names[i].bit) continue;
        left &= ~type_names[i].bit;
        at +=
            (size_t)snprintf(words + at, room - at, "%s%s", at ? " or " : "", type_names[i].words);
        if (at >= room) break;
    }
    return words;
}

static int param_refuse(lua_State *lua, const struct api *api, int arg, const struct param *param)
{
    char words[200];
    const char *got = lua_isnone(lua, arg) ? "missing" : api_type_name(lua, arg);
    return api_error(lua, "%s: argument %d (%.*s) must be %s, but is %s", api->name, arg,
                     STR_ARG(param->name), param_words(param, words, sizeof words), got);
}

/* What stands before each function of ours. */
static int api_call(lua_State *lua)
{
    const struct api *api = lua_touserdata(lua, lua_upvalueindex(1));
    const struct call *call = &calls[api - api_list];
    for (int i = 0; i < call->len; i++)
        if (!param_fits(lua, i + 1, &call->params[i]))
            return param_refuse(lua, api, i + 1, &call->params[i]);
    if (!call->rest) lua_settop(lua, call->len);
    return api->fn(lua);
}

/* --- errors --- */

__attribute__((format(printf, 3, 0))) static int error_raise(lua_State *lua, const char *before,
                                                             const char *fmt, va_list args)
{
    char where[PACK_PATH_LEN + 32], text[FAULT_TEXT_LEN], whole[FAULT_TEXT_LEN * 2];
    vsnprintf(text, sizeof text, fmt, args);
    world_where(lua, where, sizeof where);
    snprintf(whole, sizeof whole, "%s%s%s", where, before, text);
    lua_checkstack(lua, 1);
    lua_pushstring(lua, whole);
    return lua_error(lua);
}

int api_error(lua_State *lua, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int never = error_raise(lua, "", fmt, args);
    va_end(args);
    return never;
}

int api_argument(lua_State *lua, int arg, const char *fmt, ...)
{
    const struct api *api = lua_touserdata(lua, lua_upvalueindex(1));
    const struct param *param = &calls[api - api_list].params[arg - 1];
    char before[120];
    snprintf(before, sizeof before, "%s: argument %d (%.*s): ", api->name, arg,
             STR_ARG(param->name));
    va_list args;
    va_start(args, fmt);
    int never = error_raise(lua, before, fmt, args);
    va_end(args);
    return never;
}

/* --- did you mean --- */

/* Edits between two short words; more than `most` counts as most + 1. */
static size_t word_distance(struct str a, struct str b, size_t most)
{
    size_t row[SLUG_LEN + 1];
    if (a.len > SLUG_LEN || b.len > SLUG_LEN) return most + 1;
    for (size_t j = 0; j <= b.len; j++) row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t above = row[j];
            size_t best = corner + (a.ptr[i - 1] != b.ptr[j - 1]);
            if (above + 1 < best) best = above + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            row[j] = best;
            corner = above;
        }
    }
    return row[b.len];
}

static void nearer(struct str word, const char *known, const char **best, size_t *distance)
{
    size_t d = word_distance(word, str_of(known), *distance);
    if (d < *distance) {
        *distance = d;
        *best = known;
    }
}

static size_t distance_allowed(struct str word)
{
    return word.len < 3 ? 2 : word.len < 6 ? 3 : 4; /* one less than this is near */
}

const char *api_suggest(struct str word, const char *const *known)
{
    const char *best = NULL;
    size_t distance = distance_allowed(word);
    for (size_t i = 0; known[i]; i++) nearer(word, known[i], &best, &distance);
    return best;
}

const char *api_suggest_key(lua_State *lua, struct str word, int index)
{
    const char *best = NULL;
    size_t distance = distance_allowed(word);
    index = lua_absindex(lua, index);
    lua_pushnil(lua);
    while (lua_next(lua, index)) {
        lua_pop(lua, 1);
        if (lua_type(lua, -1) != LUA_TSTRING) continue;
        const char *key = lua_tostring(lua, -1);
        size_t before = distance;
        const char *was = best;
        nearer(word, key, &best, &distance);
        /* equally near: the first by its bytes, so that the sentence is always the same */
        if (best == was && was && distance == before &&
            word_distance(word, str_of(key), before) == before && strcmp(key, was) < 0)
            best = key;
    }
    return best;
}

#define NAMES_MAX 16
#define NAME_LISTS_MAX 32 /* more are read again each time */

static int key_unknown(lua_State *lua, const char *what, const struct param *params, size_t len)
{
    char names[NAMES_MAX][SLUG_LEN], all[400] = "";
    const char *known[NAMES_MAX + 1] = {NULL};
    for (size_t i = 0; i < len; i++) {
        size_t at = strlen(all);
        snprintf(names[i], SLUG_LEN, "%.*s", STR_ARG(params[i].name));
        snprintf(all + at, sizeof all - at, "%s%s", i ? ", " : "", names[i]);
        known[i] = names[i];
    }
    struct str key = api_str(lua, -1);
    const char *near_key = api_suggest(key, known);
    if (near_key)
        return api_error(lua, "%s: unknown '%.*s'; did you mean '%s'?", what, STR_ARG(key),
                         near_key);
    return api_error(lua, "%s: unknown '%.*s'; it knows %s", what, STR_ARG(key), all);
}

/* A list of names, read once: lists are literals, so their addresses tell them apart. */
static const struct param *names_read(const char *names, size_t *len)
{
    static struct {
        const char *names;
        struct param params[NAMES_MAX];
        size_t len;
    } known[NAME_LISTS_MAX], spare;
    size_t i = 0;
    while (i < NAME_LISTS_MAX && known[i].names && known[i].names != names) i++;
    bool full = i == NAME_LISTS_MAX;
    struct param *params = full ? spare.params : known[i].params;
    if (!full && known[i].names) {
        *len = known[i].len;
        return params;
    }
    struct str rest = str_of(names);
    for (*len = 0; param_next(&rest, &params[*len]); ++*len) assert(*len + 1 < NAMES_MAX);
    if (!full) {
        known[i].names = names;
        known[i].len = *len;
    }
    return params;
}

void api_table(lua_State *lua, int index, const char *what, const char *names, int places)
{
    size_t len;
    const struct param *params = names_read(names, &len);
    index = lua_absindex(lua, index);
    lua_pushnil(lua);
    while (lua_next(lua, index)) {
        lua_pop(lua, 1);
        if (lua_isinteger(lua, -1) && lua_tointeger(lua, -1) >= 1 &&
            lua_tointeger(lua, -1) <= places)
            continue;
        if (lua_type(lua, -1) != LUA_TSTRING)
            api_error(lua, "%s: every value needs a name, as in { label = ... }", what);
        bool found = false;
        for (size_t i = 0; i < len && !found; i++) found = str_eq(params[i].name, api_str(lua, -1));
        if (!found) key_unknown(lua, what, params, len);
    }
    for (size_t i = 0; i < len; i++) {
        char words[200];
        lua_pushlstring(lua, params[i].name.ptr, params[i].name.len);
        lua_rawget(lua, index);
        if (!param_fits(lua, -1, &params[i]))
            api_error(lua, "%s: %.*s must be %s, but is %s", what, STR_ARG(params[i].name),
                      param_words(&params[i], words, sizeof words), api_type_name(lua, -1));
        lua_pop(lua, 1);
    }
}

/* --- objects --- */

static const char *const type_list[] = {TYPE_TEXT,     TYPE_BLOCK, TYPE_PARTS,
                                        TYPE_EXERCISE, TYPE_RNG,   TYPE_TEST};

const char *api_type_name(lua_State *lua, int index)
{
    if (lua_type(lua, index) == LUA_TUSERDATA)
        for (size_t i = 0; i < sizeof type_list / sizeof type_list[0]; i++)
            if (api_is(lua, index, type_list[i])) return type_list[i];
    return lua_typename(lua, lua_type(lua, index));
}

bool api_is(lua_State *lua, int index, const char *type)
{
    if (lua_type(lua, index) != LUA_TUSERDATA || !lua_getmetatable(lua, index)) return false;
    luaL_getmetatable(lua, type);
    bool same = lua_rawequal(lua, -1, -2);
    lua_pop(lua, 2);
    return same;
}

void api_object(lua_State *lua, const char *type)
{
    lua_newuserdatauv(lua, 0, 1);
    lua_insert(lua, -2);
    lua_setiuservalue(lua, -2, 1);
    luaL_setmetatable(lua, type);
}

void api_content(lua_State *lua, int index)
{
    lua_getiuservalue(lua, index, 1);
}

struct str api_str(lua_State *lua, int index)
{
    size_t len;
    const char *ptr = lua_tolstring(lua, index, &len);
    return str_slice(ptr, len);
}

/* --- once per state --- */

static char template_key; /* registry: global name -> function, or table of a library */

static void stock_open(lua_State *lua, const char *name, lua_CFunction open)
{
    lua_pushcfunction(lua, open);
    lua_call(lua, 0, 1);
    lua_setfield(lua, -2, name);
}

static void exhausted(lua_State *lua)
{
    world_abort(lua, FAULT_STEPS, "the pattern needs more than %d million steps",
                BUDGET_PATTERN_STEPS / 1000000);
}

/* A method or an unknown name of one of our objects. */
static int object_index(lua_State *lua)
{
    struct str key = lua_type(lua, 2) == LUA_TSTRING ? api_str(lua, 2) : STR("?");
    const char *type = lua_tostring(lua, lua_upvalueindex(2));
    lua_pushvalue(lua, 2);
    if (lua_rawget(lua, lua_upvalueindex(1)) != LUA_TNIL) return 1;
    const char *near_key = api_suggest_key(lua, key, lua_upvalueindex(1));
    if (near_key)
        return api_error(lua, "%s has no '%.*s'; did you mean '%s'?", type, STR_ARG(key), near_key);
    return api_error(lua, "%s has no '%.*s'", type, STR_ARG(key));
}

static void types_open(lua_State *lua)
{
    for (size_t i = 0; i < sizeof type_list / sizeof type_list[0]; i++) {
        luaL_newmetatable(lua, type_list[i]);
        lua_pushboolean(lua, false);
        lua_setfield(lua, -2, "__metatable");
        lua_newtable(lua);
        lua_pushvalue(lua, -1);
        lua_setfield(lua, -3, "methods");
        lua_pushstring(lua, type_list[i]);
        lua_pushcclosure(lua, object_index, 2);
        lua_setfield(lua, -2, "__index");
        lua_pop(lua, 1);
    }
}

/* Takes the value on top: template[name], template[library][name], or a method of a type. */
static void template_set(lua_State *lua, int template, const char *name)
{
    struct str first, member = str_of(name);
    bool method = strchr(name, ':') != NULL;
    str_cut(&member, method ? ':' : '.', &first);
    if (member.ptr == NULL) {
        lua_setfield(lua, template, name);
        return;
    }
    lua_pushlstring(lua, first.ptr, first.len);
    if (method) {
        lua_rawget(lua, LUA_REGISTRYINDEX);
        lua_getfield(lua, -1, "methods");
    } else {
        lua_pushvalue(lua, -1);
        if (lua_rawget(lua, template) == LUA_TNIL) {
            lua_pop(lua, 1);
            lua_newtable(lua);
            lua_pushvalue(lua, -2);
            lua_pushvalue(lua, -2);
            lua_rawset(lua, template);
        }
    }
    lua_pushvalue(lua, -3);
    lua_setfield(lua, -2, member.ptr);
    lua_pop(lua, 3);
}

void api_open(lua_State *lua)
{
    signatures_read();
    lua_string_setup(lua, exhausted);
    types_open(lua);

    lua_newtable(lua);
    int template = lua_gettop(lua);
    lua_newtable(lua);
    int stock = lua_gettop(lua);
    stock_open(lua, "math", luaopen_math);
    stock_open(lua, "utf8", luaopen_utf8);
    for (size_t i = 0; i < api_count; i++) {
        const struct api *api = &api_list[i];
        struct str library, member = str_of(api->name);
        if (api->fn) {
            lua_pushlightuserdata(lua, (void *)(uintptr_t)api);
            lua_pushcclosure(lua, api_call, 1);
        } else {
            str_cut(&member, '.', &library);
            if (str_is(library, "string")) continue; /* lua_string_open makes it, for each call */
            lua_pushlstring(lua, library.ptr, library.len);
            lua_rawget(lua, stock);
            lua_getfield(lua, -1, member.ptr);
            lua_remove(lua, -2);
        }
        template_set(lua, template, api->name);
    }
    lua_settop(lua, template);
    if (runner_probe_open) runner_probe_open(lua);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, &template_key);
}

/* --- once per call --- */

static int global_unknown(lua_State *lua, struct str name)
{
    const char *near_name = api_suggest_key(lua, name, -1);
    if (near_name)
        return api_error(lua, "there is no global '%.*s'; did you mean '%s'?", STR_ARG(name),
                         near_name);
    return api_error(lua, "there is no global '%.*s'; declare it first: local %.*s", STR_ARG(name),
                     STR_ARG(name));
}

/* First use of a global in this call: a fresh copy from the template, kept in argument 1. */
static int global_find(lua_State *lua)
{
    if (lua_type(lua, 2) != LUA_TSTRING) return 0;
    struct str name = api_str(lua, 2);
    lua_rawgetp(lua, LUA_REGISTRYINDEX, &template_key);
    lua_pushvalue(lua, 2);
    int type = lua_rawget(lua, 3);
    if (type == LUA_TNIL || (str_is(name, "test") && !world_of(lua)->tests)) {
        lua_settop(lua, 3);
        return global_unknown(lua, name);
    }
    if (type == LUA_TTABLE) {
        lua_newtable(lua);
        lua_pushnil(lua);
        while (lua_next(lua, 4)) {
            lua_pushvalue(lua, -2);
            lua_insert(lua, -2);
            lua_rawset(lua, 5);
        }
    }
    lua_pushvalue(lua, 2);
    lua_pushvalue(lua, -2);
    lua_rawset(lua, 1);
    return 1;
}

static int global_assign(lua_State *lua)
{
    struct str name = lua_type(lua, 2) == LUA_TSTRING ? api_str(lua, 2) : STR("?");
    return api_error(lua, "assignment to the global '%.*s'; write: local %.*s", STR_ARG(name),
                     STR_ARG(name));
}

void env_fresh(lua_State *lua)
{
    lua_createtable(lua, 0, 0);
    lua_createtable(lua, 0, 3);
    lua_createtable(lua, 0, 8); /* the globals of this call, as they are used */
    lua_string_open(lua);
    lua_setfield(lua, -2, "string");
    lua_createtable(lua, 0, 1);
    lua_pushcfunction(lua, global_find);
    lua_setfield(lua, -2, "__index");
    lua_setmetatable(lua, -2);

    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, global_assign);
    lua_setfield(lua, -2, "__newindex");
    lua_pushboolean(lua, false);
    lua_setfield(lua, -2, "__metatable");
    lua_setmetatable(lua, -2);
}
