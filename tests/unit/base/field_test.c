#include "unit.h"

#include <math.h>

#include "base/field.h"
#include "base/limits.h"

/* ---- numbers ---- */

#define NO NAN

static void test_numbers_as_people_type_them(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        double nl, en;
    } cases[] = {
        {"0", 0, 0},
        {"12", 12, 12},
        {"007", 7, 7},
        {" 12 ", 12, 12},
        {"+3", 3, 3},
        {"-3", -3, -3},
        {"\xe2\x88\x92"
         "3",
         -3, -3}, /* a real minus sign, as we show it */
        {"- 3", -3, -3},
        {"1,5", 1.5, 1.5},
        {"1.5", 1.5, 1.5},
        {",5", 0.5, 0.5},
        {".5", 0.5, 0.5},
        {"5,", 5, 5},
        {"1.000", 1000, 1},
        {"1,000", 1, 1000},
        {"12.345", 12345, 12.345},
        {"123.456", 123456, 123.456},
        {"1234.567", 1234.567, 1234.567},
        {"1.0000", 1, 1},
        {"1.00", 1, 1},
        {"0,123", 0.123, 0.123},
        {"0.123", 0.123, 0.123},
        {"-1.000", -1000, -1},
        {"1.234,56", 1234.56, 1234.56},
        {"1,234.56", 1234.56, 1234.56},
        {"1.234.567", 1234567, 1234567},
        {"1,234,567", 1234567, 1234567},
        {"1.234.567,89", 1234567.89, 1234567.89},
        {"1,234,567.89", 1234567.89, 1234567.89},
        {"1.234,567", 1234.567, 1234.567},
        {"1 000", 1000, 1000},
        {"1\xc2\xa0"
         "000",
         1000, 1000},
        {"1\xe2\x80\xaf"
         "000",
         1000, 1000},
        {"1 234 567,8", 1234567.8, 1234567.8},
        {"1 234.5", 1234.5, 1234.5},
        {"\xe2\x82\xac 12", 12, 12},
        {"\xe2\x82\xac"
         "12,50",
         12.5, 12.5},
        {"12 \xe2\x82\xac", 12, 12},
        {"-\xe2\x82\xac 12", -12, -12},
        {"\xe2\x82\xac -12", -12, -12},
        {"12%", 12, 12},
        {"12 %", 12, 12},
        {"12,-", 12, 12},
        {"1.250,-", 1250, 1250},
        {"1,250.-", 1250, 1250},
        {"1 250,-", 1250, 1250},
        {"1,250,-", NO, NO},
        {"1,5,-", NO, NO},
        {"1 2,-", NO, NO},
        {"\xe2\x82\xac 12,-", 12, 12},
        {"1000000000000000", 1e15, 1e15},
        {"0,000000001", 1e-9, 1e-9},
        {"3,14159265358979", 3.14159265358979, 3.14159265358979},
        /* not a number, or not one only */
        {"", NO, NO},
        {" ", NO, NO},
        {"-", NO, NO},
        {"+", NO, NO},
        {"--3", NO, NO},
        {"+-3", NO, NO},
        {"3-", NO, NO},
        {",", NO, NO},
        {".", NO, NO},
        {",-", NO, NO},
        {"%", NO, NO},
        {"\xe2\x82\xac", NO, NO},
        {"abc", NO, NO},
        {"12a", NO, NO},
        {"1e5", NO, NO},
        {"1E5", NO, NO},
        {"0x10", NO, NO},
        {"inf", NO, NO},
        {"nan", NO, NO},
        {"1,2,3", NO, NO},
        {"1.2.3", NO, NO},
        {"1,23,456", NO, NO},
        {"1.234,5.6", NO, NO},
        {"1.2345,6", NO, NO},
        {"1234.567.890", NO, NO},
        {"12.34,56", NO, NO},
        {",,5", NO, NO},
        {"1,,5", NO, NO},
        {".000", 0, 0},
        {"1 2", NO, NO},
        {"12 34", NO, NO},
        {"1 0000", NO, NO},
        {"3 4 5", NO, NO},
        {"1 000 00", NO, NO},
        {"1  000", NO, NO},
        {"1 000.000", NO, 1000},
        {"1 000,000", 1000, NO},
        {"1 000.000,5", NO, NO},
        {"1%2", NO, NO},
        {"1\xe2\x82\xac"
         "5",
         NO, NO},
        {"1/2", NO, NO},
        {"10:30", NO, NO},
        {"1'000", NO, NO},
        {"1_000", NO, NO},
        {"12\n34", NO, NO},
        {"\xd9\xa3", NO, NO},
        {"10000000000000000", NO, NO},
        {"99999999999999999999999999999999999999999999999999999999999999999999999999999999", NO,
         NO},
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            double want = lang == LANG_NL ? cases[i].nl : cases[i].en, got = 77;
            bool ok = number_parse(str_of(cases[i].typed), STR_NONE, (enum lang)lang, &got);
            if (ok ? got != want : !isnan(want))
                fail_msg("%s: \"%s\" is %s %g, expected %g", lang_code((enum lang)lang),
                         cases[i].typed, ok ? "read as" : "refused", got, want);
            if (!ok && got != 77) fail_msg("\"%s\": refused, but written", cases[i].typed);
        }
    }
    double got;
    assert_false(number_parse(STR_NONE, STR_NONE, LANG_NL, &got));
    assert_false(number_parse(str_slice("1\0"
                                        "2",
                                        3),
                              STR_NONE, LANG_NL, &got));
}

