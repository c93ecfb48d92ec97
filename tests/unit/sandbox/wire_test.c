/* Every shape of the wire, whole and broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "sandbox/keeper.h"
#include "sandbox/wire.h"

static struct arena arena;
static struct err err;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena);
    err = (struct err){0};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_finish(&arena);
    return 0;
}

static struct ask ask_of(enum ask_kind kind, unsigned flags)
{
    return (struct ask){.kind = kind, .flags = flags, .exercise = STR("two-means")};
}

static int read_as(struct ask *ask, const char *json)
{
    return wire_reply(&arena, str_of(json), ask, &err);
}

/* A view of these blocks, in a reply. */
static int read_blocks(struct ask *ask, const char *blocks)
{
    *ask = ask_of(ASK_VIEW, 0);
    struct str json =
        arena_printf(&arena, "{\"view\":%s,\"fingerprint\":\"0123456789abcdef\"}", blocks);
    return wire_reply(&arena, json, ask, &err);
}

static void expect_broken(int rc, const char *what, const char *words)
{
    if (rc != ERR_CORRUPT) fail_msg("accepted (%d): %s", rc, what);
    if (strstr(err.text, words) == NULL)
        fail_msg("%s\n  said: %s\n  not: %s", what, err.text, words);
}

static void a_view_of_every_block_is_read(void **state)
{
    (void)state;
    struct ask ask;
    int rc = read_blocks(
        &ask,
        "[{\"block\":\"text\",\"text\":\"same\"},"
        "{\"block\":\"note\",\"text\":{\"nl\":\"In {n} %\",\"with\":{\"n\":3.5,\"city\":\"Ede\"}}},"
        "{\"block\":\"code\",\"text\":{\"en\":\"a\\tb\\nc\"}},"
        "{\"block\":\"table\",\"table\":{\"rows\":[[\"Jan\",41],[{\"nl\":\"Piet\"},-2.5]],"
        "\"row_heads\":true,\"caption\":\"People\",\"columns\":[{\"id\":\"name\",\"label\":\"\"},"
        "{\"id\":\"age\",\"label\":\"Age\",\"number\":true}]}},"
        "{\"block\":\"chart\",\"chart\":{\"kind\":\"bars\",\"label\":\"Pay\",\"unit\":\"\\u20ac\","
        "\"values\":[1,2.5],\"names\":[\"a\",\"b\"]}},"
        "{\"block\":\"field\",\"field\":{\"kind\":\"choice\",\"id\":\"fits\",\"label\":\"Which\","
        "\"many\":true,\"options\":[{\"id\":\"mean\",\"label\":\"Mean\"},"
        "{\"id\":\"Den Haag\",\"label\":\"Den Haag\"}]}},"
        "{\"block\":\"field\",\"field\":{\"kind\":\"short\",\"id\":\"why\",\"label\":\"Why\","
        "\"help\":\"One line\",\"optional\":true}},"
        "{\"block\":\"field\",\"field\":{\"kind\":\"number\",\"id\":\"n_2\",\"label\":\"How many\","
        "\"unit\":\"kg\"}},"
        "{\"block\":\"field\",\"field\":{\"kind\":\"marks\",\"id\":\"wrong\",\"label\":\"Mark\","
        "\"table\":{\"columns\":[{\"id\":\"a\",\"label\":\"A\"}],\"rows\":[[\"x\"]]}}}]");
    if (rc) fail_msg("%s", err.text);
    const struct block *b = ask.view.blocks;
    assert_int_equal(ask.view.len, 9);
    assert_true(ask.fingerprint == 0x0123456789abcdef);
    assert_true(str_is(text_in(&arena, &b[0].text, LANG_EN), "same"));
    assert_true(str_is(text_in(&arena, &b[1].text, LANG_EN), "In 3,5 %"));
    assert_int_equal(b[1].text.vars_len, 2);
    const struct table *table = b[3].table;
    assert_int_equal(table->rows_len, 2);
    assert_int_equal(table->columns_len, 2);
    assert_true(table->row_heads && table->columns[1].is_number && !table->columns[0].is_number);
    assert_true(str_is(text_in(&arena, &table->cells[3], LANG_NL), "\xE2\x88\x92"
                                                                   "2,5"));
    assert_int_equal(b[4].chart->kind, CHART_BARS);
    assert_true(b[4].chart->values[1] == 2.5 && b[4].chart->names);
    assert_int_equal(b[5].field->options_len, 2);
    assert_true(b[5].field->many && !b[5].field->optional);
    assert_true(b[6].field->optional);
    assert_ptr_equal(view_field(&ask.view, STR("n_2")), b[7].field);
    assert_true(str_is(text_in(&arena, &b[7].field->unit, LANG_NL), "kg"));
    assert_int_equal(b[8].field->table->rows_len, 1);
}

