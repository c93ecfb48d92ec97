/* Awkward strings: whatever a learner, an author or a pack writes, the structure of a page stays
 * the one it has with a harmless word in that place, and the words arrive as they were. Over every
 * expression of every real template, over a template with every position, and over drawn exercises.
 */
#include "support.h"

#include "view/template.h"

/* Every position an expression can have. */
static const char positions[] =
    "<!doctype html><title>{{s}}</title><p title=\"{{s}}\" class=\"a {{s}} b\">{{s}}</p>"
    "<p>{{_ \"Dag {s}\"}}</p><p title=\"{{_ \"Dag {s}\"}}\">x</p><a href=\"{{s}}\">x</a>"
    "<a href=\"/m/{{s}}?q={{s}}#{{s}}\">x</a><textarea>{{s}}</textarea>{{>part}}"
    "{{#list}}<b{{#s}} title=\"{{s}}\"{{/s}}>{{s}}</b>{{/list}}{{#o}}{{o.s}}{{/o}}"
    "{{^none}}<i>{{s}}</i>{{/none}}{{html}}<p title=\"{{html}}\">x</p><pre>\n{{s}}</pre>";

static struct arena arena, each;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena);
    arena_init(&each);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_finish(&arena);
    arena_finish(&each);
    return 0;
}

/* The skeleton of `html`; the test fails if something broke out. */
static const char *skeleton_of(struct str html, const char *what, struct str with)
{
    const char *wrong;
    const char *skeleton = html_skeleton(&each, html, &wrong);
    if (skeleton == NULL)
        fail_msg("%s with %.*s: %s\n%.*s", what, STR_ARG(with), wrong, STR_ARG(html));
    return skeleton;
}

static struct val *scope_with(struct str s)
{
    struct val *v = val_object(&each);
    val_set_str(v, "s", s);
    val_set_str(val_add(val_set_list(v, "list")), "s", s);
    val_set_str(val_set_object(v, "o"), "s", s);
    val_set_html(v, "html", (struct html){STR("<em>&amp;</em>")});
    return v;
}

static void every_position(void **state)
{
    (void)state;
    static const struct pair english[] = {{"", "Content-Type: text/plain; charset=UTF-8\n"},
                                          {"Dag {s}", "Hello {s}"}};
    const struct engine_file files[] = {{"templates/page.html", str_of(positions)},
                                        {"templates/part.html", STR("<p>{{s}}</p>")},
                                        {"locale/en.mo", mo_make(&arena, english, 2)}};
    struct engine *engine = engine_of(files, 3);
    struct html plain = engine_piece(engine, &arena, "page", scope_with(STR("word")), LANG_NL);
    const char *expected =
        arena_str(&arena, str_of(skeleton_of(plain.markup, "page", STR("")))).ptr;
    size_t times = count_of(html_words(&arena, plain.markup), "word");
    assert_int_equal(times, 17);
    assert_true(awkward_len() > 400);
    for (size_t i = 0; i < awkward_len(); i++) {
        struct str s = awkward(&each, i);
        struct str html = engine_piece(engine, &each, "page", scope_with(s), LANG_EN).markup;
        assert_string_equal(skeleton_of(html, "page", s), expected);
        /* and the words arrive, but for an address with a scheme */
        size_t arrived = count_of(html_words(&each, html), arena_str(&each, s).ptr);
        if (arrived < times - 1) fail_msg("%.*s arrived %zu times", STR_ARG(s), arrived);
        arena_finish(&each);
    }
    engine_destroy(engine);
}

/* A scope in which every name that the template and its partials use is `s`. */
static void fill(struct val *v, const struct template *t, struct str s);

static void fill_name(struct val *v, const struct name *name, struct str s)
{
    for (size_t i = 0; i + 1 < name->len; i++) v = val_set_object(v, name->parts[i].key.ptr);
    val_set_str(v, name->parts[name->len - 1].key.ptr, s);
}

/* Keys of values are C strings; those of templates are not. */
static struct name name_copy(const struct name *name)
{
    struct name_part *parts = arena_array(&arena, struct name_part, name->len);
    for (size_t i = 0; i < name->len; i++) parts[i].key = arena_str(&arena, name->parts[i].key);
    return (struct name){parts, name->len};
}

