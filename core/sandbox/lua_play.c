#include "sandbox/lua_play.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>

#include "base/limits.h"
#include "sandbox/lua_api.h"
#include "sandbox/lua_value.h"
#include "sandbox/wire.h"

/* --- the pack's files --- */

static char chunks_key; /* registry: code id -> path -> compiled function */

static void chunk_compile(lua_State *lua, const struct code_file *file)
{
    struct str source = file->source;
    char name[PACK_PATH_LEN + 2];
    snprintf(name, sizeof name, "@%.*s", STR_ARG(file->path));
    if (str_starts(source, STR("\xef\xbb\xbf"))) source = str_slice(source.ptr + 3, source.len - 3);
    if (str_starts(source, STR(LUA_SIGNATURE)))
        luaL_error(lua, "%s:1: this is compiled Lua; a pack ships its source", name + 1);
    size_t line = 1;
    for (size_t i = 0; i < source.len; i++) {
        if (source.ptr[i] == '\n') line++;
        if (source.ptr[i] == '\0')
            luaL_error(lua, "%s:%d: a NUL byte; save the file as plain UTF-8 text", name + 1,
                       (int)line);
    }
    if (luaL_loadbufferx(lua, source.ptr, source.len, name, "t") != LUA_OK) lua_error(lua);
}

void play_chunk(lua_State *lua, struct str path)
{
    struct world *world = world_of(lua);
    const struct code_file *file = code_file_find(world->code, path);
    if (file == NULL)
        world_abort(lua, FAULT_MISSING, "the pack has no %.*s%s", STR_ARG(path),
                    world->code->refused ? " (some of its files did not fit)" : "");
    /* compiled once per state; a test file runs exercises several times at once, each with
     * variables of its own */
    if (lua_rawgetp(lua, LUA_REGISTRYINDEX, &chunks_key) == LUA_TNIL) {
        lua_pop(lua, 1);
        lua_newtable(lua);
        lua_pushvalue(lua, -1);
        lua_rawsetp(lua, LUA_REGISTRYINDEX, &chunks_key);
    }
    if (lua_rawgeti(lua, -1, world->code->id) == LUA_TNIL) {
        lua_pop(lua, 1);
        lua_newtable(lua);
        lua_pushvalue(lua, -1);
        lua_rawseti(lua, -3, world->code->id);
    }
    lua_remove(lua, -2);
    lua_pushlstring(lua, path.ptr, path.len);
    if (world->tests || lua_rawget(lua, -2) == LUA_TNIL) {
        lua_settop(lua, lua_gettop(lua) - 1);
        chunk_compile(lua, file);
        if (!world->tests) {
            lua_pushlstring(lua, path.ptr, path.len);
            lua_pushvalue(lua, -2);
            lua_rawset(lua, -4);
        }
    }
    lua_remove(lua, -2);
    world_get(lua, SLOT_ENV);
    if (lua_setupvalue(lua, -2, 1) == NULL) lua_pop(lua, 1);
}

/* Pushes the names of the pack's lib files as keys of a table. */
static void libs_push(lua_State *lua)
{
    lua_newtable(lua);
    for (const struct code_file *f = world_of(lua)->code->files; f; f = f->next) {
        if (!str_starts(f->path, STR("lib/")) || !str_ends(f->path, STR(".lua"))) continue;
        lua_pushfstring(lua, "lib.%s", f->path.ptr + 4);
        struct str name = api_str(lua, -1);
        lua_pushlstring(lua, name.ptr, name.len - 4);
        lua_remove(lua, -2);
        lua_pushboolean(lua, true);
        lua_rawset(lua, -3);
    }
}

int base_require(lua_State *lua)
{
    struct str name = api_str(lua, 1);
    world_get(lua, SLOT_LOADED);
    lua_pushvalue(lua, 1);
    if (lua_rawget(lua, 2) == LUA_TLIGHTUSERDATA)
        return api_error(lua, "require: %.*s is being loaded already; two files need each other",
                         STR_ARG(name));
    if (!lua_isnil(lua, -1)) return 1;
    lua_settop(lua, 2);
    char path[PACK_PATH_LEN];
    if (name.len > SLUG_LEN || !str_starts(name, STR("lib.")) ||
        snprintf(path, sizeof path, "lib/%.*s.lua", (int)name.len - 4, name.ptr + 4) < 0 ||
        code_file_find(world_of(lua)->code, str_of(path)) == NULL) {
        libs_push(lua);
        const char *near_name = api_suggest_key(lua, name, -1);
        if (near_name)
            return api_error(lua, "require: the pack has no '%.*s'; did you mean '%s'?",
                             STR_ARG(name), near_name);
        return api_error(lua, "require: the pack has no '%.*s'; \"lib.x\" runs its file lib/x.lua",
                         STR_ARG(name));
    }
    lua_pushvalue(lua, 1);
    lua_pushlightuserdata(lua, lua);
    lua_rawset(lua, 2);
    play_chunk(lua, str_of(path));
    lua_call(lua, 0, 1);
    if (lua_isnil(lua, -1)) {
        lua_pop(lua, 1);
        lua_pushboolean(lua, true);
    }
    lua_pushvalue(lua, 1);
    lua_pushvalue(lua, -2);
    lua_rawset(lua, 2);
    return 1;
}