static void test_the_unit_may_stand_around_a_number(void **state)
{
    (void)state;
    double got;
    assert_true(number_parse(STR("12 km"), STR("km"), LANG_NL, &got) && got == 12);
    assert_true(number_parse(STR("12km"), STR("km"), LANG_NL, &got) && got == 12);
    assert_true(number_parse(STR("$ 1,234.50"), STR("$"), LANG_EN, &got) && got == 1234.5);
    assert_true(number_parse(STR("-$5"), STR("$"), LANG_EN, &got) && got == -5);
    assert_true(number_parse(STR("3 m2"), STR("m2"), LANG_NL, &got) && got == 3);
    assert_false(number_parse(STR("12 mi"), STR("km"), LANG_NL, &got));
    assert_false(number_parse(STR("1km2"), STR("km"), LANG_NL, &got));
    assert_false(number_parse(STR("km"), STR("km"), LANG_NL, &got));
    assert_false(number_parse(STR("12 km"), STR_NONE, LANG_NL, &got));
}

/* ---- cells ---- */

static const struct table_column columns[] = {{.id = {"name", 4}},
                                              {.id = {"age", 3}, .is_number = true}};
static const struct table table = {.columns = columns, .columns_len = 2, .rows_len = 12};

static void test_cells_are_named_by_row_and_column(void **state)
{
    (void)state;
    size_t row = 99, column = 99;
    assert_true(cell_parse(STR("1.name"), &table, &row, &column));
    assert_int_equal(row, 0);
    assert_int_equal(column, 0);
    assert_true(cell_parse(STR("12.age"), &table, &row, &column));
    assert_int_equal(row, 11);
    assert_int_equal(column, 1);
    static const char *const bad[] = {
        "",       ".",      "1.",     ".age",    "0.age",
        "13.age", "01.age", "1.AGE",  "1.age ",  " 1.age",
        "1age",   "-1.age", "1.1",    "1.age.x", "18446744073709551617.age",
        "1.a",    "+1.age", "1..age", "age.1"};
    for (size_t i = 0; i < LEN(bad); i++)
        if (cell_parse(str_of(bad[i]), &table, &row, &column)) fail_msg("\"%s\" passed", bad[i]);
    assert_int_equal(row, 11);
}

/* ---- a whole form ---- */

