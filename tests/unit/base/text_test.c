#include "unit.h"

#include <math.h>

#include "base/field.h"
#include "base/limits.h"
#include "base/text.h"

#define MINUS "\xe2\x88\x92"

static void test_languages_have_codes_and_names(void **state)
{
    (void)state;
    enum lang lang = LANG_EN;
    assert_true(lang_parse(STR("nl"), &lang));
    assert_int_equal(lang, LANG_NL);
    static const char *const bad[] = {"", "NL", "n", "nld", "nl-NL", "de", "en "};
    for (size_t i = 0; i < LEN(bad); i++) assert_false(lang_parse(str_of(bad[i]), &lang));
    assert_int_equal(lang, LANG_NL);
    for (int i = 0; i < LANG_COUNT; i++) {
        assert_true(lang_parse(str_of(lang_code((enum lang)i)), &lang));
        assert_int_equal(lang, i);
        assert_true(strlen(lang_name(lang)) > 0);
        assert_int_not_equal(lang_decimal(lang), lang_group(lang));
    }
}

static void test_numbers_are_written_as_their_reader_does(void **state)
{
    (void)state;
    static const struct {
        double n;
        const char *nl, *en;
    } cases[] = {
        {0, "0", "0"},
        {-0.0, "0", "0"},
        {1, "1", "1"},
        {-3, MINUS "3", MINUS "3"},
        {2450, "2450", "2450"},
        {2024, "2024", "2024"},
        {9999, "9999", "9999"},
        {9999.5, "9999,5", "9999.5"},
        {10000, "10.000", "10,000"},
        {12345.678, "12.345,678", "12,345.678"},
        {100000, "100.000", "100,000"},
        {1234567, "1.234.567", "1,234,567"},
        {-1234567.5, MINUS "1.234.567,5", MINUS "1,234,567.5"},
        {0.5, "0,5", "0.5"},
        {0.1 + 0.2, "0,3", "0.3"},
        {1.0 / 3, "0,333333333333", "0.333333333333"},
        {2.0 / 3, "0,666666666667", "0.666666666667"},
        {1e-4, "0,0001", "0.0001"},
        {0.00001, "0,00001", "0.00001"},
        {1.5e-7, "0,00000015", "0.00000015"},
        {999999999999.0, "999.999.999.999", "999,999,999,999"},
        {999999999999.9, "1.000.000.000.000", "1,000,000,000,000"},
        {1e12, "1.000.000.000.000", "1,000,000,000,000"},
        {123456789012345.0, "123.456.789.012.345", "123,456,789,012,345"},
        {99.999999999999, "100", "100"},
        {9999.9999999999, "10.000", "10,000"},
        {1e15, "1e+15", "1e+15"},
        {1.5e300, "1,5e+300", "1.5e+300"},
        {HUGE_VAL, "inf", "inf"},
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct buf buf;
        buf_init(&buf, 100);
        lang_number(&buf, cases[i].n, LANG_NL);
        assert_str(buf_str(&buf), cases[i].nl);
        buf_reset(&buf);
        lang_number(&buf, cases[i].n, LANG_EN);
        assert_str(buf_str(&buf), cases[i].en);
        buf_finish(&buf);
    }
}

/* What a page shows, a field reads back: a learner may copy a number from a table. */
static void test_numbers_shown_are_numbers_read(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 20000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        double n = (double)(int64_t)(seed >> 20) / pow(10, (double)(seed % 19)), back;
        if (seed & 64) n = -n;
        if (fabs(n) < 1e-9 || fabs(n) >= 1e15) continue;
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            struct buf buf;
            buf_init(&buf, 100);
            lang_number(&buf, n, (enum lang)lang);
            if (!number_parse(buf_str(&buf), STR_NONE, (enum lang)lang, &back) ||
                fabs(back - n) > fabs(n) * 1e-11)
                fail_msg("%.17g is shown as %.*s", n, STR_ARG(buf_str(&buf)));
            buf_finish(&buf);
        }
    }
}

static void assert_text(const struct text *text, enum lang lang, const char *want)
{
    struct arena arena;
    struct buf buf;
    arena_init(&arena);
    buf_init(&buf, 10000);
    text_write(&buf, text, lang);
    assert_str(buf_str(&buf), want);
    assert_str(text_in(&arena, text, lang), want);
    buf_finish(&buf);
    arena_finish(&arena);
}

static void test_a_missing_language_falls_back(void **state)
{
    (void)state;
    struct text text = {.in[LANG_EN] = STR("mean")};
    assert_text(&text, LANG_EN, "mean");
    assert_text(&text, LANG_NL, "mean");
    assert_int_equal(text_lang(&text, LANG_NL), LANG_EN);
    text.in[LANG_NL] = STR("gemiddelde");
    assert_text(&text, LANG_NL, "gemiddelde");
    assert_int_equal(text_lang(&text, LANG_NL), LANG_NL);
    struct text none = {0};
    assert_text(&none, LANG_NL, "");
    assert_int_equal(text_lang(&none, LANG_EN), LANG_EN);
    assert_true(text_is_empty(&none));
    assert_false(text_is_empty(&text));
    struct text same = text_same(STR("Excel"));
    assert_text(&same, LANG_NL, "Excel");
    assert_text(&same, LANG_EN, "Excel");
    struct text empty = text_same(STR(""));
    assert_true(text_is_empty(&empty));
}

static void test_placeholders_are_filled_in_the_readers_notation(void **state)
{
    (void)state;
    static const struct text_var vars[] = {
        {.name = {"n", 1}, .is_number = true, .number = 12345.5},
        {.name = {"city", 4}, .string = {"{n} & <b>", 9}},
        {.name = {"", 0}, .string = {"nothing", 7}},
    };
    static const struct {
        const char *nl, *want;
    } cases[] = {
        {"In {n} %", "In 12.345,5 %"},
        {"{n}", "12.345,5"},
        {"{n}{n}", "12.345,512.345,5"},
        {"{city}", "{n} & <b>"}, /* a value is not searched again, and not escaped here */
        {"{unknown} {n}", "{unknown} 12.345,5"},
        {"{", "{"},
        {"}", "}"},
        {"{n", "{n"},
        {"n}", "n}"},
        {"{}", "nothing"},
        {"{ n }", "{ n }"},
        {"{{n}}", "{12.345,5}"},
        {"{\"x\": {n}}", "{\"x\": 12.345,5}"},
        {"{a {b {n", "{a {b {n"},
        {"{a{b}{n}", "{a{b}12.345,5"},
        {"", ""},
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct text text = {.in[LANG_NL] = str_of(cases[i].nl), .vars = vars, .vars_len = 3};
        assert_text(&text, LANG_NL, cases[i].want);
        assert_text(&text, LANG_EN, cases[i].want); /* Dutch words with Dutch numbers */
    }
    struct text both = {.in = {[LANG_NL] = STR("{n} stuks"), [LANG_EN] = STR("{n} pieces")},
                        .vars = vars,
                        .vars_len = 1};
    assert_text(&both, LANG_NL, "12.345,5 stuks");
    assert_text(&both, LANG_EN, "12,345.5 pieces");
    struct text plain = {.in[LANG_NL] = STR("{n}")};
    assert_text(&plain, LANG_NL, "{n}");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_languages_have_codes_and_names),
        cmocka_unit_test(test_numbers_are_written_as_their_reader_does),
        cmocka_unit_test(test_numbers_shown_are_numbers_read),
        cmocka_unit_test(test_a_missing_language_falls_back),
        cmocka_unit_test(test_placeholders_are_filled_in_the_readers_notation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