#define TABLE(columns, rows)                                                                       \
    "[{\"block\":\"table\",\"table\":{\"columns\":" columns ",\"rows\":" rows "}}]"
#define CHART(more) "[{\"block\":\"chart\",\"chart\":{\"kind\":\"dots\",\"label\":\"L\"," more "}}]"
#define FIELD(more) "[{\"block\":\"field\",\"field\":{\"id\":\"f\",\"label\":\"L\"," more "}}]"
#define COLUMN "[{\"id\":\"a\",\"label\":\"A\"}]"

static void broken_views_say_where_and_why(void **state)
{
    (void)state;
    static const struct {
        const char *blocks, *words;
    } broken[] = {
        {"{}", "view: must be a list"},
        {"[3]", "view[1]: must be a block"},
        {"[{\"block\":\"html\",\"text\":\"<b>\"}]", "view[1]: must be a block"},
        {"[{\"block\":\"text\"}]", "view[1]: \"text\" is missing"},
        {"[{\"block\":\"text\",\"text\":\"a\",\"html\":\"<b>\"}]", "\"html\" is not a field"},
        {"[{\"block\":\"text\",\"text\":\"a\",\"a\\nb\":1}]", "a field that is not known"},
        {"[{\"block\":\"text\",\"text\":3}]", "view[1].text: must be a text"},
        {"[{\"block\":\"text\",\"text\":null}]", "view[1].text: must be a text"},
        {"[{\"block\":\"text\",\"text\":{}}]", "at least one language"},
        {"[{\"block\":\"text\",\"text\":{\"de\":\"x\"}}]", "nl en and with"},
        {"[{\"block\":\"text\",\"text\":{\"nl\":\"x\",\"with\":[]}}]", "text.with: must be"},
        {"[{\"block\":\"text\",\"text\":{\"nl\":\"x\",\"with\":{\"n\":true}}}]",
         "view[1].text.with.n: must be a text"},
        {"[{\"block\":\"text\",\"text\":{\"nl\":\"x\",\"with\":{\"a b\":1}}}]", "a value's name"},
        {"[{\"block\":\"text\",\"text\":{\"nl\":\"x\",\"with\":{\"n\":1e300}}}]", "finite"},
        {"[{\"block\":\"text\",\"text\":\"a\\u0007b\"}]", "control character (byte 2 is 0x07)"},
        {"[{\"block\":\"text\",\"text\":\"a\\u007fb\"}]", "control character"},
        {TABLE("[]", "[]"), "table.columns: a table needs at least one column"},
        {TABLE(COLUMN, "[[1,2]]"), "view[1].table.rows[1]: must be a list of 1 cells"},
        {TABLE(COLUMN, "[[1],3]"), "view[1].table.rows[2]: must be a list"},
        {TABLE(COLUMN, "[[true]]"), "view[1].table.rows[1][1]: must be a text"},
        {TABLE(COLUMN, "{}"), "table.rows: must be a list of rows"},
        {TABLE("[{\"id\":\"a.b\",\"label\":\"A\"}]", "[]"), "columns[1].id: must be an id"},
        {TABLE("[{\"id\":\"a\",\"label\":\"A\"},{\"id\":\"a\",\"label\":\"B\"}]", "[]"),
         "[1] and [2] have the same id"},
        {"[{\"block\":\"table\",\"table\":{\"rows\":[[1]]}}]", "table: \"columns\" is missing"},
        {CHART("\"values\":[]"), "chart.values: a chart needs at least one value"},
        {CHART("\"values\":[1,\"2\"]"), "chart.values[2]: must be a number"},
        {CHART("\"values\":[1],\"names\":[]"), "has 1 values but 0 names"},
        {CHART("\"values\":[1e16]"), "finite number"},
        {"[{\"block\":\"chart\",\"chart\":{\"kind\":\"pie\",\"label\":\"L\",\"values\":[1]}}]",
         "must be \"dots\" or \"bars\""},
        {"[{\"block\":\"chart\",\"chart\":{\"kind\":\"dots\",\"label\":\"\",\"values\":[1]}}]",
         "chart.label: must not be empty"},
        {FIELD("\"kind\":\"sql\""), "\"kind\" must be one of"},
        {FIELD("\"kind\":\"short\",\"unit\":\"kg\""), "\"unit\" is not a field"},
        {FIELD("\"kind\":\"short\",\"optional\":1"), "field.optional: must be true or false"},
        {FIELD("\"kind\":\"choice\""), "\"options\" is missing"},
        {FIELD("\"kind\":\"choice\",\"options\":[]"), "at least one option"},
        {FIELD("\"kind\":\"choice\",\"options\":[{\"id\":\" a\",\"label\":\"A\"}]"),
         "view[1].field.options[1].id: must not begin or end with white space"},
        {FIELD("\"kind\":\"choice\",\"options\":[{\"id\":\"\",\"label\":\"A\"}]"),
         "options[1].id: must not be empty"},
        {FIELD("\"kind\":\"choice\",\"options\":[{\"id\":\"a\\nb\",\"label\":\"A\"}]"),
         "must be one line"},
        {FIELD("\"kind\":\"marks\""), "\"table\" is missing"},
        {"[{\"block\":\"field\",\"field\":{\"kind\":\"short\",\"id\":\"No\",\"label\":\"L\"}}]",
         "view[1].field.id: must be a name"},
        {"[{\"block\":\"field\",\"field\":{\"kind\":\"short\",\"id\":\"a\",\"label\":\"L\"}},"
         "{\"block\":\"field\",\"field\":{\"kind\":\"short\",\"id\":\"a\",\"label\":\"L\"}}]",
         "two fields have the id \"a\""},
    };
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct ask ask;
        expect_broken(read_blocks(&ask, broken[i].blocks), broken[i].blocks, broken[i].words);
    }
}

