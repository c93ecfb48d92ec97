/* The string library of pack code beside the stock one, but for patterns (pattern_test.c). */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lua_pair.h"
#include "sandbox/lua_string.h"

static void test_small_functions_as_stock(void **state)
{
    /* clang-format off: a case a line */
    static const char *const cases[] = {
        "return ('hello'):len(), (''):len(), ('\\0'):len(), (12):len()",
        "return ('hello'):sub(2), ('hello'):sub(-3), ('hello'):sub(2, 3), ('hello'):sub(2, -2)",
        "return ('hello'):sub(0), ('hello'):sub(10), ('hello'):sub(3, 2), ('hello'):sub(-100, 2)",
        "return ('hello'):sub(math.mininteger, math.maxinteger), ('hello'):sub(math.maxinteger)",
        "return ('hello'):sub(1, math.mininteger), ('hello'):sub(-1, -1), ('hello'):sub(5, 5)",
        ("return ('hello'):sub(0, 0), ('hello'):sub(1, 0), ('hello'):sub(-5, -5), "
         "('hello'):sub(-6, "
         "-6)"),
        "return ('hello'):sub()",
        "return ('hello'):sub('2')",
        "return ('hello'):sub(1.0)",
        "return ('hello'):sub(1.5)",
        "return ('hello'):byte()",
        "return ('hello'):byte(-1)",
        "return ('hello'):byte(1, -1)",
        "return ('hello'):byte(10)",
        "return ('hello'):byte(0)",
        "return ('hello'):byte(0, 2)",
        "return ('hello'):byte(-10)",
        "return ('hello'):byte(-10, 2)",
        "return ('hello'):byte(3, 2)",
        "return ('hello'):byte(math.mininteger)",
        "return ('hello'):byte(math.maxinteger)",
        "return (''):byte()",
        "return ('\\255\\0'):byte(1, 2)",
        "return string.char()",
        "return string.char(72, 105)",
        "return string.char(0, 255)",
        "return string.char(256)",
        "return string.char(-1)",
        "return string.char('65')",
        "return string.char(65.0)",
        "return string.char({})",
        "return ('Hello, W\\195\\169reld'):upper(), ('HELLO \\195\\137 [@`{'):lower()",
        "return ('abc'):reverse(), (''):reverse(), ('a'):reverse(), ('\\0a'):reverse()",
        "return ('ab'):rep(3), ('ab'):rep(0), ('ab'):rep(-1), ('ab'):rep(1)",
        "return ('ab'):rep(3, ','), ('ab'):rep(1, ','), ('ab'):rep(0, ','), (''):rep(3, ',')",
        "return (''):rep(1000), (''):rep(5), ('ab'):rep(1000, '--')",
        "return ('ab'):rep(math.mininteger)",
        "return ('x'):rep(100000)",
        "return ('a'):rep()",
        "return ('a'):rep('x')",
        "return ('a'):rep(2, {})",
        "return string.len()",
        "return string.upper({})",
        "local s = 'x' return s.y, s.len == string.len",
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) chunk_same(*state, cases[i]);
}

/* Every conversion with every modifier on every value, in one chunk a conversion. */
#define FORMAT_CHUNK                                                                               \
    "local modifiers = {'', '5', '-5', '05', '+', '+5', ' ', '#', '#10', '.0', '.3', '.10', "      \
    "'10.3', '-9.2', '09.2', '+.1', '-+5', '-05', '+ 5', '# 0', '#.0', '99', '100', '.99', "       \
    "'.100', '1.', '00', '-0', '99.99', '-99.9', '#05.1', '05.10', ' 9'} "                         \
    "local values = {0, 1, -1, 9, 42, -42, 255, math.maxinteger, math.mininteger, 3.0, 0.0, "      \
    "-0.0, 3.14, -2.5, 0.5, 1e15, 1e16, 1e100, 1e308, 5e-324, 1 / 3, 2 ^ 53, math.huge, "          \
    "-math.huge, 'abc', '', '10', '0x1p4', ('x'):rep(99), ('x'):rep(100), ('x'):rep(120), "        \
    "'a\\0b', 'q\"\\\\\\n\\r\\t\\0001\\1272', true, false, 65, 0x7f, 1e5, 12345678901234} "        \
    "local out = {} "                                                                              \
    "local function one(format, value) "                                                           \
    "  local ok, s = pcall(function() return (string.format(format, value)) end) "                 \
    "  out[#out + 1] = ok and s or 'error' "                                                       \
    "end "                                                                                         \
    "for _, m in ipairs(modifiers) do "                                                            \
    "  for i = 1, #values do one('<%%' .. m .. '%s>', values[i]) end "                             \
    "  one('<%%' .. m .. '%s>', nil) "                                                             \
    "end "                                                                                         \
    "return table.concat(out, '\\n')"

