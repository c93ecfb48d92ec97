#include "sandbox/lua_value.h"

#include <lauxlib.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "sandbox/lua_api.h"
#include "sandbox/lua_world.h"

/* --- JSON's memory --- */

static size_t json_used;

static void *json_alloc(size_t size)
{
    if (size > BUDGET_MEMORY - json_used) return NULL;
    max_align_t *at = malloc(size + sizeof *at);
    if (at == NULL) return NULL;
    memcpy(at, &size, sizeof size);
    json_used += size;
    return at + 1;
}

static void json_release(void *ptr)
{
    if (ptr == NULL) return;
    max_align_t *at = (max_align_t *)ptr - 1;
    size_t size;
    memcpy(&size, at, sizeof size);
    json_used -= size;
    free(at);
}

void value_prepare(void)
{
    json_set_alloc_funcs(json_alloc, json_release);
    json_object_seed(20817); /* else it would open /dev/urandom behind the wall */
}

/* --- order --- */

void sort_items(void *items, void *spare, size_t len, size_t size,
                int (*compare)(const void *a, const void *b))
{
    char *from = items, *to = spare;
    for (size_t width = 1; width < len; width *= 2) {
        for (size_t start = 0; start < len; start += 2 * width) {
            size_t a = start, a_end = start + width < len ? start + width : len;
            size_t b = a_end, b_end = start + 2 * width < len ? start + 2 * width : len;
            for (size_t i = start; i < b_end; i++) {
                bool take_a =
                    a < a_end && (b >= b_end || compare(from + a * size, from + b * size) <= 0);
                memcpy(to + i * size, from + (take_a ? a++ : b++) * size, size);
            }
        }
        char *swap = from;
        from = to;
        to = swap;
    }
    if (from != items) memcpy(items, from, len * size);
}

static int key_compare(const void *left, const void *right)
{
    const struct key *a = left, *b = right;
    if (a->is_string != b->is_string) return a->is_string ? 1 : -1;
    if (a->is_string) return str_compare(a->string, b->string);
    if (a->is_integer && b->is_integer)
        return a->integer < b->integer ? -1 : a->integer > b->integer;
    return a->number < b->number ? -1 : a->number > b->number;
}

struct key *keys_push(lua_State *lua, int index, size_t *len)
{
    size_t n = 0;
    index = lua_absindex(lua, index);
    luaL_checkstack(lua, 6, "too much nesting");
    lua_pushnil(lua);
    while (lua_next(lua, index)) {
        lua_pop(lua, 1);
        n++;
    }
    world_charge(lua, n);
    *len = n;
    /* twice: the sort needs as much again */
    struct key *keys = lua_newuserdatauv(lua, (n ? n : 1) * 2 * sizeof *keys, 0);
    bool sorted = true;
    size_t i = 0;
    lua_pushnil(lua);
    while (lua_next(lua, index)) {
        lua_pop(lua, 1);
        struct key *key = &keys[i];
        *key = (struct key){0};
        if (lua_type(lua, -1) == LUA_TSTRING) {
            key->is_string = true;
            key->string = api_str(lua, -1);
        } else if (lua_type(lua, -1) == LUA_TNUMBER) {
            key->is_integer = lua_isinteger(lua, -1);
            key->integer = lua_tointeger(lua, -1);
            key->number = lua_tonumber(lua, -1);
        } else {
            api_error(lua, "a key that is a %s has no place in the order; use strings or numbers",
                      api_type_name(lua, -1));
        }
        if (i > 0 && sorted) sorted = key_compare(&keys[i - 1], key) <= 0;
        i++;
    }
    if (!sorted) {
        world_charge(lua, n);
        sort_items(keys, keys + n, n, sizeof *keys, key_compare);
    }
    return keys;
}

void key_push(lua_State *lua, const struct key *key)
{
    if (key->is_string) lua_pushlstring(lua, key->string.ptr, key->string.len);
    else if (key->is_integer) lua_pushinteger(lua, key->integer);
    else lua_pushnumber(lua, key->number);
}

/* --- walking --- */

struct walk {
    lua_State *lua;
    bool encode;   /* for pack code: errors are the caller's, nothing goes out */
    uint64_t hash; /* FNV-1a 64 */
    struct key path[LUA_DEPTH_MAX];
    size_t depth;
    const char *what;
};