static void broken_json_is_refused_whatever_it_says(void **state)
{
    (void)state;
    static const struct {
        const char *json, *words;
    } broken[] = {
        {"", "not well-formed"},
        {"null", "not well-formed"},
        {"[]", "must be a table"},
        {"{\"view\":[]", "not well-formed"},
        {"{\"view\":[],\"fingerprint\":\"00000000000000ff\"} x", "not well-formed"},
        {"{\"view\":[],\"view\":[],\"fingerprint\":\"00000000000000ff\"}", "stands twice"},
        {"{\"view\":[],\"fingerprint\":\"ff\"}", "16 hexadecimal digits"},
        {"{\"view\":[],\"fingerprint\":\"00000000000000FF\"}", "16 hexadecimal digits"},
        {"{\"view\":[],\"fingerprint\":255}", "fingerprint: must be a text"},
        {"{\"fingerprint\":\"00000000000000ff\"}", "\"view\" is missing"},
        {"{\"view\":[]}", "\"fingerprint\" is missing"},
        {"{\"view\":[{\"block\":\"text\",\"text\":\"\xff\"}]}", "not UTF-8"},
        {"{\"view\":[{\"block\":\"text\",\"text\":\"\xed\xa0\x80\"}]}", "not UTF-8"},
        {"{\"view\":[{\"block\":\"text\",\"text\":\"\xc0\xaf\"}]}", "not UTF-8"},
        {"{\"view\":[{\"block\":\"text\",\"text\":\"\\ud800\"}]}", "not well-formed"},
        {"{\"view\":[{\"block\":\"text\",\"text\":\"a\\u0000b\"}]}", "NUL"},
        {"{\"view\":[{\"block\":\"text\",\"text\":NaN}]}", "not well-formed"},
        {"{\"view\":[1e999]}", "too large"},
        {"{\"view\":[[[[[[[[[[[[[]]]]]]]]]]]]]}", "nested more than"},
    };
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct ask ask = ask_of(ASK_VIEW, 0);
        expect_broken(read_as(&ask, broken[i].json), broken[i].json, broken[i].words);
    }
    size_t deep = 200000; /* would end a parser that recurses */
    char *json = malloc(deep + 1);
    memset(json, '[', deep);
    json[deep] = '\0';
    struct ask ask = ask_of(ASK_VIEW, 0);
    expect_broken(read_as(&ask, json), "200,000 brackets", "nested more than");
    free(json);
}