/* --- exercise --- */

/* Every place of the list at definition[key] must satisfy. */
static void list_check(lua_State *lua, const char *key, int most, bool texts)
{
    if (lua_getfield(lua, 1, key) == LUA_TTABLE) {
        lua_Unsigned n = lua_rawlen(lua, -1);
        if (n > (lua_Unsigned)most) api_error(lua, "exercise: %s has at most %d places", key, most);
        for (lua_Unsigned i = 1; i <= n; i++) {
            lua_rawgeti(lua, -1, (lua_Integer)i);
            bool text = lua_type(lua, -1) == LUA_TSTRING || (texts && api_is(lua, -1, TYPE_TEXT));
            if (!text)
                api_error(lua, "exercise: %s[%d] must be %s, but is %s", key, (int)i,
                          texts ? "a text" : "the id of a pitfall", api_type_name(lua, -1));
            if (!texts && !str_is_slug(api_str(lua, -1), SLUG_LEN))
                api_error(lua,
                          "exercise: pitfalls[%d] must be lower case with hyphens, like "
                          "'gemiddelde-verbergt'",
                          (int)i);
            lua_pop(lua, 1);
        }
    }
    lua_pop(lua, 1);
}

int exercise_new(lua_State *lua)
{
    static const char *const keys[] = {"title", "minutes", "pitfalls", "generate", "view",
                                       "grade", "hints",   "solution", "fixtures", NULL};
    api_table(lua, 1, "exercise",
              "title:text, minutes:integer, pitfalls:table?, generate:function?, view:function, "
              "grade:function, hints:table?, solution:function?, fixtures:table?",
              0);
    list_check(lua, "pitfalls", PARTS_MAX, false);
    list_check(lua, "hints", HINTS_MAX, true);
    lua_getfield(lua, 1, "minutes");
    if (lua_tointeger(lua, -1) < 1 || lua_tointeger(lua, -1) > 240)
        return api_error(lua, "exercise: minutes must be 1 to 240");
    lua_newtable(lua);
    for (size_t i = 0; keys[i]; i++) {
        lua_getfield(lua, 1, keys[i]);
        lua_setfield(lua, -2, keys[i]);
    }
    api_object(lua, TYPE_EXERCISE);
    return 1;
}

void play_load(lua_State *lua)
{
    struct world *world = world_of(lua);
    char path[PACK_PATH_LEN];
    snprintf(path, sizeof path, "exercises/%.*s.lua", STR_ARG(world->exercise));
    play_chunk(lua, str_of(path));
    lua_call(lua, 0, 1);
    if (!api_is(lua, -1, TYPE_EXERCISE))
        world_shape(lua, "the file must end with: return exercise { ... }; it returned %s",
                    lua_isnil(lua, -1) ? "nothing" : api_type_name(lua, -1));
    api_content(lua, -1);
    world_put(lua, SLOT_EXERCISE);
    lua_pop(lua, 1);
}

/* Pushes a value of the definition. */
static int exercise_get(lua_State *lua, const char *key)
{
    world_get(lua, SLOT_EXERCISE);
    int type = lua_getfield(lua, -1, key);
    lua_remove(lua, -2);
    return type;
}

static void info_copy(lua_State *lua, const char *key)
{
    exercise_get(lua, key);
    lua_setfield(lua, -2, key);
}

json_t *play_info(lua_State *lua)
{
    struct world *world = world_of(lua);
    lua_newtable(lua);
    lua_pushlstring(lua, world->exercise.ptr, world->exercise.len);
    lua_setfield(lua, -2, "id");
    info_copy(lua, "title");
    info_copy(lua, "minutes");
    info_copy(lua, "pitfalls");
    info_copy(lua, "hints");
    static const char *const lists[] = {"pitfalls", "hints"};
    for (size_t i = 0; i < 2; i++) {
        if (lua_getfield(lua, -1, lists[i]) == LUA_TNIL) {
            lua_newtable(lua);
            lua_setfield(lua, -3, lists[i]);
        }
        lua_pop(lua, 1);
    }
    json_t *json = value_json(lua, -1, "exercise");
    lua_pop(lua, 1);
    struct exercise_info info;
    struct err err;
    if (wire_info(world->arena, json, &info, &err) != 0) world_shape(lua, "exercise: %s", err.text);
    return json;
}