static const struct option options[] = {{.id = {"mean", 4}}, {.id = {"median", 6}}};
static const struct field fields[] = {
    {.kind = FIELD_NUMBER, .id = {"mean", 4}},
    {.kind = FIELD_CHOICE, .id = {"fits", 4}, .options = options, .options_len = 2},
    {.kind = FIELD_CHOICE,
     .id = {"all", 3},
     .options = options,
     .options_len = 2,
     .many = true,
     .optional = true},
    {.kind = FIELD_SHORT, .id = {"why", 3}, .optional = true},
    {.kind = FIELD_MARKS, .id = {"cells", 5}, .table = &table, .optional = true},
};
static const struct block blocks[] = {
    {.kind = BLOCK_TEXT},
    {.kind = BLOCK_FIELD, .field = &fields[0]},
    {.kind = BLOCK_FIELD, .field = &fields[1]},
    {.kind = BLOCK_NOTE},
    {.kind = BLOCK_FIELD, .field = &fields[2]},
    {.kind = BLOCK_FIELD, .field = &fields[3]},
    {.kind = BLOCK_FIELD, .field = &fields[4]},
};
static const struct view view = {.blocks = blocks, .len = LEN(blocks)};

static struct arena arena;
static struct answer answer;

static int form_start(void **state)
{
    (void)state;
    arena_init(&arena);
    return 0;
}

static int form_end(void **state)
{
    (void)state;
    arena_finish(&arena);
    return 0;
}

/* Parses "id=value" lines. */
static void form(const char *const *lines, size_t len)
{
    struct raw *raw = arena_array(&arena, struct raw, len);
    for (size_t i = 0; i < len; i++) {
        struct str rest = str_of(lines[i]);
        str_cut(&rest, '=', &raw[i].id);
        raw[i].value = rest;
    }
    answer_parse(&arena, &view, raw, len, LANG_NL, &answer);
    assert_int_equal(answer.values_len, LEN(fields));
    for (size_t i = 0; i < LEN(fields); i++) assert_true(str_eq(answer.values[i].id, fields[i].id));
}
#define FORM(...)                                                                                  \
    form((const char *const[]){__VA_ARGS__}, LEN(((const char *const[]){__VA_ARGS__})))

static void assert_check(const char *field, enum check_why why)
{
    assert_int_equal(answer.checks_len, 1);
    assert_str(answer.checks[0].field, field);
    assert_int_equal(answer.checks[0].why, why);
}

static void test_a_full_form_is_read_in_the_views_order(void **state)
{
    (void)state;
    FORM("cells=4.age", "why= Eén hoog loon ", "all=median", "unknown=x", "all=mean", "fits=median",
         "cells=1.name", "mean=\xe2\x82\xac 2.450", "cells=4.age");
    assert_int_equal(answer.checks_len, 0);
    assert_true(answer.values[0].number == 2450);
    assert_str(answer.values[0].strings[0], "\xe2\x82\xac 2.450");
    assert_str(answer.values[1].strings[0], "median");
    assert_int_equal(answer.values[2].strings_len, 2);
    assert_str(answer.values[2].strings[1], "mean");
    assert_str(answer.values[3].strings[0], "Eén hoog loon");
    assert_int_equal(answer.values[4].strings_len, 2); /* the same cell twice is one mark */
}

static void test_optional_fields_may_be_empty(void **state)
{
    (void)state;
    FORM("mean=1", "fits=mean", "why=", "all=  ");
    assert_int_equal(answer.checks_len, 0);
    for (size_t i = 2; i < 5; i++) assert_int_equal(answer.values[i].strings_len, 0);
}