/* `n` times `item` with commas, between `head` and `tail`. */
static const char *repeat(const char *head, const char *item, size_t n, const char *tail)
{
    struct buf buf;
    buf_init(&buf, MIB(8));
    buf_add_c(&buf, head);
    for (size_t i = 0; i < n; i++) {
        if (i) buf_add_char(&buf, ',');
        for (const char *p = item; *p; p++) {
            if (*p == '#') buf_add_i64(&buf, (int64_t)i);
            else buf_add_char(&buf, *p);
        }
    }
    buf_add_c(&buf, tail);
    buf_add_char(&buf, '\0');
    const char *text = arena_str(&arena, buf_str(&buf)).ptr;
    buf_finish(&buf);
    return text;
}

static void every_size_has_its_limit(void **state)
{
    (void)state;
    struct ask ask;
    static const struct {
        const char *head, *item, *tail;
        size_t max;
    } lists[] = {
        {"[", "{\"block\":\"text\",\"text\":\"a\"}", "]", BLOCKS_MAX},
        {"[{\"block\":\"chart\",\"chart\":{\"kind\":\"dots\",\"label\":\"L\",\"values\":[", "1",
         "]}}]", CHART_VALUES_MAX},
        {"[{\"block\":\"field\",\"field\":{\"kind\":\"choice\",\"id\":\"f\",\"label\":\"L\","
         "\"options\":[",
         "{\"id\":\"o#\",\"label\":\"O\"}", "]}}]", OPTIONS_MAX},
        {"[{\"block\":\"table\",\"table\":{\"columns\":" COLUMN ",\"rows\":[", "[1]", "]}}]",
         TABLE_ROWS_MAX},
        {"[{\"block\":\"table\",\"table\":{\"rows\":[],\"columns\":[",
         "{\"id\":\"c#\",\"label\":\"C\"}", "]}}]", TABLE_COLUMNS_MAX},
        {"[{\"block\":\"text\",\"text\":{\"nl\":\"x\",\"with\":{", "\"v#\":1", "}}}]",
         TEXT_VARS_MAX},
    };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const char *most = repeat(lists[i].head, lists[i].item, lists[i].max, lists[i].tail);
        if (read_blocks(&ask, most)) fail_msg("list %zu at its limit: %s", i, err.text);
        const char *more = repeat(lists[i].head, lists[i].item, lists[i].max + 1, lists[i].tail);
        expect_broken(read_blocks(&ask, more), lists[i].item, "at most");
    }
    char *text = malloc(TEXT_LEN + 2);
    memset(text, 'x', TEXT_LEN + 1);
    text[TEXT_LEN + 1] = '\0';
    expect_broken(
        read_blocks(&ask, arena_printf(&arena, "[{\"block\":\"text\",\"text\":\"%s\"}]", text).ptr),
        "a long text", "at most 8192");
    text[TEXT_LEN] = '\0';
    assert_int_equal(
        read_blocks(&ask, arena_printf(&arena, "[{\"block\":\"text\",\"text\":\"%s\"}]", text).ptr),
        0);
    /* twenty times a long value: filled in, it would be a book */
    struct str bomb = arena_printf(
        &arena,
        "[{\"block\":\"text\",\"text\":{\"nl\":\"{a}{a}{a}{a}{a}{a}\",\"with\":{\"a\":\"%s\"}}}]",
        text);
    expect_broken(read_blocks(&ask, bomb.ptr), "a bomb of placeholders", "filled in");
    free(text);
    /* 30 columns x 500 rows is within both limits, but not within that of cells */
    const char *columns = repeat("[", "{\"id\":\"c#\",\"label\":\"C\"}", 30, "]");
    const char *row = repeat("[", "1", 30, "]");
    const char *rows = repeat("[", row, 300, "]");
    expect_broken(read_blocks(&ask, arena_printf(&arena, TABLE("%s", "%s"), columns, rows).ptr),
                  "9000 cells", "at most 6000");
}

