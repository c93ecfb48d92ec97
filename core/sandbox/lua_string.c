#include "sandbox/lua_string.h"

#include <lauxlib.h>
#include <stdalign.h>
#include <string.h>

#include "base/limits.h"
#include "sandbox/lua_format.h"
#include "sandbox/pattern.h"

/* Where in a string of `len` bytes a position counts from: 1 is the first byte, -1 the last. Gives
 * an offset from 0; what lies before the string is its start, what lies behind is len. */
static size_t offset_of(lua_Integer position, size_t len)
{
    if (position > 0) return (lua_Unsigned)position > len ? len : (size_t)position - 1;
    if (position == 0 || (lua_Unsigned)0 - (lua_Unsigned)position > len) return 0;
    return len - (size_t)((lua_Unsigned)0 - (lua_Unsigned)position);
}

/* The offset behind the last byte of a range that ends with `position`. */
static size_t end_of(lua_Integer position, size_t len)
{
    if (position >= 0) return (lua_Unsigned)position > len ? len : (size_t)position;
    lua_Unsigned from_end = (lua_Unsigned)0 - (lua_Unsigned)position;
    return from_end > len ? 0 : len - (size_t)from_end + 1;
}

static void length_check(lua_State *L, const char *name, size_t len)
{
    if (len > LUA_STRING_LEN)
        luaL_error(L, "string.%s: the result is over %d bytes, the most allowed", name,
                   (int)LUA_STRING_LEN);
}

/* ---- bytes ---- */

static int string_len(lua_State *L)
{
    size_t len;
    luaL_checklstring(L, 1, &len);
    lua_pushinteger(L, (lua_Integer)len);
    return 1;
}

static int string_sub(lua_State *L)
{
    size_t len;
    const char *s = luaL_checklstring(L, 1, &len);
    size_t from = offset_of(luaL_checkinteger(L, 2), len);
    size_t end = end_of(luaL_optinteger(L, 3, -1), len);
    lua_pushlstring(L, s + from, end > from ? end - from : 0);
    return 1;
}

static int string_byte(lua_State *L)
{
    size_t len;
    const char *s = luaL_checklstring(L, 1, &len);
    lua_Integer first = luaL_optinteger(L, 2, 1);
    /* without a third argument the range is one byte, none if the position lies outside */
    size_t from = offset_of(first, len);
    size_t end = end_of(luaL_optinteger(L, 3, first == 0 ? 0 : first), len);
    if (end <= from) return 0;
    int n = (int)(end - from);
    luaL_checkstack(L, n, "string.byte: too many bytes at once");
    for (size_t i = from; i < end; i++) lua_pushinteger(L, (unsigned char)s[i]);
    return n;
}

static int string_char(lua_State *L)
{
    int n = lua_gettop(L);
    luaL_Buffer buffer;
    char *to = luaL_buffinitsize(L, &buffer, (size_t)n);
    for (int i = 1; i <= n; i++) {
        lua_Integer c = luaL_checkinteger(L, i);
        luaL_argcheck(L, c >= 0 && c <= 255, i, "a byte is a number from 0 to 255");
        to[i - 1] = (char)c;
    }
    luaL_pushresultsize(&buffer, (size_t)n);
    return 1;
}

static int string_reverse(lua_State *L)
{
    size_t len;
    const char *s = luaL_checklstring(L, 1, &len);
    luaL_Buffer buffer;
    char *to = luaL_buffinitsize(L, &buffer, len);
    for (size_t i = 0; i < len; i++) to[i] = s[len - 1 - i];
    luaL_pushresultsize(&buffer, len);
    return 1;
}

/* Letters of ASCII from `low` to `high` change case; UTF-8 stays whole. */
static int case_change(lua_State *L, char low, char high)
{
    size_t len;
    const char *s = luaL_checklstring(L, 1, &len);
    luaL_Buffer buffer;
    char *to = luaL_buffinitsize(L, &buffer, len);
    for (size_t i = 0; i < len; i++)
        to[i] = s[i] >= low && s[i] <= high ? (char)(s[i] ^ 0x20) : s[i];
    luaL_pushresultsize(&buffer, len);
    return 1;
}

static int string_lower(lua_State *L)
{
    return case_change(L, 'A', 'Z');
}

static int string_upper(lua_State *L)
{
    return case_change(L, 'a', 'z');
}

