#include "unit.h"

static void test_compares_by_bytes_and_length(void **state)
{
    (void)state;
    assert_true(str_eq(STR("a"), STR("a")));
    assert_true(str_eq(STR_NONE, STR("")));
    assert_false(str_eq(STR("a"), STR("ab")));
    assert_true(str_compare(STR("a"), STR("b")) < 0);
    assert_true(str_compare(STR("b"), STR("a")) > 0);
    assert_true(str_compare(STR("a"), STR("ab")) < 0);
    assert_true(str_compare(STR("\xc3\xa9"), STR("z")) > 0);
    assert_int_equal(str_compare(STR("ab"), STR("ab")), 0);
    assert_int_equal(str_compare(STR_NONE, STR_NONE), 0);
    assert_true(str_compare(STR_NONE, STR("a")) < 0);
    assert_true(str_eq_secret(STR("token"), STR("token")));
    assert_false(str_eq_secret(STR("token"), STR("toker")));
    assert_false(str_eq_secret(STR("token"), STR("toke")));
    assert_true(str_eq_secret(STR_NONE, STR_NONE));
}

static void test_starts_ends_finds(void **state)
{
    (void)state;
    assert_true(str_starts(STR("lib/x.lua"), STR("lib/")));
    assert_false(str_starts(STR("li"), STR("lib/")));
    assert_true(str_starts(STR_NONE, STR_NONE));
    assert_true(str_ends(STR("x.lua"), STR(".lua")));
    assert_false(str_ends(STR("lua"), STR(".lua")));
    assert_true(str_ends(STR_NONE, STR("")));
    assert_int_equal(str_find(STR("a.b.c"), '.'), 1);
    assert_int_equal(str_find(STR("abc"), '.'), -1);
    assert_int_equal(str_find(STR_NONE, '.'), -1);
}

static void test_cuts_every_piece_also_empty_ones(void **state)
{
    (void)state;
    struct str rest = STR(",a,,b,"), piece;
    static const char *const want[] = {"", "a", "", "b", ""};
    for (size_t i = 0; i < LEN(want); i++) {
        assert_true(str_cut(&rest, ',', &piece));
        assert_str(piece, want[i]);
    }
    assert_false(str_cut(&rest, ',', &piece));
    rest = STR("");
    assert_true(str_cut(&rest, ',', &piece)); /* one empty piece */
    assert_false(str_cut(&rest, ',', &piece));
    rest = STR_NONE;
    assert_false(str_cut(&rest, ',', &piece));
}

static void test_trims_ascii_space_only(void **state)
{
    (void)state;
    assert_str(str_trim(STR(" \t\r\n\v\f a b \n")), "a b");
    assert_str(str_trim(STR("   ")), "");
    assert_str(str_trim(STR_NONE), "");
    assert_str(str_trim(STR("\xc2\xa0x")), "\xc2\xa0x");
}

static void test_reads_whole_numbers_strictly(void **state)
{
    (void)state;
    uint64_t n = 77;
    static const char *const bad[] = {"",
                                      "-1",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1a",
                                      "0x1",
                                      "1.0",
                                      "18446744073709551616",
                                      "99999999999999999999",
                                      "100000000000000000000"};
    for (size_t i = 0; i < LEN(bad); i++)
        assert_false(str_parse_u64(str_of(bad[i]), UINT64_MAX, &n));
    assert_false(str_parse_u64(STR("11"), 10, &n));
    assert_int_equal(n, 77);
    assert_true(str_parse_u64(STR("10"), 10, &n));
    assert_int_equal(n, 10);
    assert_true(str_parse_u64(STR("18446744073709551615"), UINT64_MAX, &n));
    assert_true(n == UINT64_MAX);
    assert_true(str_parse_u64(STR("007"), 10, &n));
    assert_int_equal(n, 7);
}