uint64_t play_generate(lua_State *lua)
{
    if (exercise_get(lua, "generate") == LUA_TNIL) {
        lua_pop(lua, 1);
        lua_newtable(lua);
        lua_newtable(lua);
    } else {
        rng_push(lua);
        lua_call(lua, 1, 2);
        if (!lua_istable(lua, -2))
            world_shape(lua, "generate must return a table of parameters (and the key), not %s",
                        api_type_name(lua, -2));
        if (lua_isnil(lua, -1)) {
            lua_pop(lua, 1);
            lua_newtable(lua);
        } else if (!lua_istable(lua, -1)) {
            world_shape(lua, "generate: the key (second value) must be a table, not %s",
                        api_type_name(lua, -1));
        }
    }
    world_put(lua, SLOT_KEY);
    uint64_t fingerprint = value_fingerprint(lua, -1, "generate: params");
    world_put(lua, SLOT_PARAMS);
    return fingerprint;
}

json_t *play_view(lua_State *lua, struct view *view)
{
    struct world *world = world_of(lua);
    exercise_get(lua, "view");
    world_get(lua, SLOT_PARAMS);
    lua_call(lua, 1, 1);
    if (!lua_istable(lua, -1))
        world_shape(lua, "view must return a list of ui blocks, not %s", api_type_name(lua, -1));
    lua_Unsigned n = lua_rawlen(lua, -1);
    for (lua_Unsigned i = 1; i <= n && i <= BLOCKS_MAX + 1; i++) {
        lua_rawgeti(lua, -1, (lua_Integer)i);
        if (!api_is(lua, -1, TYPE_BLOCK))
            world_shape(lua, "view: block %d must be made by ui.*, but is %s", (int)i,
                        api_type_name(lua, -1));
        lua_pop(lua, 1);
    }
    json_t *json = value_json(lua, -1, "view");
    lua_pop(lua, 1);
    struct err err;
    if (wire_view(world->arena, json, view, &err) != 0) world_shape(lua, "view: %s", err.text);
    world->view = view;
    return json;
}

/* --- answers --- */

/* a.<field>: nil when empty; a name that the view does not have is a mistake. */
static int answer_index(lua_State *lua)
{
    struct str key = lua_type(lua, 2) == LUA_TSTRING ? api_str(lua, 2) : STR("?");
    lua_pushvalue(lua, 2);
    if (lua_rawget(lua, lua_upvalueindex(1)) != LUA_TNIL) {
        lua_pushnil(lua);
        return 1;
    }
    const char *near_key = api_suggest_key(lua, key, lua_upvalueindex(1));
    if (near_key)
        return api_error(lua, "the view has no field '%.*s'; did you mean '%s'?", STR_ARG(key),
                         near_key);
    return api_error(lua, "the view has no field '%.*s'", STR_ARG(key));
}

static void answer_push(lua_State *lua, const struct view *view, const struct answer *answer)
{
    lua_newtable(lua);
    lua_newtable(lua);
    for (size_t i = 0; i < answer->values_len; i++) {
        const struct value *value = &answer->values[i];
        const struct field *field = view_field(view, value->id);
        lua_pushlstring(lua, value->id.ptr, value->id.len);
        lua_pushboolean(lua, true);
        lua_rawset(lua, -3);
        if (value->strings_len == 0) continue;
        lua_pushlstring(lua, value->id.ptr, value->id.len);
        if (field->kind == FIELD_NUMBER) {
            if (value->number == floor(value->number) && fabs(value->number) < 1e15)
                lua_pushinteger(lua, (lua_Integer)value->number);
            else lua_pushnumber(lua, value->number);
        } else if (field->kind == FIELD_MARKS || field->many) {
            lua_createtable(lua, (int)value->strings_len, 0);
            for (size_t s = 0; s < value->strings_len; s++) {
                lua_pushlstring(lua, value->strings[s].ptr, value->strings[s].len);
                lua_rawseti(lua, -2, (lua_Integer)s + 1);
            }
        } else {
            lua_pushlstring(lua, value->strings[0].ptr, value->strings[0].len);
        }
        lua_rawset(lua, -4);
    }
    lua_createtable(lua, 0, 2);
    lua_insert(lua, -2);
    lua_pushcclosure(lua, answer_index, 1);
    lua_setfield(lua, -2, "__index");
    lua_pushboolean(lua, false);
    lua_setfield(lua, -2, "__metatable");
    lua_setmetatable(lua, -2);
}