#define GRADED(outcome)                                                                            \
    "{\"fingerprint\":\"00000000000000ff\",\"answer\":[{\"id\":\"mean\",\"strings\":[\"2.450\"],"  \
    "\"number\":2450}],\"checks\":[],\"outcome\":" outcome "}"

static void an_outcome_is_read_and_kept(void **state)
{
    (void)state;
    struct ask ask = ask_of(ASK_ANSWER, 0);
    int rc = read_as(
        &ask, GRADED("{ \"score\": 0.1, \"passed\": false, \"parts\": [{\"id\":\"mean\","
                     "\"score\":1,\"weight\":0.25,\"text\":{\"nl\":\"Goed\",\"en\":\"Well\"},"
                     "\"pitfall\":\"hidden-mean\",\"notes\":[{\"at\":\"4.age\",\"right\":true,"
                     "\"text\":\"yes\"}]}]}"));
    if (rc) fail_msg("%s", err.text);
    assert_true(ask.outcome.score == 0.1 && !ask.outcome.passed);
    const struct part *part = outcome_part(&ask.outcome, STR("mean"));
    assert_non_null(part);
    assert_true(part->weight == 0.25 && str_is(part->pitfall, "hidden-mean"));
    assert_true(part->notes_len == 1 && str_is(part->notes[0].at, "4.age") && part->notes[0].right);
    assert_true(ask.answer.values_len == 1 && ask.answer.values[0].number == 2450);
    assert_true(str_is(ask.answer.values[0].strings[0], "2.450"));
    assert_int_equal(ask.answer.checks_len, 0);

    struct outcome again;
    assert_true(str_starts(ask.outcome_json, STR("{\"score\":0.1,\"passed\":false,\"parts\":[{")));
    assert_int_equal(wire_read_outcome(&arena, ask.outcome_json, &again, &err), 0);
    assert_true(again.score == 0.1 && again.parts_len == 1);
    assert_true(str_is(again.parts[0].text.in[LANG_EN], "Well"));
}