static void test_knows_well_formed_utf8(void **state)
{
    (void)state;
    static const char *const good[] = {
        "",
        "plain",
        "\xc2\x80",
        "\xdf\xbf",
        "\xe0\xa0\x80",
        "\xed\x9f\xbf",
        "\xee\x80\x80",
        "\xef\xbf\xbf",
        "\xf0\x90\x80\x80",
        "\xf4\x8f\xbf\xbf",
        "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x8c\xb1",
    };
    static const char *const bad[] = {
        "\x80",                 /* a continuation alone */
        "\xbf",                 /* */
        "\xc0\x80",             /* overlong NUL */
        "\xc1\xbf",             /* overlong */
        "\xc2",                 /* cut */
        "\xc2\x41",             /* no continuation */
        "\xe0\x9f\xbf",         /* overlong */
        "\xe2\x82",             /* cut */
        "\xe2\x28\xa1",         /* */
        "\xed\xa0\x80",         /* surrogate */
        "\xed\xbf\xbf",         /* surrogate */
        "\xf0\x8f\xbf\xbf",     /* overlong */
        "\xf0\x9f\x8c",         /* cut */
        "\xf4\x90\x80\x80",     /* above U+10FFFF */
        "\xf5\x80\x80\x80",     /* */
        "\xf8\x88\x80\x80\x80", /* five bytes */
        "\xfe",
        "\xff",
        "good then \xff",
    };
    for (size_t i = 0; i < LEN(good); i++) assert_true(str_is_utf8(str_of(good[i])));
    for (size_t i = 0; i < LEN(bad); i++)
        if (str_is_utf8(str_of(bad[i]))) fail_msg("bad[%zu] passed", i);
    assert_true(str_is_utf8(STR_NONE));
    assert_true(str_is_utf8(str_slice("a\0b", 3)));
    assert_int_equal(str_utf8_len(str_of(good[10])), 8);
    assert_int_equal(str_utf8_len(STR_NONE), 0);
}

/* Every code point, written by the rule of RFC 3629, is well formed but for the surrogates. */
static void test_utf8_of_every_code_point(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x110010; c++) {
        char s[4];
        size_t len;
        if (c < 0x80) {
            s[0] = (char)c;
            len = 1;
        } else if (c < 0x800) {
            s[0] = (char)(0xC0 | c >> 6);
            s[1] = (char)(0x80 | (c & 63));
            len = 2;
        } else if (c < 0x10000) {
            s[0] = (char)(0xE0 | c >> 12);
            s[1] = (char)(0x80 | (c >> 6 & 63));
            s[2] = (char)(0x80 | (c & 63));
            len = 3;
        } else {
            s[0] = (char)(0xF0 | c >> 18);
            s[1] = (char)(0x80 | (c >> 12 & 63));
            s[2] = (char)(0x80 | (c >> 6 & 63));
            s[3] = (char)(0x80 | (c & 63));
            len = 4;
        }
        bool want = c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
        if (str_is_utf8(str_slice(s, len)) != want) fail_msg("U+%04X", (unsigned)c);
        if (len > 1 && str_is_utf8(str_slice(s, len - 1))) fail_msg("U+%04X cut", (unsigned)c);
    }
}

static void test_knows_slugs(void **state)
{
    (void)state;
    static const char *const good[] = {"a", "0", "eerste-blik", "a-b-c", "2024"};
    static const char *const bad[] = {"",    "-",   "-a",   "a-",          "a--b", "A",
                                      "a_b", "a b", "a/b",  "caf\xc3\xa9", "a.b",  "..",
                                      "a\n", "%61", "a\tb", "eerste-blik-"};
    for (size_t i = 0; i < LEN(good); i++) assert_true(str_is_slug(str_of(good[i]), 64));
    for (size_t i = 0; i < LEN(bad); i++)
        if (str_is_slug(str_of(bad[i]), 64)) fail_msg("\"%s\" passed", bad[i]);
    assert_true(str_is_slug(STR("abcd"), 4));
    assert_false(str_is_slug(STR("abcde"), 4));
    assert_false(str_is_slug(str_slice("a\0b", 3), 64));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compares_by_bytes_and_length),
        cmocka_unit_test(test_starts_ends_finds),
        cmocka_unit_test(test_cuts_every_piece_also_empty_ones),
        cmocka_unit_test(test_trims_ascii_space_only),
        cmocka_unit_test(test_reads_whole_numbers_strictly),
        cmocka_unit_test(test_knows_well_formed_utf8),
        cmocka_unit_test(test_utf8_of_every_code_point),
        cmocka_unit_test(test_knows_slugs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