static int string_rep(lua_State *L)
{
    size_t len, sep_len;
    const char *s = luaL_checklstring(L, 1, &len);
    lua_Integer n = luaL_checkinteger(L, 2);
    const char *sep = luaL_optlstring(L, 3, "", &sep_len);
    if (n <= 0 || len + sep_len == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    length_check(L, "rep", len);
    length_check(L, "rep", sep_len);
    if (n > (lua_Integer)LUA_STRING_LEN + 1) length_check(L, "rep", LUA_STRING_LEN + 1);
    size_t total = (size_t)n * len + (size_t)(n - 1) * sep_len;
    length_check(L, "rep", total);

    luaL_Buffer buffer;
    char *to = luaL_buffinitsize(L, &buffer, total);
    memcpy(to, s, len);
    size_t have = len;
    if (n > 1) {
        memcpy(to + have, sep, sep_len);
        have += sep_len;
    }
    while (have < total) { /* a period is there: double it */
        size_t more = have < total - have ? have : total - have;
        memcpy(to + have, to, more);
        have += more;
    }
    luaL_pushresultsize(&buffer, total);
    return 1;
}

/* ---- patterns ---- */

static const char setup_key = 0;

struct setup {
    void (*on_exhausted)(lua_State *L);
};

void lua_string_setup(lua_State *L, void (*on_exhausted)(lua_State *L))
{
    struct setup *setup = lua_newuserdatauv(L, sizeof *setup, 0);
    setup->on_exhausted = on_exhausted;
    lua_rawsetp(L, LUA_REGISTRYINDEX, &setup_key);
}

/* A subject and a compiled pattern, for one call of a library function. */
struct matcher {
    lua_State *L;
    const char *name; /* of the function */
    const char *subject;
    size_t len;
    uint64_t steps;
    struct pattern pattern;
    bool anchored;
    size_t start, end; /* of the last match */
};

/* Room for the usual short pattern without asking Lua for memory. */
struct small {
    alignas(max_align_t) char bytes[2048];
};

static const char *pattern_check(lua_State *L, const char *name, size_t *len)
{
    const char *text = luaL_checklstring(L, 2, len);
    if (*len > PATTERN_LEN)
        luaL_error(L, "bad argument #2 to '%s' (a pattern may have at most %d bytes)", name,
                   (int)PATTERN_LEN);
    return text;
}

/* Compiles text into `small`, or into a userdata that it leaves on the stack. */
static void matcher_open(struct matcher *m, lua_State *L, const char *name, const char *text,
                         size_t len, struct small *small)
{
    m->L = L;
    m->name = name;
    m->subject = luaL_checklstring(L, 1, &m->len);
    m->steps = BUDGET_PATTERN_STEPS;
    m->anchored = len > 0 && text[0] == '^';
    if (m->anchored) text++, len--;
    size_t size = pattern_size(text, len);
    void *memory = size <= sizeof small->bytes ? small->bytes : lua_newuserdatauv(L, size, 0);
    pattern_compile(&m->pattern, memory, text, len);
}

static void matcher_exhausted(struct matcher *m)
{
    lua_State *L = m->L;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &setup_key);
    const struct setup *setup = lua_touserdata(L, -1);
    lua_pop(L, 1);
    if (setup && setup->on_exhausted) setup->on_exhausted(L);
    luaL_error(L, "string.%s: the pattern needs more than %d steps on this text", m->name,
               BUDGET_PATTERN_STEPS);
}

/* Matches at exactly `at`. */
static bool matcher_at(struct matcher *m, size_t at)
{
    switch (pattern_match(&m->pattern, m->subject, m->len, at, &m->steps, &m->end)) {
    case PATTERN_MATCH:
        m->start = at;
        return true;
    case PATTERN_NONE:
        return false;
    case PATTERN_BAD:
        luaL_error(m->L, "bad argument #2 to '%s' (%s)", m->name, m->pattern.error);
        return false;
    case PATTERN_SPENT:
        break;
    }
    matcher_exhausted(m);
    return false;
}

static const struct pattern_capture *capture_get(struct matcher *m, unsigned i)
{
    const struct pattern_capture *capture = &m->pattern.captures[i];
    if (capture->is_open)
        luaL_error(m->L, "bad argument #2 to '%s' (unfinished capture: a '(' has no ')')", m->name);
    return capture;
}

/* Pushes capture i from 0; a pattern without captures has the whole match as its first. */
static void capture_push(struct matcher *m, unsigned i)
{
    if (m->pattern.captures_len == 0) {
        lua_pushlstring(m->L, m->subject + m->start, m->end - m->start);
        return;
    }
    const struct pattern_capture *capture = capture_get(m, i);
    if (capture->is_position) lua_pushinteger(m->L, (lua_Integer)capture->start + 1);
    else lua_pushlstring(m->L, m->subject + capture->start, capture->len);
}

