/* Our pattern matcher beside the stock one: the same chunk runs in two Lua states and must give the
 * same values, or an error in both; and the budget that the stock one has not. */
#include <lauxlib.h>
#include <lualib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lua_pair.h"
#include "sandbox/lua_string.h"

static void test_cases_as_stock(void **state)
{
    /* clang-format off: a case a line */
    static const char *const cases[] = {
        /* find, plain and not */
        "return ('hello'):find('l')",
        "return ('hello'):find('l', 4)",
        "return ('hello'):find('l', -1)",
        "return ('hello'):find('l', -2)",
        "return ('hello'):find('', 1)",
        "return ('hello'):find('', 6)",
        "return ('hello'):find('', 7)",
        "return ('hello'):find('', -100)",
        "return ('hello'):find('h', 0)",
        "return ('hello'):find('', math.maxinteger)",
        "return ('hello'):find('', math.mininteger)",
        "return ('a.b'):find('.', 1, true)",
        "return ('a.b'):find('%.')",
        "return ('a+b'):find('+', 1, true)",
        "return (''):find('')",
        "return (''):find('a')",
        "return ('a\\0b'):find('\\0')",
        "return ('a\\0b'):find('%z')",
        "return ('a\\0b'):find('%Z', 2)",
        "return ('a\\0b'):find('[\\0]')",
        "return ('abc'):find('b', nil, false)",
        "return ('xabcabc'):find('(a)(b)')",
        "return ('abc'):find('()b()')",
        "return (12345):find(34)",
        "return string.find('a', 'a', '1')",
        "return string.find('a', 'a', 1.5)",
        "return string.find('a')",
        "return string.find(nil, 'a')",
        "return string.find({}, 'a')",
        /* classes */
        ("local t = {} for c = 0, 255 do for _, p in "
         "ipairs{'a','c','d','g','l','p','s','u','w','x','z'} do "
         "  local s = string.char(c) "
         "  t[#t+1] = s:find('%'..p) and 1 or 0 t[#t+1] = s:find('%'..p:upper()) and 1 or 0 "
         "  t[#t+1] = s:find('[%'..p..'q]') and 1 or 0 t[#t+1] = s:find('[^%'..p:upper()..']') and "
         "1 or 0 "
         "end end return table.concat(t)"),
        ("local t = {} for c = 0, 255 do local p = '%'..string.char(c) "
         "  local ok, r = pcall(string.find, 'qyehijkmnortv\\0 19', p) t[#t+1] = tostring(ok and "
         "r) "
         "end "
         "return table.concat(t, ' ')"),
        ("local t = {} for c = 0, 255 do local p = string.char(c) "
         "  local ok, r = pcall(string.match, p..p, p..'+') t[#t+1] = tostring(ok and r) end "
         "return table.concat(t, ' ')"),
        /* sets */
        "return ('a]b'):match('[]]')",
        "return ('a]b'):match('[^]]+')",
        "return ('a-b'):match('[a-]+')",
        "return ('a-b'):match('[-a]+')",
        "return ('b'):match('[^-a]')",
        "return ('a^b'):match('[b^]+')",
        "return ('a%b'):match('[%%a]+')",
        "return ('m]'):match('[%]m]+')",
        "return ('x-z'):match('[%a-z]+')",
        "return ('a%z'):match('[a-%%z]+')",
        "return ('Z['):match('[Z-%]]+')",
        "return ('+,-'):match('[+--]+')",
        "return ('-.a'):match('[--a]+')",
        "return ('cba'):match('[c-a]')",
        "return ('\\200\\255'):match('[\\128-\\255]+')",
        "return (']'):match('[]-a]')",
        "return ('_'):match('[]-a]')",
        "return ('a'):match('[^%s]')",
        "return ('a$.'):match('[$.a]+')",
        "return ('('):match('[(]')",
        /* repetition */
        "return ('aaa'):match('a*')",
        "return ('baaa'):match('a*')",
        "return ('aaa'):match('a+')",
        "return ('b'):match('a+')",
        "return ('aaa'):match('a-')",
        "return ('aaab'):match('a-b')",
        "return ('aaab'):match('^a-$')",
        "return ('aaab'):match('a?b')",
        "return ('aab'):match('a?a?a?b')",
        "return ('<<a><b>>'):match('<(.-)>')",
        "return ('<<a><b>>'):match('<(.*)>')",
        "return ('abc'):match('.-')",
        "return ('abc'):match('.-$')",
        "return ('a*b'):match('a**b')",
        "return ('a*'):match('*')",
        "return ('a**'):match('^a**$')",
        "return ('+'):match('+')",
        "return ('x?'):match('x%?')",
        "return ('x-'):match('-')",
        /* anchors */
        "return ('abc'):match('^b')",
        "return ('abc'):match('^a')",
        "return ('abc'):match('c$')",
        "return ('abc'):match('b$')",
        "return ('a$b'):match('a$b')",
        "return ('a^b'):match('a^b')",
        "return ('a$'):match('$$')",
        "return ('a$$'):match('a$*')",
        "return ('^a'):match('%^a')",
        "return ('^a'):match('^^a')",
        "return (''):match('^$')",
        "return ('abc'):match('^bc', 2)",
        "return ('$'):match('($)')",
        "return ('^'):match('(^)')",
        "return ('aa'):gsub('^a', 'b')",
        "return ('aa'):gsub('a$', 'b')",
        "return ('aa'):gsub('$', 'b')",
        "return ('aa'):gsub('^', 'b')",
        /* captures */
        "return ('key = value'):match('^(%w+)%s*=%s*(%w+)$')",
        "return ('abc'):match('((a)(b))(c)')",
        "return ('abc'):match('()a()b()')",
        "return ('abc'):match('(((a)))')",
        "return ('abab'):match('(ab)%1')",
        "return ('abac'):match('(ab)%1')",
        "return ('\"it\\'s\"'):match('([\"\\'])(.-)%1')",
        "return ('aa'):match('(a*)%1')",
        "return ('aaa'):match('^(a-)%1$')",
        "return ('aaaa'):match('^(a-)%1$')",
        "return ('abc'):match('()%1')",
        "return ('x'):match('(x)%2')",
        "return ('x'):match('(x%1)')",
        "return ('x'):match('%1')",
        "return ('x'):match('%0')",
        "return ('x'):match('x)')",
        "return ('x'):match('(x')",
        "return ('y'):match('(x')",
        "return ('x'):match('((x)')",
        "return ('x'):gsub('(x', 'y')",
        "return ('x'):gsub('(x', '%1')",
        "return ('x'):gsub('(x', '%0')",
        "return ('x'):gsub('(x', {})",
        "return ('x'):match(('()'):rep(32))",
        "return ('x'):match(('()'):rep(33))",
        "return ('y'):match('x'..('()'):rep(33))",
        "return ('x'):match('('..('x?'):rep(33)..')')",
        /* %b and %f */
        "return ('a(b(c)d)e'):match('%b()')",
        "return ('((a)'):match('%b()')",
        "return (')('):match('%b()')",
        "return ('xaxbx'):match('%bxx')",
        "return ('[[a]]'):match('%b[]')",
        "return ('THE (quick) fox'):find('%((%a+)%)')",
        "return ('THE (quick) fox'):gsub('%f[%a]%a+', string.lower)",
        "return ('THE (quick) fox'):gsub('%f[%a]%a+%f[%A]', '<%0>')",
        "return ('abc'):find('%f[%z]')",
        "return ('abc'):find('%f[\\0]')",
        "return ('abc'):find('%f[^\\0]')",
        "return (''):find('%f[\\0]')",
        "return ('x'):find('%b')",
        "return ('x'):find('%bx')",
        "return ('x'):find('%f')",
        "return ('x'):find('%fx')",
        "return ('x'):find('%f[')",
        "return ('x'):find('%f[x')",
        "return ('(a)*'):match('%b()*')",
        /* malformed, reached and not */
        "return ('x'):find('%')",
        "return ('x'):find('[')",
        "return ('x'):find('[x')",
        "return ('x'):find('[]')",
        "return ('x'):find('[^]')",
        "return ('x'):find('[^')",
        "return ('x'):find('[%]')",
        "return ('x'):find('[%')",
        "return ('x'):find('[a%')",
        "return ('x'):find('[a-')",
        "return ('x'):find('[a-%')",
        "return ('x'):find('x%')",
        "return ('x'):find('y%')",
        "return ('x'):find('x[')",
        "return ('x'):find('y[')",
        "return (''):find('[a')",
        "return ('x'):gsub('%', '')",
        "return ('x'):gmatch('%')()",
        /* match */
        "return ('2024-05-06'):match('(%d+)-(%d+)-(%d+)')",
        "return ('hello'):match('l+', 4)",
        "return ('hello'):match('h', -3)",
        "return ('hello'):match('', 100)",
        "return ('  x  '):match('^%s*(.-)%s*$')",
        "return ('abc'):match('abcd')",
        /* gmatch */
        ("local t = {} for k, v in ('a=1, b=2'):gmatch('(%w+)=(%w+)') do t[#t+1] = k..v end return "
         "table.concat(t, ';')"),
        ("local t = {} for w in ('one two  three'):gmatch('%a+') do t[#t+1] = w end return "
         "table.concat(t, ';')"),
        ("local t = {} for w in ('abc'):gmatch('') do t[#t+1] = '['..w..']' end return "
         "table.concat(t)"),
        ("local t = {} for w in ('a,,b'):gmatch('[^,]*') do t[#t+1] = '['..w..']' end return "
         "table.concat(t)"),
        "local t = {} for p in ('abc'):gmatch('()') do t[#t+1] = p end return table.concat(t, ' ')",
        ("local t = {} for w in ('^a^a'):gmatch('^a') do t[#t+1] = w end return table.concat(t, ' "
         "')"),
        "local t = {} for w in ('aaa'):gmatch('^a') do t[#t+1] = w end return table.concat(t, ' ')",
        ("local t = {} for w in ('abc'):gmatch('%w', 2) do t[#t+1] = w end return table.concat(t, "
         "' "
         "')"),
        ("local t = {} for w in ('abc'):gmatch('%w', -1) do t[#t+1] = w end return table.concat(t, "
         "' ')"),
        ("local t = {} for w in ('abc'):gmatch('', 4) do t[#t+1] = '.' end return table.concat(t, "
         "' "
         "')"),
        ("local t = {} for w in ('abc'):gmatch('', 5) do t[#t+1] = '.' end return table.concat(t, "
         "' "
         "')"),
        "local f = ('ab'):gmatch('.') f() f() return f(), f()",
        ("local t = {} for a in ('ab'):gmatch('.') do for b in ('xy'):gmatch('.') do t[#t+1] = "
         "a..b "
         "end end return table.concat(t, ' ')"),
        "return ('a'):gmatch()",
        "return (12):gmatch('1')()",
        /* gsub */
        "return ('hello world'):gsub('o', '0')",
        "return ('hello world'):gsub('o', '0', 1)",
        "return ('hello world'):gsub('o', '0', 0)",
        "return ('hello world'):gsub('o', '0', -1)",
        "return ('hello'):gsub('', '-')",
        "return ('hello'):gsub('l*', 'x')",
        "return ('abc'):gsub('b*', '.')",
        "return (''):gsub('', 'x')",
        "return ('abc'):gsub('%w', '%0%0')",
        "return ('abc'):gsub('%w', '%1%1')",
        "return ('hello world'):gsub('(%w+) (%w+)', '%2 %1')",
        "return ('abc'):gsub('()', '%1')",
        "return ('abc'):gsub('b', '%%')",
        "return ('abc'):gsub('b', '%')",
        "return ('abc'):gsub('b', '%a')",
        "return ('abc'):gsub('b', '%2')",
        "return ('abc'):gsub('(b)', '%2')",
        "return ('abc'):gsub('(b)', '%9')",
        "return ('abc'):gsub('x', '%9')",
        "return ('abc'):gsub('b', 1)",
        "return ('abc'):gsub('b', 1.5)",
        "return ('abc'):gsub('b', nil)",
        "return ('abc'):gsub('b', true)",
        "return ('abc'):gsub('b')",
        "return ('$name is $age'):gsub('%$(%w+)', {name = 'Ada', age = 36})",
        "return ('$name is $age'):gsub('%$(%w+)', {name = false})",
        "return ('abc'):gsub('%w', {a = {}})",
        "return ('abc'):gsub('%w', {a = true})",
        "return ('abc'):gsub('()', {1, 2, 3.5})",
        ("return ('abc'):gsub('%w', setmetatable({}, {__index = function(_, k) return k:upper() "
         "end}))"),
        "return ('abc'):gsub('%w', function(c) return c:byte() end)",
        "return ('abc'):gsub('%w', function() end)",
        "return ('abc'):gsub('%w', function() return nil end)",
        "return ('abc'):gsub('%w', function() return false end)",
        "return ('abc'):gsub('%w', function() return true end)",
        "return ('abc'):gsub('%w', function() return {} end)",
        "return ('abc'):gsub('(%w)(%w)', function(a, b) return b..a, 'more' end)",
        "return ('abc'):gsub('%w', function() error('stop') end)",
        "return ('abc'):gsub('%w', function(c) return (('x'..c):gsub('%w', string.upper)) end)",
        "return pcall(string.gsub, 'abc', '%w', function() error({}) end)",
        "return ('a\\0b'):gsub('\\0', '\\0\\0')",
        "return (('x'):rep(5000)):gsub('x', ('y'):rep(20))",
        "return (('ab'):rep(3000)):gsub('a(b)', function(b) return b..b end)",
        "return ('abc'):gsub('%w', '%0', 2.0)",
        "return ('abc'):gsub('%w', '%0', 2.5)",
        "return ('abc'):gsub('%w', '%0', 'x')",
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) chunk_same(*state, cases[i]);
}