static void broken_outcomes_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *json, *words;
    } broken[] = {
        {GRADED("{\"score\":1.01,\"passed\":true,\"parts\":[]}"), "outcome.score: must be from 0"},
        {GRADED("{\"score\":-0.5,\"passed\":true,\"parts\":[]}"), "outcome.score: must be from 0"},
        {GRADED("{\"score\":\"1\",\"passed\":true,\"parts\":[]}"), "score: must be a number"},
        {GRADED("{\"score\":NaN,\"passed\":true,\"parts\":[]}"), "not well-formed"},
        {GRADED("{\"score\":Infinity,\"passed\":true,\"parts\":[]}"), "not well-formed"},
        {GRADED("{\"score\":1,\"passed\":1,\"parts\":[]}"), "passed: must be true or false"},
        {GRADED("{\"score\":1,\"parts\":[]}"), "\"passed\" is missing"},
        {GRADED("{\"score\":1,\"passed\":true,\"parts\":[{\"id\":\"a\",\"score\":2,"
                "\"weight\":1}]}"),
         "outcome.parts[1].score: must be from 0"},
        {GRADED("{\"score\":1,\"passed\":true,\"parts\":[{\"id\":\"a\",\"score\":1,"
                "\"weight\":-1}]}"),
         "outcome.parts[1].weight: must be 0 or more"},
        {GRADED("{\"score\":1,\"passed\":true,\"parts\":[{\"id\":\"a\",\"score\":1,\"weight\":1},"
                "{\"id\":\"a\",\"score\":1,\"weight\":1}]}"),
         "the same id"},
        {GRADED("{\"score\":1,\"passed\":true,\"parts\":[{\"id\":\"a\",\"score\":1,\"weight\":1,"
                "\"pitfall\":\"Not A Slug\"}]}"),
         "outcome.parts[1].pitfall: must be an id"},
        {"{\"fingerprint\":\"00000000000000ff\",\"answer\":[],\"checks\":[]}",
         "\"outcome\" is missing"},
        {"{\"fingerprint\":\"00000000000000ff\",\"checks\":[],\"outcome\":{\"score\":1,"
         "\"passed\":true,\"parts\":[]}}",
         "\"answer\" is missing"},
        {"{\"fingerprint\":\"00000000000000ff\",\"answer\":[],\"checks\":[{\"field\":\"mean\","
         "\"why\":\"number\"}]}",
         "\"view\" is missing"},
        {"{\"view\":[],\"fingerprint\":\"00000000000000ff\",\"answer\":[],\"checks\":[{\"field\":"
         "\"mean\",\"why\":\"number\"}],\"outcome\":{\"score\":1,\"passed\":true,\"parts\":[]}}",
         "could not be read"},
        {"{\"view\":[],\"fingerprint\":\"00000000000000ff\",\"answer\":[],\"checks\":[],"
         "\"outcome\":{\"score\":1,\"passed\":true,\"parts\":[]}}",
         "\"view\" was not asked"},
        {"{\"view\":[],\"fingerprint\":\"00000000000000ff\",\"answer\":[],\"checks\":[{\"field\":"
         "\"mean\",\"why\":\"lazy\"}]}",
         "checks[1].why: is not a reason"},
        {"{\"solution\":[],\"fingerprint\":\"00000000000000ff\",\"answer\":[],\"checks\":[],"
         "\"outcome\":{\"score\":1,\"passed\":true,\"parts\":[]}}",
         "solution was not asked"},
    };
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct ask ask = ask_of(ASK_ANSWER, 0);
        expect_broken(read_as(&ask, broken[i].json), broken[i].json, broken[i].words);
    }
}

static void checks_come_with_the_view(void **state)
{
    (void)state;
    struct ask ask = ask_of(ASK_ANSWER, 0);
    assert_int_equal(read_as(&ask, "{\"view\":[{\"block\":\"text\",\"text\":\"a\"}],"
                                   "\"fingerprint\":\"00000000000000ff\",\"answer\":[],"
                                   "\"checks\":[{\"field\":\"mean\",\"why\":\"number\"}]}"),
                     0);
    assert_int_equal(ask.answer.checks_len, 1);
    assert_int_equal(ask.answer.checks[0].why, CHECK_NUMBER);
    assert_int_equal(ask.view.len, 1);
}

static void rows_that_nobody_needs_may_lack_when_fields_were_asked(void **state)
{
    (void)state;
    static const char *const reply =
        "{\"view\":[{\"block\":\"field\",\"field\":{\"kind\":\"marks\",\"id\":\"f\",\"label\":"
        "\"L\","
        "\"table\":{\"columns\":" COLUMN ",\"rows\":[null,[\"x\"],null]}}}],"
        "\"fingerprint\":\"00000000000000ff\",\"answer\":[],\"checks\":[],"
        "\"outcome\":{\"score\":0,\"passed\":false,\"parts\":[]}}";
    struct ask ask = ask_of(ASK_ANSWER, FRAME_WANT_FIELDS);
    assert_int_equal(read_as(&ask, reply), 0);
    const struct table *table = ask.view.blocks[0].field->table;
    assert_int_equal(table->rows_len, 3);
    assert_true(str_is(text_in(&arena, &table->cells[1], LANG_NL), "x"));
    assert_true(str_is(text_in(&arena, &table->cells[2], LANG_NL), "\xe2\x80\xa6"));
    ask = ask_of(ASK_ANSWER, FRAME_WANT_VIEW);
    expect_broken(read_as(&ask, reply), reply, "rows[1]: must be a list");
}