json_t *play_grade(lua_State *lua, const struct answer *answer, struct outcome *outcome)
{
    struct world *world = world_of(lua);
    exercise_get(lua, "grade");
    world_get(lua, SLOT_PARAMS);
    world_get(lua, SLOT_KEY);
    answer_push(lua, world->view, answer);
    lua_call(lua, 3, 1);
    if (!api_is(lua, -1, TYPE_PARTS))
        world_shape(lua, "grade must return parts { ... }, not %s", api_type_name(lua, -1));
    api_content(lua, -1);
    json_t *json = value_json(lua, -1, "grade");
    lua_pop(lua, 2);
    struct err err;
    if (wire_outcome(world->arena, json, outcome, &err) != 0)
        world_shape(lua, "grade: %s", err.text);
    return json;
}

static void raw_add(lua_State *lua, const char *what, struct str id, enum lang lang,
                    struct raw **raw, size_t *len)
{
    struct arena *arena = world_of(lua)->arena;
    if (*len == HTTP_FORM_FIELDS_MAX) world_shape(lua, "%s: too many values", what);
    struct str value = {0};
    if (lua_type(lua, -1) == LUA_TNUMBER)
        value = number_text(arena, lua_tonumber(lua, -1), lang_decimal(lang));
    else if (lua_type(lua, -1) == LUA_TSTRING) value = api_str(lua, -1);
    else
        world_shape(lua, "%s.%.*s must be a number, a string or a list of strings, not %s", what,
                    STR_ARG(id), api_type_name(lua, -1));
    if (value.len > FIELD_VALUE_LEN) world_shape(lua, "%s.%.*s is too long", what, STR_ARG(id));
    if (*len % 64 == 0) {
        struct raw *more = arena_array(arena, struct raw, *len + 64);
        if (*len) memcpy(more, *raw, *len * sizeof *more);
        *raw = more;
    }
    (*raw)[(*len)++] = (struct raw){arena_str(arena, id), arena_str(arena, value)};
}

void play_raw(lua_State *lua, const char *what, enum lang lang, struct raw **raw, size_t *len)
{
    const struct view *view = world_of(lua)->view;
    int from = lua_gettop(lua);
    *raw = NULL;
    *len = 0;
    lua_pushnil(lua);
    while (lua_next(lua, from)) {
        struct str id = lua_type(lua, -2) == LUA_TSTRING ? api_str(lua, -2) : STR("?");
        if (view_field(view, id) == NULL)
            world_shape(lua, "%s: the view has no field '%.*s'", what, STR_ARG(id));
        if (lua_istable(lua, -1)) {
            lua_Unsigned n = lua_rawlen(lua, -1);
            for (lua_Unsigned i = 1; i <= n; i++) {
                lua_rawgeti(lua, -1, (lua_Integer)i);
                raw_add(lua, what, id, lang, raw, len);
                lua_pop(lua, 1);
            }
        } else {
            raw_add(lua, what, id, lang, raw, len);
        }
        lua_pop(lua, 1);
    }
    lua_pop(lua, 1);
}

bool play_solve(lua_State *lua, struct answer *answer, json_t **text)
{
    struct world *world = world_of(lua);
    struct raw *raw;
    size_t len;
    *text = NULL;
    if (exercise_get(lua, "solution") == LUA_TNIL) {
        lua_pop(lua, 1);
        return false;
    }
    world_get(lua, SLOT_PARAMS);
    world_get(lua, SLOT_KEY);
    lua_call(lua, 2, 2);
    if (!lua_istable(lua, -2))
        world_shape(lua, "solution must return a table { field = value }, not %s",
                    api_type_name(lua, -2));
    if (!lua_isnil(lua, -1)) {
        if (lua_type(lua, -1) != LUA_TSTRING && !api_is(lua, -1, TYPE_TEXT))
            world_shape(lua, "solution: the explanation (second value) must be a text, not %s",
                        api_type_name(lua, -1));
        *text = value_json(lua, -1, "solution: the explanation");
    }
    lua_pop(lua, 1);
    play_raw(lua, "solution", LANG_EN, &raw, &len);
    answer_parse(world->arena, world->view, raw, len, LANG_EN, answer);
    if (answer->checks_len > 0) {
        static const char *const words[] = {
#define X(id, name) [CHECK_##id] = name,
            CHECK_LIST(X)
#undef X
        };
        world_shape(lua, "solution: field '%.*s' cannot be read (%s)",
                    STR_ARG(answer->checks[0].field), words[answer->checks[0].why]);
    }
    return true;
}