/* ---- the differential test ---- */

static uint64_t seed_next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static const char probe[] =
    "return function(s, p, init)\n"
    "  local out = {}\n"
    "  local function put(ok, ...)\n"
    "    if not ok then out[#out + 1] = 'error' return end\n"
    "    for i = 1, select('#', ...) do\n"
    "      local v = (select(i, ...))\n"
    "      out[#out + 1] = type(v) .. ':' .. tostring(v)\n"
    "    end\n"
    "  end\n"
    "  put(pcall(string.find, s, p, init))\n"
    "  put(pcall(string.match, s, p, init))\n"
    "  put(pcall(string.gsub, s, p, '<%0|%1>'))\n"
    "  put(pcall(string.gsub, s, p, 'x', 2))\n"
    "  put(pcall(string.gsub, s, p, function(...) put(true, ...) return '_' end))\n"
    "  put(pcall(string.gsub, s, p, {a = 'A', ab = 1, [1] = 'one'}))\n"
    "  put(pcall(function() for a, b in string.gmatch(s, p, init) do put(true, a, b) end end))\n"
    "  return table.concat(out, '\\n')\n"
    "end";

static char *probe_call(lua_State *L, const char *s, size_t s_len, const char *p, size_t p_len,
                        int init, size_t *len)
{
    lua_pushvalue(L, 1);
    lua_pushlstring(L, s, s_len);
    lua_pushlstring(L, p, p_len);
    lua_pushinteger(L, init);
    if (lua_pcall(L, 3, 1, 0) != LUA_OK) fail_msg("the probe: %s", lua_tostring(L, -1));
    const char *got = lua_tolstring(L, -1, len);
    char *copy = malloc(*len + 1);
    memcpy(copy, got, *len + 1);
    lua_settop(L, 1);
    return copy;
}