/* Pushes all captures; `or_whole`: the whole match if there are none. */
static int captures_push(struct matcher *m, bool or_whole)
{
    unsigned n = m->pattern.captures_len;
    if (n == 0 && or_whole) n = 1;
    luaL_checkstack(m->L, (int)n, "too many captures");
    for (unsigned i = 0; i < n; i++) capture_push(m, i);
    return (int)n;
}

static bool is_plain(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] && strchr("^$*+?.([%-", text[i])) return false;
    return true;
}

/* Offset where a search starts, or false when it lies behind the subject's end. */
static bool init_get(lua_State *L, size_t len, size_t *init)
{
    lua_Integer position = luaL_optinteger(L, 3, 1);
    *init = offset_of(position, len);
    return position <= 0 || (lua_Unsigned)position <= (lua_Unsigned)len + 1;
}

static int find_plain(lua_State *L, size_t init)
{
    size_t len, text_len;
    const char *s = lua_tolstring(L, 1, &len), *text = lua_tolstring(L, 2, &text_len);
    const char *at = memmem(s + init, len - init, text, text_len);
    if (at == NULL) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, at - s + 1);
    lua_pushinteger(L, at - s + (lua_Integer)text_len);
    return 2;
}

/* find and match: from `init` on, the first place where the pattern matches. */
static int search(lua_State *L, const char *name, bool find)
{
    size_t len, text_len, init;
    luaL_checklstring(L, 1, &len);
    const char *text = luaL_checklstring(L, 2, &text_len);
    if (!init_get(L, len, &init)) {
        lua_pushnil(L);
        return 1;
    }
    if (find && (lua_toboolean(L, 4) || is_plain(text, text_len))) return find_plain(L, init);
    text = pattern_check(L, name, &text_len);
    struct matcher m;
    struct small small;
    matcher_open(&m, L, name, text, text_len, &small);
    for (size_t at = init; at <= len; at++) {
        if (matcher_at(&m, at)) {
            if (!find) return captures_push(&m, true);
            lua_pushinteger(L, (lua_Integer)m.start + 1);
            lua_pushinteger(L, (lua_Integer)m.end);
            return 2 + captures_push(&m, false);
        }
        if (m.anchored) break;
    }
    lua_pushnil(L);
    return 1;
}

static int string_find(lua_State *L)
{
    return search(L, "find", true);
}

static int string_match(lua_State *L)
{
    return search(L, "match", false);
}

#define NOWHERE SIZE_MAX

/* The state of a gmatch loop: a userdata that only its iterator holds. */
struct gmatch {
    struct matcher m;
    size_t next, last; /* where to look, and where the last match ended */
};

static int gmatch_next(lua_State *L)
{
    struct gmatch *g = lua_touserdata(L, lua_upvalueindex(1));
    g->m.L = L;
    g->m.steps = BUDGET_PATTERN_STEPS;
    for (; g->next <= g->m.len; g->next++) {
        if (!matcher_at(&g->m, g->next) || g->m.end == g->last) continue;
        g->next = g->last = g->m.end;
        return captures_push(&g->m, true);
    }
    return 0;
}

static int string_gmatch(lua_State *L)
{
    size_t len, text_len, init;
    const char *subject = luaL_checklstring(L, 1, &len);
    const char *text = pattern_check(L, "gmatch", &text_len);
    if (!init_get(L, len, &init)) init = len + 1;
    struct gmatch *g = lua_newuserdatauv(L, sizeof *g + pattern_size(text, text_len), 0);
    *g = (struct gmatch){
        .m = {.name = "gmatch", .subject = subject, .len = len}, .next = init, .last = NOWHERE};
    pattern_compile(&g->m.pattern, g + 1, text, text_len); /* `^` is a plain character here */
    lua_pushvalue(L, 1); /* held, so that the subject stays where it is */
    lua_pushcclosure(L, gmatch_next, 2);
    return 1;
}

/* ---- gsub ---- */

struct gsub {
    struct matcher m;
    luaL_Buffer result;
    int replacement_type;
    bool changed;
};

static void gsub_room(struct gsub *g, size_t len)
{
    length_check(g->m.L, "gsub", luaL_bufflen(&g->result) + len);
}

static void gsub_add(struct gsub *g, const char *bytes, size_t len)
{
    gsub_room(g, len);
    luaL_addlstring(&g->result, bytes, len);
}