static void test_what_cannot_be_read_is_a_check(void **state)
{
    (void)state;
    FORM("fits=mean");
    assert_check("mean", CHECK_EMPTY);
    FORM("mean=  ", "fits=mean");
    assert_check("mean", CHECK_EMPTY);
    FORM("mean=twee", "fits=mean");
    assert_check("mean", CHECK_NUMBER);
    FORM("mean=1 2", "fits=mean");
    assert_check("mean", CHECK_NUMBER);
    FORM("mean=1", "mean=2", "fits=mean");
    assert_check("mean", CHECK_NUMBER);
    FORM("mean=1", "fits=mode");
    assert_check("fits", CHECK_OPTION);
    FORM("mean=1", "fits=mean", "fits=median");
    assert_check("fits", CHECK_OPTION);
    FORM("mean=1", "fits=mean", "all=mean", "all=MEDIAN");
    assert_check("all", CHECK_OPTION);
    FORM("mean=1", "fits=mean", "cells=13.age");
    assert_check("cells", CHECK_CELL);
    FORM("mean=1", "fits=mean", "why=\xff");
    assert_check("why", CHECK_TEXT);
    FORM("mean=1", "fits=mean", "why=bel\x07");
    assert_check("why", CHECK_TEXT);
    FORM("mean=1", "fits=mean", "why=\x7f");
    assert_check("why", CHECK_TEXT);
    FORM("mean=1", "fits=mean", "why=a", "why=b");
    assert_check("why", CHECK_TEXT);
    FORM("x=1");
    assert_int_equal(answer.checks_len, 2); /* both required ones, in order */
    assert_str(answer.checks[1].field, "fits");
    answer_parse(&arena, &view, NULL, 0, LANG_NL, &answer);
    assert_int_equal(answer.checks_len, 2);
}

static void test_sizes_are_bounded(void **state)
{
    (void)state;
    char *text = arena_alloc(&arena, FIELD_VALUE_LEN + 8);
    memcpy(text, "why=", 4);
    memset(text + 4, 'x', FIELD_VALUE_LEN + 1);
    text[FIELD_VALUE_LEN + 5] = '\0';
    FORM("mean=1", "fits=mean", text);
    assert_check("why", CHECK_LENGTH);
    text[FIELD_VALUE_LEN + 4] = '\0';
    FORM("mean=1", "fits=mean", text);
    assert_int_equal(answer.checks_len, 0);

    static const struct table_column one[] = {{.id = {"c", 1}}};
    static const struct table tall = {.columns = one, .columns_len = 1, .rows_len = 5000};
    static const struct field marks = {.kind = FIELD_MARKS, .id = {"m", 1}, .table = &tall};
    static const struct block block[] = {{.kind = BLOCK_FIELD, .field = &marks}};
    static const struct view marking = {.blocks = block, .len = 1};
    struct raw *raw = arena_array(&arena, struct raw, FIELD_VALUES_MAX + 1);
    for (size_t i = 0; i <= FIELD_VALUES_MAX; i++) {
        raw[i].id = STR("m");
        raw[i].value = arena_printf(&arena, "%zu.c", i + 1);
    }
    answer_parse(&arena, &marking, raw, FIELD_VALUES_MAX, LANG_NL, &answer);
    assert_int_equal(answer.checks_len, 0);
    assert_int_equal(answer.values[0].strings_len, FIELD_VALUES_MAX);
    answer_parse(&arena, &marking, raw, FIELD_VALUES_MAX + 1, LANG_NL, &answer);
    assert_check("m", CHECK_LENGTH);
}

static void test_views_and_outcomes_are_looked_up_by_id(void **state)
{
    (void)state;
    assert_ptr_equal(view_field(&view, STR("fits")), &fields[1]);
    assert_null(view_field(&view, STR("fit")));
    static const struct part parts[] = {{.id = {"mean", 4}}, {.id = {"fits", 4}}};
    static const struct outcome outcome = {.parts = parts, .parts_len = 2};
    assert_ptr_equal(outcome_part(&outcome, STR("fits")), &parts[1]);
    assert_null(outcome_part(&outcome, STR("")));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, form_start, form_end)
    static const struct CMUnitTest tests[] = {
        T(test_numbers_as_people_type_them),
        T(test_the_unit_may_stand_around_a_number),
        T(test_cells_are_named_by_row_and_column),
        T(test_a_full_form_is_read_in_the_views_order),
        T(test_optional_fields_may_be_empty),
        T(test_what_cannot_be_read_is_a_check),
        T(test_sizes_are_bounded),
        T(test_views_and_outcomes_are_looked_up_by_id),
    };
#undef T
    return cmocka_run_group_tests(tests, NULL, NULL);
}