static void test_random_patterns_as_stock(void **state)
{
    static const struct {
        const char *text;
        size_t len;
    } tokens[] = {
#define T(s) {s, sizeof s - 1}
        T("a"),      T("b"),     T("c"),     T("a"),    T("."),     T("."),      T("%a"),
        T("%d"),     T("%s"),    T("%S"),    T("%w"),   T("%p"),    T("%z"),     T("[ab]"),
        T("[^a]"),   T("[a-c]"), T("[%a-]"), T("[]a]"), T("[^]b]"), T("[%d%s]"), T("[^%w]"),
        T("[a-%%]"), T("[--a]"), T("("),     T("("),    T(")"),     T(")"),      T("()"),
        T("(a)"),    T("(.-)"),  T("(b*)"),  T("%1"),   T("%2"),    T("%3"),     T("%0"),
        T("%b()"),   T("%bab"),  T("%baa"),  T("%b"),   T("%f[a]"), T("%f[^b]"), T("%f[%z]"),
        T("%f"),     T("*"),     T("*"),     T("+"),    T("+"),     T("-"),      T("-"),
        T("?"),      T("?"),     T("^"),     T("$"),    T("%"),     T("["),      T("]"),
        T("%%"),     T("%."),    T("%q"),    T("1"),    T("\0"),    T("[^\0]"),  T("%]"),
        T("[a"),     T("%u"),    T("%X"),    T("[%"),   T("%g*"),   T("a-b")
#undef T
    };
    static const char alphabet[] = "aaabbbcc()1 -]%^$\0B";
    struct pair *pair = *state;
    lua_State *both[2] = {pair->stock, pair->ours};
    for (int i = 0; i < 2; i++) {
        lua_settop(both[i], 0);
        assert_int_equal(luaL_dostring(both[i], probe), LUA_OK);
    }
    uint64_t seed = 20240506;
    for (int round = 0; round < 12000; round++) {
        char s[16], p[64];
        size_t s_len = seed_next(&seed) % 13, p_len = 0;
        for (size_t i = 0; i < s_len; i++)
            s[i] = alphabet[seed_next(&seed) % (sizeof alphabet - 1)];
        if (seed_next(&seed) % 8 == 0) p[p_len++] = '^';
        for (size_t n = 1 + seed_next(&seed) % 8; n > 0; n--) {
            size_t t = seed_next(&seed) % (sizeof tokens / sizeof tokens[0]);
            memcpy(p + p_len, tokens[t].text, tokens[t].len);
            p_len += tokens[t].len;
        }
        if (seed_next(&seed) % 8 == 0) p[p_len++] = '$';
        int init = (int)(seed_next(&seed) % 20) - 8;
        size_t lens[2];
        char *got[2];
        for (int i = 0; i < 2; i++)
            got[i] = probe_call(both[i], s, s_len, p, p_len, init, &lens[i]);
        if (lens[0] != lens[1] || memcmp(got[0], got[1], lens[0]) != 0)
            fail_msg("round %d: pattern '%.*s' on '%.*s' from %d:\nstock:\n%s\nours:\n%s", round,
                     (int)p_len, p, (int)s_len, s, init, got[0], got[1]);
        free(got[0]);
        free(got[1]);
    }
}