static void a_solution_comes_when_asked(void **state)
{
    (void)state;
    struct ask ask = ask_of(ASK_VIEW, FRAME_WANT_SOLUTION);
    assert_int_equal(read_as(&ask, "{\"view\":[],\"fingerprint\":\"00000000000000ff\",\"solution\":"
                                   "[{\"id\":\"fits\",\"strings\":[\"a\",\"b\"]}],"
                                   "\"solution_text\":\"because\"}"),
                     0);
    assert_true(ask.has_solution && ask.solution_len == 1 && ask.solution[0].strings_len == 2);
    assert_true(str_is(ask.solution_text.in[LANG_NL], "because"));
    ask = ask_of(ASK_VIEW, FRAME_WANT_SOLUTION);
    assert_int_equal(read_as(&ask, "{\"view\":[],\"fingerprint\":\"00000000000000ff\"}"), 0);
    assert_false(ask.has_solution);
}

/* What a learner may type must never make a reply hostile: it would put the exercise aside. */
static void whatever_a_learner_may_type_comes_back(void **state)
{
    (void)state;
    struct ask ask = ask_of(ASK_ANSWER, 0);
    assert_int_equal(
        read_as(
            &ask,
            "{\"fingerprint\":\"00000000000000ff\",\"answer\":[{\"id\":\"why\",\"strings\":"
            "[\"a\\r\\n\\tb \xc2\x85 \xe2\x80\xae \xf0\x9f\x98\x80 \\ud83d\\ude00\"]}],"
            "\"checks\":[],\"outcome\":{\"score\":0,\"passed\":false,\"parts\":[{\"id\":\"why\","
            "\"score\":0,\"weight\":1,\"text\":{\"nl\":\"U schreef {a}\",\"with\":{\"a\":"
            "\"a\\r\\nb\xc2\x85\"}}}]}}"),
        0);
}

static void an_outcome_that_is_too_long_is_not_hostile(void **state)
{
    (void)state;
    char text[800];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    struct str part =
        arena_printf(&arena, "{\"id\":\"p#\",\"score\":1,\"weight\":1,\"text\":\"%s\"}", text);
    const char *parts =
        repeat("{\"score\":1,\"passed\":true,\"parts\":[", part.ptr, PARTS_MAX, "]}");
    struct ask ask = ask_of(ASK_ANSWER, 0);
    int rc = read_as(&ask, arena_printf(&arena, GRADED("%s"), parts).ptr);
    assert_int_equal(rc, ERR_TOO_LARGE);
    parts = repeat("{\"score\":1,\"passed\":true,\"parts\":[",
                   "{\"id\":\"p#\",\"score\":1,\"weight\":1,\"text\":\"a longer text than none, so "
                   "that all together they do not fit into the first buffer\"}",
                   PARTS_MAX, "]}");
    ask = ask_of(ASK_ANSWER, 0);
    assert_int_equal(read_as(&ask, arena_printf(&arena, GRADED("%s"), parts).ptr), 0);
    assert_true(ask.outcome_json.len > 4096);
    assert_true(str_is(ask.outcome_json, parts));
}

static void an_index_entry_is_read(void **state)
{
    (void)state;
    struct ask ask = ask_of(ASK_INDEX, 0);
    const char *good = "{\"id\":\"two-means\",\"title\":{\"nl\":\"Twee\",\"en\":\"Two\"},"
                       "\"minutes\":5,\"pitfalls\":[\"a-b\"],\"hints\":[\"Sort\",\"Count\"]}";
    assert_int_equal(read_as(&ask, good), 0);
    assert_true(ask.info.minutes == 5 && ask.info.hints_len == 2 && ask.info.pitfalls_len == 1);
    static const struct {
        const char *json, *words;
    } broken[] = {
        {"{\"id\":\"other\",\"title\":\"T\",\"minutes\":5,\"pitfalls\":[],\"hints\":[]}",
         "another exercise"},
        {"{\"id\":\"two-means\",\"title\":\"\",\"minutes\":5,\"pitfalls\":[],\"hints\":[]}",
         "title: must not be empty"},
        {"{\"id\":\"two-means\",\"title\":\"T\",\"minutes\":0,\"pitfalls\":[],\"hints\":[]}",
         "minutes: must be a whole number"},
        {"{\"id\":\"two-means\",\"title\":\"T\",\"minutes\":2.5,\"pitfalls\":[],\"hints\":[]}",
         "minutes: must be a whole number"},
        {"{\"id\":\"two-means\",\"title\":\"T\",\"minutes\":5,\"pitfalls\":[\"../x\"],"
         "\"hints\":[]}",
         "pitfalls[1]: must be an id"},
        {"{\"id\":\"two-means\",\"title\":\"T\",\"minutes\":5,\"pitfalls\":[],\"hints\":[\"1\","
         "\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\"]}",
         "hints: has 11 entries"},
    };
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        ask = ask_of(ASK_INDEX, 0);
        expect_broken(read_as(&ask, broken[i].json), broken[i].json, broken[i].words);
    }
}