static void test_format_as_stock(void **state)
{
    static const char *const conversions[] = {"d", "i", "u", "o", "x", "X", "c", "s", "q",
                                              "a", "A", "e", "E", "f", "F", "g", "G", "n",
                                              "l", "h", "y", "*", "",  " ", "0", "5", "%"};
    char chunk[4096];
    for (size_t c = 0; c < sizeof conversions / sizeof conversions[0]; c++) {
        const char *conversion = conversions[c];
        snprintf(chunk, sizeof chunk, FORMAT_CHUNK, conversion, conversion);
        chunk_same(*state, chunk);
    }
    static const char *const cases[] = {
        "return string.format('')",
        "return string.format('100%%')",
        "return string.format('%')",
        "return string.format('a%')",
        "return string.format('%d')",
        "return string.format('%d %s', 1)",
        "return string.format('%d', 1, 2)",
        "return string.format('%s %s %s', 1, 'x', true)",
        "return string.format('%5s|%-5s|%.2s', 'ab', 'ab', 'abc')",
        "return string.format('%s', setmetatable({}, {__tostring = function() return 'T' end}))",
        "return string.format('%5s', setmetatable({}, {__tostring = function() return 'T' end}))",
        "return string.format('%q', {})",
        "return string.format('%q', 1/0), string.format('%q', -1/0)",
        "return string.format('%s%s', ('x'):rep(3000), ('y'):rep(3000))",
        "return string.format(('%d '):rep(50), table.unpack({}, 1, 0))",
        "return string.format(nil)",
        "return string.format(12)",
        "return string.format('%c%c\\0%c', 0, 65, 255)",
        "return load('return '..string.format('%q', 'a\\n\\r\\0\\\\\"1'))()",
        ("return load('return '..string.format('%q', 0.1))(), load('return '..string.format('%q', "
         "math.mininteger))()"),
        ("local t = {} for i = 1, 200 do t[i] = string.format('%.14g %.3f %5d', i / 7, i / 7, i * "
         "i) end return table.concat(t, ' ')"),
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) chunk_same(*state, cases[i]);
}