static void fill(struct val *v, const struct template *t, struct str s)
{
    for (size_t i = 0; i < t->ops_len; i++) {
        const struct op *op = &t->ops[i];
        if (op->kind == OP_PARTIAL) fill(v, op->partial, s);
        if (op->kind == OP_MESSAGE) {
            for (size_t p = 0; p < op->phrases[LANG_NL].len; p++) {
                const struct name *in = &op->phrases[LANG_NL].pieces[p].name;
                struct name name = name_copy(in);
                if (in->len > 0) fill_name(v, &name, s);
            }
        }
        if (op->kind == OP_VALUE || op->kind == OP_SECTION || op->kind == OP_INVERTED) {
            struct name name = name_copy(&op->name);
            fill_name(v, &name, s);
        }
    }
}

static void every_real_template(void **state)
{
    (void)state;
    struct engine *engine = engine_of_web(&arena, NULL, 0);
    size_t seen = 0;
    for (size_t t = 0; t < engine->templates_len; t++) {
        const struct template *template = &engine->templates[t];
        const char *name = arena_str(&arena, template->name).ptr, *expected = NULL;
        struct val *v = val_object(&arena);
        for (size_t i = 0; i <= awkward_len(); i++) {
            struct str s = i == 0 ? STR("word") : awkward(&each, i - 1);
            if (i == 0) fill(v, template, s);
            /* the same scope again with the next string in it */
            struct val *again = val_object(&each);
            fill(again, template, s);
            struct str html = engine_piece(engine, &each, name, again, (enum lang)(i % 2)).markup;
            const char *skeleton = skeleton_of(html, name, s);
            if (i == 0) expected = arena_str(&arena, str_of(skeleton)).ptr;
            else if (strcmp(skeleton, expected) != 0)
                fail_msg("%s with %.*s:\n%s\nbut should be\n%s", name, STR_ARG(s), skeleton,
                         expected);
            arena_finish(&each);
            seen++;
        }
        /* nothing set: still well formed */
        skeleton_of(engine_piece(engine, &each, name, val_object(&each), LANG_NL).markup, name,
                    STR("nothing"));
        arena_finish(&each);
    }
    assert_true(seen > 20 * 400);
    engine_destroy(engine);
}

/* ---- drawn exercises and pages of text with every text awkward ---- */

static struct text texts(struct str s)
{
    return text_same(s);
}

static bool pitfall(void *data, struct str slug, struct str *title, struct str *address)
{
    (void)slug;
    *title = *(const struct str *)data;
    *address = STR("/p/x");
    return true;
}