/* %0 to %9 in a replacement string. */
static void gsub_add_capture(struct gsub *g, char digit)
{
    struct matcher *m = &g->m;
    unsigned i = (unsigned)(digit - '1'), n = m->pattern.captures_len;
    if (digit == '0' || (i == 0 && n == 0)) {
        gsub_add(g, m->subject + m->start, m->end - m->start);
        return;
    }
    if (i >= n)
        luaL_error(m->L,
                   "bad argument #3 to 'gsub' (invalid capture index %%%c: the pattern has %d)",
                   digit, (int)n);
    const struct pattern_capture *capture = capture_get(m, i);
    if (capture->is_position) {
        lua_pushinteger(m->L, (lua_Integer)capture->start + 1);
        gsub_room(g, 20);
        luaL_addvalue(&g->result);
    } else {
        gsub_add(g, m->subject + capture->start, capture->len);
    }
}

static void gsub_add_string(struct gsub *g)
{
    size_t len;
    const char *text = lua_tolstring(g->m.L, 3, &len), *end = text + len;
    while (text < end) {
        const char *percent = memchr(text, '%', (size_t)(end - text));
        if (percent == NULL) percent = end;
        gsub_add(g, text, (size_t)(percent - text));
        if (percent == end) return;
        char c = end - percent > 1 ? percent[1] : '\0';
        if (c == '%') gsub_add(g, "%", 1);
        else if (c >= '0' && c <= '9') gsub_add_capture(g, c);
        else
            luaL_error(g->m.L, "bad argument #3 to 'gsub' (invalid use of '%%': write %%%% for a "
                               "percent sign)");
        text = percent + 2;
    }
}

/* Adds what the last match becomes. */
static void gsub_add_match(struct gsub *g)
{
    lua_State *L = g->m.L;
    if (g->replacement_type == LUA_TFUNCTION) {
        lua_pushvalue(L, 3);
        lua_call(L, captures_push(&g->m, true), 1);
    } else if (g->replacement_type == LUA_TTABLE) {
        capture_push(&g->m, 0);
        lua_gettable(L, 3);
    } else {
        gsub_add_string(g);
        g->changed = true;
        return;
    }
    size_t len;
    if (!lua_toboolean(L, -1)) { /* nil and false: stays as it is */
        lua_pop(L, 1);
        gsub_add(g, g->m.subject + g->m.start, g->m.end - g->m.start);
        return;
    }
    if (lua_tolstring(L, -1, &len) == NULL)
        luaL_error(L,
                   "string.gsub: invalid replacement value (a %s; a string, a number, or false "
                   "to keep the text)",
                   luaL_typename(L, -1));
    gsub_room(g, len);
    luaL_addvalue(&g->result);
    g->changed = true;
}

static int string_gsub(lua_State *L)
{
    size_t len, text_len;
    luaL_checklstring(L, 1, &len);
    const char *text = pattern_check(L, "gsub", &text_len);
    struct gsub g = {.replacement_type = lua_type(L, 3)};
    bool fits = g.replacement_type == LUA_TSTRING || g.replacement_type == LUA_TNUMBER ||
                g.replacement_type == LUA_TTABLE || g.replacement_type == LUA_TFUNCTION;
    if (!fits) return luaL_typeerror(L, 3, "string/function/table");
    lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)len + 1), n = 0;
    struct small small;
    matcher_open(&g.m, L, "gsub", text, text_len, &small);
    luaL_buffinit(L, &g.result);
    size_t at = 0, last = NOWHERE;
    while (n < most) {
        if (matcher_at(&g.m, at) && g.m.end != last) {
            n++;
            gsub_add_match(&g);
            at = last = g.m.end;
        } else if (at < len) {
            gsub_room(&g, 1);
            luaL_addchar(&g.result, g.m.subject[at]);
            at++;
        } else {
            break;
        }
        if (g.m.anchored) break;
    }
    if (g.changed) {
        gsub_add(&g, g.m.subject + at, len - at);
        luaL_pushresult(&g.result);
    } else {
        lua_pushvalue(L, 1);
    }
    lua_pushinteger(L, n);
    return 2;
}

/* ---- the table ---- */

int lua_safe_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_safe_tolstring(L, 1, NULL);
    return 1;
}

int lua_string_open(lua_State *L)
{
    static const luaL_Reg functions[] = {{"byte", string_byte},       {"char", string_char},
                                         {"find", string_find},       {"format", lua_format},
                                         {"gmatch", string_gmatch},   {"gsub", string_gsub},
                                         {"len", string_len},         {"lower", string_lower},
                                         {"match", string_match},     {"rep", string_rep},
                                         {"reverse", string_reverse}, {"sub", string_sub},
                                         {"upper", string_upper},     {NULL, NULL}};
    luaL_newlib(L, functions);
    lua_pushliteral(L, ""); /* any string: they share one metatable */
    lua_createtable(L, 0, 2);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
    return 1;
}