static void test_results_are_read(void **state)
{
    (void)state;
    struct ask ask = ask_of(ASK_TEST, 0);
    assert_int_equal(read_as(&ask, "{\"tests\":[{\"name\":\"one\",\"ok\":true},{\"name\":\"two\","
                                   "\"ok\":false,\"text\":\"score 0.5, expected 1\"}]}"),
                     0);
    assert_int_equal(ask.tests_len, 2);
    assert_true(ask.tests[0].ok && !ask.tests[1].ok && ask.tests[1].text.len > 0);
    ask = ask_of(ASK_TEST, 0);
    expect_broken(read_as(&ask, "{\"tests\":[{\"name\":\"one\"}]}"), "no ok", "\"ok\" is missing");
    ask = ask_of(ASK_TEST, 0);
    const char *many = repeat("{\"tests\":[", "{\"name\":\"t\",\"ok\":true}", TESTS_MAX + 1, "]}");
    expect_broken(read_as(&ask, many), "too many tests", "at most 500");
}

static void a_raw_answer_goes_to_the_disk_and_back(void **state)
{
    (void)state;
    static const struct raw raw[] = {
        {{"mean", 4}, {"2.450", 5}},
        {{"why", 3}, {"\"zo\"\\ \n\x01 \xe2\x82\xac", 12}},
        {{"why", 3}, {"", 0}},
    };
    struct str json = wire_write_raw(&arena, raw, 3);
    struct raw *back;
    size_t back_len;
    if (wire_read_raw(&arena, json, &back, &back_len, &err)) fail_msg("%s", err.text);
    assert_int_equal(back_len, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(str_eq(back[i].id, raw[i].id));
        assert_true(str_eq(back[i].value, raw[i].value));
    }
    json = wire_write_raw(&arena, NULL, 0);
    assert_true(str_is(json, "[]"));
    assert_int_equal(wire_read_raw(&arena, json, &back, &back_len, &err), 0);
    assert_int_equal(back_len, 0);

    static const char *const broken[] = {"{}", "[1]", "[[\"a\"]]", "[[\"a\",1]]",
                                         "[[\"a\",\"b\",\"c\"]]"};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
        assert_int_equal(wire_read_raw(&arena, str_of(broken[i]), &back, &back_len, &err),
                         ERR_CORRUPT);
    char *big = calloc(1, ANSWER_LEN + 1);
    memset(big, 'x', ANSWER_LEN);
    struct raw large = {STR("a"), {big, ANSWER_LEN}};
    assert_null(wire_write_raw(&arena, &large, 1).ptr);
    free(big);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_view_of_every_block_is_read),
        TEST(broken_views_say_where_and_why),
        TEST(broken_json_is_refused_whatever_it_says),
        TEST(every_size_has_its_limit),
        TEST(an_outcome_is_read_and_kept),
        TEST(broken_outcomes_are_refused),
        TEST(checks_come_with_the_view),
        TEST(rows_that_nobody_needs_may_lack_when_fields_were_asked),
        TEST(a_solution_comes_when_asked),
        TEST(whatever_a_learner_may_type_comes_back),
        TEST(an_outcome_that_is_too_long_is_not_hostile),
        TEST(an_index_entry_is_read),
        TEST(test_results_are_read),
        TEST(a_raw_answer_goes_to_the_disk_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