static void test_errors_name_function_and_argument(void **state)
{
    static const struct {
        const char *chunk, *part;
    } cases[] = {
        {"string.find('x', '[a')", "bad argument #2 to 'find' (malformed pattern (missing ']'))"},
        {"string.find('x', '%')", "ends with '%'"},
        {"string.match('x', 'x)')", "bad argument #2 to 'match' (invalid pattern capture"},
        {"string.match('x', '(x')", "bad argument #2 to 'match' (unfinished capture"},
        {"string.match('x', '%1')", "invalid capture index"},
        {"string.gsub('x', '%f', '')", "missing '[' after '%f'"},
        {"string.gsub('x', '%b', '')", "missing arguments to '%b'"},
        {"for w in string.gmatch('x', '[') do end", "bad argument #2 to 'gmatch'"},
        {"string.gsub('x', 'x', '%z')", "bad argument #3 to 'gsub' (invalid use of '%'"},
        {"string.gsub('x', 'x', '%3')", "invalid capture index %3"},
        {"string.gsub('x', 'x', function() return {} end)", "invalid replacement value (a table"},
        {"string.gsub('x', 'x', true)", "string/function/table expected, got boolean"},
        {"string.rep()", "bad argument #1 to 'rep' (string expected, got no value)"},
        {"string.char(300)", "bad argument #1 to 'char' (a byte is a number from 0 to 255)"},
        {"string.format('%p', {})", "'%p' is not available"},
        {"string.format('%y', 1)", "invalid conversion '%y'"},
        {"string.format('%123d', 1)", "invalid conversion '%123'"},
        {"string.format('%d', 1.5)", "bad argument #2 to 'format' (number has no integer"},
        {"string.format('%d')", "bad argument #2 to 'format' (no value)"},
        {"\n\nstring.rep('x', 1e9 // 1 | 0)", ":3:"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        chunk_raises(*state, cases[i].chunk, cases[i].part);
}

static void test_results_are_bounded(void **state)
{
    static const char *const large[] = {
        "return ('x'):rep(4194305)",
        "return ('x'):rep(math.maxinteger)",
        "return ('xy'):rep(2097153)",
        "return (''):rep(math.maxinteger, 'ab')",
        "return ('x'):rep(2097153, ',')",
        "return ('x'):rep(1000):rep(1000):rep(1000)",
        "return ('x'):rep(3000):gsub('x', ('y'):rep(3000))",
        "return ('x'):rep(3000):gsub('x', {x = ('y'):rep(3000)})",
        "return ('x'):rep(3000):gsub('x', function() return ('y'):rep(3000) end)",
        "return ('x'):rep(3000):gsub('x', ('%0'):rep(2000))",
        ("return string.format(('%s'):rep(5), ('x'):rep(1000000), ('x'):rep(1000000), "
         "('x'):rep(1000000), ('x'):rep(1000000), ('x'):rep(1000000))"),
        "return string.format('%q', ('\\0'):rep(3000000))",
    };
    for (size_t i = 0; i < sizeof large / sizeof large[0]; i++)
        chunk_raises(*state, large[i], "4194304 bytes");
    chunk_gives(*state, "return #('x'):rep(4194304), #('x'):rep(2097152, 'y')",
                "integer 4194304 integer 4194303 ");
}

static void test_tostring_shows_no_address(void **state)
{
    chunk_gives(*state, "return tostring({}), tostring(print), tostring(coroutine.create(print))",
                "string 5 'table' string 8 'function' string 6 'thread' ");
    chunk_gives(*state, "return string.format('%s %s %5.2s', {}, print, {})",
                "string 20 'table function    ta' ");
    chunk_gives(*state, "return tostring(setmetatable({}, {__name = 'Thing'}))",
                "string 5 'table' ");
    chunk_gives(*state,
                "return tostring(setmetatable({}, {__tostring = function() return 'T' end}))",
                "string 1 'T' ");
    chunk_gives(*state, "return tostring(setmetatable({}, {__tostring = function() return 7 end}))",
                "string 1 '7' ");
    chunk_gives(*state,
                "return tostring(setmetatable({}, {__tostring = function() return {} end}))",
                "string 5 'table' ");
    chunk_raises(*state,
                 "return tostring(setmetatable({}, {__tostring = function() error('no') end}))",
                 "no");
    chunk_raises(*state, "return tostring()", "bad argument #1");
    chunk_gives(*state,
                "return tostring(0/0), tostring(-(0/0)), string.format('%.1f %g', 0/0, -(0/0))",
                "string 3 'nan' string 3 'nan' string 7 'nan nan' ");
    static const char *const cases[] = {
        "return tostring(1), tostring(-1), tostring(math.mininteger), tostring(math.maxinteger)",
        "return tostring(1.0), tostring(-0.0), tostring(0.1), tostring(1e15), tostring(1e14)",
        ("return tostring(1e100), tostring(2^53), tostring(2^63), tostring(-2^63), "
         "tostring(123456.789)"),
        "return tostring(1/0), tostring(-1/0), tostring(5e-324), tostring(1/3)",
        "return tostring(nil), tostring(true), tostring(false), tostring(''), tostring('a\\0b')",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) chunk_same(*state, cases[i]);
}

static void test_numbers_have_a_point_in_every_locale(void **state)
{
    static const char *const names[] = {"nl_NL.UTF-8", "de_DE.UTF-8", "fr_FR.UTF-8", "fa_IR.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (setlocale(LC_ALL, names[i])) break;
    chunk_gives(*state,
                "return string.format('%.2f %g %a %q', 1.5, 2.5, 0.5, 0.75), tostring(1.25)",
                "string 24 '1.50 2.5 0x1p-1 0x1.8p-1' string 4 '1.25' ");
    setlocale(LC_ALL, "C");
}

static void test_each_open_is_fresh(void **state)
{
    struct pair *pair = *state;
    chunk_gives(pair, "string.upper = function() return 'poison' end return ('a'):upper()",
                "string 6 'poison' ");
    lua_string_open(pair->ours);
    lua_setglobal(pair->ours, "string");
    chunk_gives(pair, "return ('a'):upper(), getmetatable('')", "string 1 'A' boolean 0 ");
    chunk_gives(pair, "return string.dump, string.pack, string.unpack, string.packsize",
                "nil nil nil nil ");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, pair_open, pair_close)
    static const struct CMUnitTest tests[] = {
        T(test_small_functions_as_stock),
        T(test_format_as_stock),
        T(test_errors_name_function_and_argument),
        T(test_results_are_bounded),
        T(test_tostring_shows_no_address),
        T(test_numbers_have_a_point_in_every_locale),
        T(test_each_open_is_fresh),
    };
#undef T
    return cmocka_run_group_tests(tests, NULL, NULL);
}