static int walk_refuse(struct walk *walk, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static int walk_refuse(struct walk *walk, const char *fmt, ...)
{
    char text[200], place[200];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    snprintf(place, sizeof place, "%s", walk->what);
    for (size_t i = 0; i < walk->depth && i < 8; i++) {
        const struct key *key = &walk->path[i];
        size_t at = strlen(place);
        if (key->is_string)
            snprintf(place + at, sizeof place - at, ".%.*s",
                     (int)(key->string.len < 40 ? key->string.len : 40), key->string.ptr);
        else if (key->is_integer) snprintf(place + at, sizeof place - at, "[%lld]", key->integer);
        else snprintf(place + at, sizeof place - at, "[%g]", key->number);
    }
    if (walk->encode) return api_error(walk->lua, "%s %s", place, text);
    return world_shape(walk->lua, "%s %s", place, text);
}

static void walk_down(struct walk *walk, struct key key)
{
    walk->path[walk->depth++] = key;
    if (walk->depth == LUA_DEPTH_MAX) {
        walk->depth = 3;
        walk_refuse(walk, "is nested too deep, or holds itself");
    }
    luaL_checkstack(walk->lua, 8, "too much nesting");
}

/* Whether the table on top has exactly the keys 1..n. */
static bool is_list(lua_State *lua, size_t *len)
{
    size_t n = 0, most = lua_rawlen(lua, -1);
    lua_pushnil(lua);
    while (lua_next(lua, -2)) {
        lua_pop(lua, 1);
        n++;
        if (lua_isinteger(lua, -1) && lua_tointeger(lua, -1) >= 1 &&
            (lua_Unsigned)lua_tointeger(lua, -1) <= most)
            continue;
        lua_pop(lua, 1);
        return false;
    }
    *len = n;
    return n == most;
}

static double number_check(struct walk *walk, double n)
{
    if (!isfinite(n)) walk_refuse(walk, "is not a finite number");
    return n;
}

/* Replaces one of our objects on top of the stack by its content. */
static void object_open(struct walk *walk)
{
    lua_State *lua = walk->lua;
    if (!api_is(lua, -1, TYPE_TEXT) && !api_is(lua, -1, TYPE_BLOCK))
        walk_refuse(walk, "is a %s; it may be text, a number, a boolean, a table or L{...}",
                    api_type_name(lua, -1));
    api_content(lua, -1);
    lua_replace(lua, -2);
}

static void output(struct walk *walk, size_t bytes)
{
    if (walk->encode) world_charge(walk->lua, bytes / 8);
    else world_output(walk->lua, bytes);
}

/* --- fingerprint --- */

static void hash_bytes(struct walk *walk, const char *bytes, size_t len)
{
    output(walk, len);
    for (size_t i = 0; i < len; i++)
        walk->hash = (walk->hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
}

static void hash_string(struct walk *walk, struct str s)
{
    hash_bytes(walk, "\"", 1);
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i], escaped[8];
        if (c != '"' && c != '\\' && (unsigned char)c >= 0x20) continue;
        hash_bytes(walk, s.ptr + from, i - from);
        from = i + 1;
        if ((unsigned char)c < 0x20) snprintf(escaped, sizeof escaped, "\\u%04x", c);
        else snprintf(escaped, sizeof escaped, "\\%c", c);
        hash_bytes(walk, escaped, strlen(escaped));
    }
    hash_bytes(walk, s.ptr + from, s.len - from);
    hash_bytes(walk, "\"", 1);
}

static void hash_number(struct walk *walk, double n)
{
    char text[40], *at = text + sizeof text;
    if (number_check(walk, n) == floor(n) && fabs(n) < 1e12) { /* what %.12g would write, quicker */
        uint64_t left = (uint64_t)fabs(n);
        do *--at = (char)('0' + left % 10);
        while (left /= 10);
        if (n < 0) *--at = '-';
        hash_bytes(walk, at, (size_t)(text + sizeof text - at));
        return;
    }
    int len = snprintf(text, sizeof text, "%.12g", n);
    hash_bytes(walk, text, (size_t)len);
}

