/* A pattern on a subject: our matcher stays in its bounds and budget, and the string library gives
 * what the stock one gives. Input: length and bytes of the pattern, init, the subject. */
#include "fuzz.h"

#include <lauxlib.h>
#include <lualib.h>

#include "base/limits.h"
#include "sandbox/lua_string.h"
#include "sandbox/pattern.h"

#define PATTERN_MAX 64 /* stock Lua refuses nesting that ours takes */
#define SUBJECT_MAX 64
#define STEPS 20000 /* beyond these the stock library might take hours */

/* False: too costly to compare. */
static bool match_alone(struct str pattern, struct str subject)
{
    struct pattern p;
    size_t size = pattern_size(pattern.ptr, pattern.len);
    void *memory = malloc(size);
    pattern_compile(&p, memory, pattern.ptr, pattern.len);
    uint64_t steps = STEPS;
    enum pattern_found found = PATTERN_NONE;
    for (size_t at = 0; at <= subject.len && found != PATTERN_SPENT; at++) {
        size_t end = SIZE_MAX;
        uint64_t before = steps;
        found = pattern_match(&p, subject.ptr, subject.len, at, &steps, &end);
        HOLDS(steps < before || found == PATTERN_SPENT);
        HOLDS(found != PATTERN_BAD || p.error);
        if (found != PATTERN_MATCH) continue;
        HOLDS(end >= at && end <= subject.len);
        HOLDS(p.captures_len <= PATTERN_CAPTURES);
        for (unsigned i = 0; i < p.captures_len; i++) {
            HOLDS(p.captures[i].start >= at && p.captures[i].start <= end);
            HOLDS(p.captures[i].len <= end - p.captures[i].start);
        }
    }
    free(memory);
    return found != PATTERN_SPENT;
}

static const char probe[] =
    "local find, match, gsub, gmatch = string.find, string.match, string.gsub, string.gmatch\n"
    "return function(s, p, init)\n"
    "  local out = {}\n"
    "  local function put(ok, ...)\n"
    "    if not ok then out[#out + 1] = 'error' return end\n"
    "    for i = 1, select('#', ...) do out[#out + 1] = tostring((select(i, ...))) end\n"
    "  end\n"
    "  put(pcall(find, s, p, init))\n"
    "  put(pcall(match, s, p, init))\n"
    "  put(pcall(gsub, s, p, '<%0|%1>'))\n"
    "  put(pcall(gsub, s, p, function(...) put(true, ...) return '_' end, 5))\n"
    "  put(pcall(function() for a, b in gmatch(s, p, init) do put(true, a, b) end end))\n"
    "  return table.concat(out, '\\n')\n"
    "end";

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
        lua_setglobal(L, "string");
    }
    if (luaL_dostring(L, probe) != LUA_OK) abort();
    return L;
}

static struct str probe_call(lua_State *L, struct str pattern, struct str subject, int init)
{
    lua_settop(L, 1);
    lua_pushvalue(L, 1);
    lua_pushlstring(L, subject.ptr, subject.len);
    lua_pushlstring(L, pattern.ptr, pattern.len);
    lua_pushinteger(L, init);
    if (lua_pcall(L, 3, 1, 0) != LUA_OK) abort();
    struct str s;
    s.ptr = lua_tolstring(L, -1, &s.len);
    return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static lua_State *stock, *ours;
    if (stock == NULL) {
        stock = state_open(false);
        ours = state_open(true);
    }
    struct str input = {(const char *)data, len};
    struct str pattern = input_take(&input, PATTERN_MAX);
    int init = 1;
    if (input.len > 0) {
        init = (signed char)input.ptr[0];
        input = (struct str){input.ptr + 1, input.len - 1};
    }
    struct str subject = {input.ptr, input.len < SUBJECT_MAX ? input.len : SUBJECT_MAX};
    if (!match_alone(pattern, subject)) return 0;
    struct str a = probe_call(stock, pattern, subject, init);
    struct str b = probe_call(ours, pattern, subject, init);
    if (!str_eq(a, b))
        fprintf(stderr, "pattern '%.*s' on '%.*s' from %d\nstock:\n%.*s\nours:\n%.*s\n",
                STR_ARG(pattern), STR_ARG(subject), init, STR_ARG(a), STR_ARG(b));
    HOLDS(str_eq(a, b));
    return 0;
}