/* ---- what differs on purpose ---- */

static void test_pattern_bombs_hit_the_budget(void **state)
{
    static const char *const bombs[] = {
        "return ('a'):rep(30):find(('a?'):rep(30) .. ('a'):rep(31))",
        "return ('a'):rep(1000):find('(.-)(.-)(.-)x')",
        "return ('a'):rep(1000):match('.-.-.-.-.-b')",
        "return ('a'):rep(1000):match('.*.*.*.*b')",
        "return ('a'):rep(1000):gsub('a*a*a*b', '')",
        "return ('a'):rep(1000):gmatch('.-.-.-b')()",
        "return ('('):rep(5000):find('%b()')",
        "return ('('):rep(5000):gsub('%b()', '')",
        "return ('a'):rep(4000):find('^(.*)%1(.*)%1b')",
        "return ('a'):rep(3000):find('(a-)%1%1x')",
        "return ('a'):rep(2000000):find('b.')",
        "return ('x'):rep(1100):find('[^a]*[^b]*[^c]*y')",
        "return ('ab'):rep(500):match('(a?b?)(.-)%1(.-)%1(.-)c')",
    };
    for (size_t i = 0; i < sizeof bombs / sizeof bombs[0]; i++)
        chunk_raises(*state, bombs[i], "STEPS");
}