/* The value on top of the stack, which stays there. */
static void hash_value(struct walk *walk)
{
    lua_State *lua = walk->lua;
    size_t len;
    switch (lua_type(lua, -1)) {
    case LUA_TSTRING:
        if (!str_is_utf8(api_str(lua, -1))) walk_refuse(walk, "is not UTF-8");
        hash_string(walk, api_str(lua, -1));
        return;
    case LUA_TNUMBER:
        hash_number(walk, lua_tonumber(lua, -1));
        return;
    case LUA_TBOOLEAN:
        if (lua_toboolean(lua, -1)) hash_bytes(walk, "true", 4);
        else hash_bytes(walk, "false", 5);
        return;
    case LUA_TTABLE:
        break;
    default:
        lua_pushvalue(lua, -1);
        object_open(walk);
        hash_value(walk);
        lua_pop(lua, 1);
        return;
    }
    if (lua_getmetatable(lua, -1))
        walk_refuse(walk, "has a metatable; it may hold plain data only");
    if (is_list(lua, &len)) {
        hash_bytes(walk, "[", 1);
        for (size_t i = 1; i <= len; i++) {
            if (i > 1) hash_bytes(walk, ",", 1);
            walk_down(walk, (struct key){.is_integer = true, .integer = (lua_Integer)i});
            lua_rawgeti(lua, -1, (lua_Integer)i);
            hash_value(walk);
            lua_pop(lua, 1);
            walk->depth--;
        }
        hash_bytes(walk, "]", 1);
        return;
    }
    const struct key *keys = keys_push(lua, -1, &len);
    hash_bytes(walk, "{", 1);
    for (size_t i = 0; i < len; i++) {
        if (i > 0) hash_bytes(walk, ",", 1);
        walk_down(walk, keys[i]);
        if (keys[i].is_string) {
            hash_string(walk, keys[i].string);
        } else {
            hash_bytes(walk, "\"", 1);
            hash_number(walk, keys[i].is_integer ? (double)keys[i].integer : keys[i].number);
            hash_bytes(walk, "\"", 1);
        }
        hash_bytes(walk, ":", 1);
        key_push(lua, &keys[i]);
        lua_rawget(lua, -3);
        hash_value(walk);
        lua_pop(lua, 1);
        walk->depth--;
    }
    hash_bytes(walk, "}", 1);
    lua_pop(lua, 1);
}

static uint64_t hash_begin(struct walk *walk, int index)
{
    walk->hash = 0xcbf29ce484222325u;
    lua_pushvalue(walk->lua, index);
    hash_value(walk);
    lua_pop(walk->lua, 1);
    return walk->hash;
}

uint64_t value_fingerprint(lua_State *lua, int index, const char *what)
{
    struct walk walk = {.lua = lua, .what = what};
    return hash_begin(&walk, index);
}

uint64_t value_hash(lua_State *lua, int index, const char *what)
{
    struct walk walk = {.lua = lua, .what = what, .encode = true};
    return hash_begin(&walk, index);
}

/* --- JSON --- */

static json_t *json_held(struct walk *walk, json_t *json)
{
    if (json == NULL)
        world_abort(walk->lua, FAULT_MEMORY, "more than %zu MiB of memory", BUDGET_MEMORY / MIB(1));
    return json;
}

static void json_add(struct walk *walk, json_t *to, const struct key *key, json_t *value)
{
    json_held(walk, value);
    int failed = json_is_array(to)
                     ? json_array_append_new(to, value)
                     : json_object_setn_new_nocheck(to, key->string.ptr, key->string.len, value);
    if (failed) json_held(walk, NULL);
}

/* Whole numbers without their ".0": shorter, and much quicker to write. */
json_t *json_number_of(double n)
{
    return n == floor(n) && fabs(n) < 1e15 ? json_integer((json_int_t)n) : json_real(n);
}

/* Adds the value on top of the stack, which stays there, to `to`. Each container hangs in the tree
 * before it is filled: whatever raises, the call's end frees all. */