static struct str exercise_with(const struct engine *engine, struct str s, enum lang lang)
{
    struct table_column columns[] = {{STR("city"), texts(s), false}, {STR("age"), texts(s), true}};
    struct text cells[] = {texts(s), texts(s), texts(s), texts(s)};
    struct table table = {texts(s), columns, 2, cells, 2, true};
    double values[] = {1, 2, 30};
    struct text names[] = {texts(s), texts(s), texts(s)};
    struct chart bars = {CHART_BARS, texts(s), texts(s), values, names, 3};
    struct chart dots = {CHART_DOTS, texts(s), texts(s), values, NULL, 3};
    struct option options[] = {{STR("a"), texts(s)}, {s, texts(s)}};
    struct field number = {.kind = FIELD_NUMBER,
                           .id = STR("mean"),
                           .label = texts(s),
                           .help = texts(s),
                           .unit = texts(s)};
    struct field line = {
        .kind = FIELD_SHORT, .id = STR("why"), .label = texts(s), .help = texts(s)};
    struct field choice = {.kind = FIELD_CHOICE,
                           .id = STR("fits"),
                           .label = texts(s),
                           .options = options,
                           .options_len = 2};
    struct field marks = {
        .kind = FIELD_MARKS, .id = STR("fout"), .label = texts(s), .table = &table};
    struct block blocks[] = {
        {.kind = BLOCK_TEXT, .text = text_same(STR("fixed"))},
        {.kind = BLOCK_CODE, .text = texts(s)},
        {.kind = BLOCK_TABLE, .table = &table},
        {.kind = BLOCK_CHART, .chart = &bars},
        {.kind = BLOCK_CHART, .chart = &dots},
        {.kind = BLOCK_FIELD, .field = &number},
        {.kind = BLOCK_FIELD, .field = &line},
        {.kind = BLOCK_FIELD, .field = &choice},
        {.kind = BLOCK_FIELD, .field = &marks},
    };
    struct view view = {blocks, sizeof blocks / sizeof blocks[0]};
    struct note notes[] = {{STR("1.age"), true, texts(s)}, {STR("2.city"), false, texts(s)}};
    struct part parts[] = {{STR("mean"), 1, 1, texts(s), STR("slug"), NULL, 0},
                           {STR("fout"), 0.5, 1, texts(s), STR("slug"), notes, 2},
                           {STR("own"), 0, 1, texts(s), STR_NONE, NULL, 0}};
    struct outcome outcome = {0.5, false, parts, 3};
    struct raw_value filled[] = {
        {STR("mean"), s}, {STR("why"), s}, {STR("fits"), s}, {STR("fout"), STR("1.age")}};
    struct value read[] = {{STR("mean"), &s, 1, 12.5}};
    struct drawing drawing = {.view = &view,
                              .prefix = STR("p"),
                              .filled = filled,
                              .filled_len = 4,
                              .outcome = &outcome,
                              .read = read,
                              .read_len = 1,
                              .pitfall = pitfall,
                              .pitfall_data = &s};
    struct value answer[] = {{STR("mean"), NULL, 0, 3},
                             {STR("why"), &s, 1, 0},
                             {STR("fits"), &s, 1, 0},
                             {STR("fout"), (struct str[]){STR("1.age")}, 1, 0}};
    struct text why = texts(s);
    struct str a = draw_exercise(engine, &each, &drawing, lang).markup;
    struct str b = draw_solution(engine, &each, &view, answer, 4, &why, lang).markup;
    return arena_printf(&each, "%.*s%.*s", STR_ARG(a), STR_ARG(b));
}

static struct str page_with(const struct engine *engine, struct str s, enum lang lang)
{
    struct doc text = {.kind = DOC_TEXT, .text = s};
    struct doc code = {.kind = DOC_CODE, .text = s};
    struct doc image = {.kind = DOC_IMAGE, .text = s, .target = STR("a.png"), .next = &text};
    struct doc span = {.kind = DOC_CODE_SPAN, .text = s, .next = &image};
    struct doc inner = text;
    struct doc link = {.kind = DOC_LINK, .target = STR("/x"), .first = &inner, .next = &span};
    struct doc paragraph = {.kind = DOC_PARAGRAPH, .first = &link, .next = &code};
    struct doc root = {.kind = DOC_ROOT, .first = &paragraph};
    struct doc_inserts inserts = {.media_base = s};
    return draw_doc(engine, &each, &root, &inserts, lang).markup;
}

static void drawings(void **state)
{
    (void)state;
    struct engine *engine = engine_of_web(&arena, NULL, 0);
    struct str (*const draws[])(const struct engine *, struct str, enum lang) = {exercise_with,
                                                                                 page_with};
    for (size_t d = 0; d < 2; d++) {
        struct str plain = draws[d](engine, STR("word"), LANG_NL);
        const char *expected =
            arena_str(&arena, str_of(skeleton_of(plain, "drawing", STR("word")))).ptr;
        for (size_t i = 0; i < awkward_len(); i++) {
            struct str s = awkward(&each, i);
            struct str html = draws[d](engine, s, (enum lang)(i % 2));
            assert_string_equal(skeleton_of(html, "drawing", s), expected);
            assert_true(count_of(html_words(&each, html), arena_str(&each, s).ptr) >= 4);
            arena_finish(&each);
        }
    }
    engine_destroy(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_position, setup, teardown),
        cmocka_unit_test_setup_teardown(every_real_template, setup, teardown),
        cmocka_unit_test_setup_teardown(drawings, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