/* The budget is for attacks: ordinary work on the largest texts stays far below it. */
static void test_ordinary_work_has_steps_enough(void **state)
{
    chunk_gives(*state, "return ('een woord '):rep(20000):gsub('%w+', '') == (' '):rep(40000)",
                "boolean 1 ");
    chunk_gives(*state,
                "local n = 0 for k, v in ('key=value\\n'):rep(30000):gmatch('(%w+)=(%w+)\\n') do "
                "n = n + #k end return n",
                "integer 90000 ");
    chunk_gives(*state, "return #('  ' .. ('x'):rep(300000) .. '  '):match('^%s*(.-)%s*$')",
                "integer 300000 ");
    chunk_gives(*state, "return ('a'):rep(3000000):find('b', 1, true), #('a'):rep(3000000)",
                "nil integer 3000000 ");
    chunk_gives(*state, "return (('a'):rep(3000000) .. 'b'):find('ab')",
                "integer 3000000 integer 3000001 ");
}

static void test_long_patterns_need_no_stack(void **state)
{
    chunk_gives(*state, "return ('a'):rep(4000):find('^' .. ('a?'):rep(4000) .. '$')",
                "integer 1 integer 4000 ");
    chunk_gives(*state, "return ('a'):rep(20):find(('a*'):rep(4000))", "integer 1 integer 20 ");
    chunk_gives(*state, "return #('a'):rep(500000):match('.-$')", "integer 500000 ");
    chunk_gives(*state,
                "return ('('):rep(100000) == ('('):rep(100000) and #(('('):rep(100000) .. "
                "(')'):rep(100000)):match('%b()')",
                "integer 200000 ");
    chunk_raises(*state, "return ('a'):find(('a'):rep(8192) .. '.')", "at most 8192 bytes");
    chunk_raises(*state, "return ('a'):gsub(('.'):rep(9000), '')", "bad argument #2 to 'gsub'");
    chunk_raises(*state, "return ('a'):gmatch(('.'):rep(9000))", "bad argument #2 to 'gmatch'");
    /* callbacks within callbacks end with Lua's own limit, as an ordinary error */
    chunk_raises(*state,
                 "local function f(c) return (c:gsub('.', f)) end return ('a'):gsub('.', f)",
                 "stack overflow");
}

static void test_without_setup_the_budget_still_ends_it(void **state)
{
    (void)state;
    lua_State *L = luaL_newstate();
    luaL_requiref(L, "_G", luaopen_base, 1);
    lua_string_open(L);
    lua_setglobal(L, "string");
    struct pair pair = {.ours = L};
    chunk_raises(&pair, "return ('a'):rep(1000):find('.-.-.-b')", "more than 1000000 steps");
    lua_close(L);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, pair_open, pair_close)
    static const struct CMUnitTest tests[] = {
        T(test_cases_as_stock),
        T(test_random_patterns_as_stock),
        T(test_pattern_bombs_hit_the_budget),
        T(test_ordinary_work_has_steps_enough),
        T(test_long_patterns_need_no_stack),
        T(test_without_setup_the_budget_still_ends_it),
    };
#undef T
    return cmocka_run_group_tests(tests, NULL, NULL);
}