static void json_value(struct walk *walk, json_t *to, const struct key *key)
{
    lua_State *lua = walk->lua;
    size_t len;
    switch (lua_type(lua, -1)) {
    case LUA_TSTRING: {
        struct str s = api_str(lua, -1);
        output(walk, s.len + 3);
        if (!str_is_utf8(s)) walk_refuse(walk, "is not UTF-8");
        json_add(walk, to, key, json_stringn_nocheck(s.ptr, s.len));
        return;
    }
    case LUA_TNUMBER:
        output(walk, 8);
        json_add(walk, to, key, json_number_of(number_check(walk, lua_tonumber(lua, -1))));
        return;
    case LUA_TBOOLEAN:
        output(walk, 6);
        json_add(walk, to, key, json_boolean(lua_toboolean(lua, -1)));
        return;
    case LUA_TTABLE:
        break;
    default:
        lua_pushvalue(lua, -1);
        object_open(walk);
        json_value(walk, to, key);
        lua_pop(lua, 1);
        return;
    }
    output(walk, 3);
    if (is_list(lua, &len)) {
        json_t *array = json_array();
        json_add(walk, to, key, array);
        for (size_t i = 1; i <= len; i++) {
            walk_down(walk, (struct key){.is_integer = true, .integer = (lua_Integer)i});
            lua_rawgeti(lua, -1, (lua_Integer)i);
            json_value(walk, array, NULL);
            lua_pop(lua, 1);
            walk->depth--;
        }
        return;
    }
    json_t *object = json_object();
    json_add(walk, to, key, object);
    const struct key *keys = keys_push(lua, -1, &len);
    for (size_t i = 0; i < len; i++) {
        walk_down(walk, keys[i]);
        if (!keys[i].is_string)
            walk_refuse(walk, "has no name; a table is either a list without gaps or all names");
        if (!str_is_utf8(keys[i].string)) walk_refuse(walk, "has a name that is not UTF-8");
        output(walk, keys[i].string.len + 4);
        key_push(lua, &keys[i]);
        lua_rawget(lua, -3);
        json_value(walk, object, &keys[i]);
        lua_pop(lua, 1);
        walk->depth--;
    }
    lua_pop(lua, 1);
}

static json_t *json_begin(struct walk *walk, int index)
{
    json_t *root = world_keep(walk->lua, json_array());
    lua_pushvalue(walk->lua, index);
    json_value(walk, root, NULL);
    lua_pop(walk->lua, 1);
    return json_array_get(root, 0);
}

json_t *value_json(lua_State *lua, int index, const char *what)
{
    struct walk walk = {.lua = lua, .what = what};
    return json_begin(&walk, index);
}

json_t *value_json_encode(lua_State *lua, int index)
{
    struct walk walk = {.lua = lua, .what = "json.encode: value", .encode = true};
    return json_begin(&walk, index);
}

static void push_nested(lua_State *lua, const json_t *json, int depth)
{
    if (depth == LUA_DEPTH_MAX) api_error(lua, "the JSON is nested too deep");
    luaL_checkstack(lua, 4, "too much nesting");
    switch (json_typeof(json)) {
    case JSON_OBJECT: {
        json_t *object = (json_t *)(uintptr_t)json, *value;
        void *at;
        lua_createtable(lua, 0, (int)json_object_size(json));
        for (at = json_object_iter(object); at; at = json_object_iter_next(object, at)) {
            value = json_object_iter_value(at);
            lua_pushlstring(lua, json_object_iter_key(at), json_object_iter_key_len(at));
            push_nested(lua, value, depth + 1);
            lua_rawset(lua, -3);
        }
        return;
    }
    case JSON_ARRAY:
        lua_createtable(lua, (int)json_array_size(json), 0);
        for (size_t i = 0; i < json_array_size(json); i++) {
            push_nested(lua, json_array_get(json, i), depth + 1);
            lua_rawseti(lua, -2, (lua_Integer)i + 1);
        }
        return;
    case JSON_STRING:
        lua_pushlstring(lua, json_string_value(json), json_string_length(json));
        return;
    case JSON_INTEGER:
        lua_pushinteger(lua, json_integer_value(json));
        return;
    case JSON_REAL:
        lua_pushnumber(lua, json_real_value(json));
        return;
    case JSON_TRUE:
    case JSON_FALSE:
    case JSON_NULL:
        lua_pushboolean(lua, json_is_true(json));
        return;
    }
}

void json_push(lua_State *lua, const json_t *json)
{
    push_nested(lua, json, 0);
}

struct str number_text(struct arena *arena, double n, char decimal)
{
    char text[400];
    snprintf(text, sizeof text, "%.15g", n);
    if (strtod(text, NULL) != n) snprintf(text, sizeof text, "%.17g", n);
    if (strchr(text, 'e')) {
        snprintf(text, sizeof text, "%.20f", n);
        size_t len = strlen(text);
        while (len > 1 && text[len - 1] == '0') text[--len] = '\0';
        if (len > 1 && text[len - 1] == '.') text[len - 1] = '\0';
    }
    for (char *c = text; *c; c++)
        if (*c == '.') *c = decimal;
    return arena_str(arena, str_of(text));
}
