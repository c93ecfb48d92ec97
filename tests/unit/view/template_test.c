/* The template language: every construct, and every mistake with its file and line. */
#include "support.h"

#include "view/template.h"

static const struct pair english[] = {
    {"", "Content-Type: text/plain; charset=UTF-8\n"},
    {"Dag {name}, {n} keer", "{n} times hello, {name}"},
    {"Zeg \"ja\" \\ <nee>", "Say \"yes\" \\ <no>"},
};

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_finish(&arena);
    return 0;
}

/* What `body` prints for `scope`. */
static struct str print_in(const char *body, const struct val *scope, enum lang lang)
{
    const struct engine_file files[] = {
        {"templates/page.html", str_of(body)},
        {"templates/other.html", STR("\n<b>{{name}}{{#deeper}}{{>leaf}}{{/deeper}}</b>\n")},
        {"templates/leaf.html", STR("leaf")},
        {"static/app-3F2A.css", STR("")},
        {"static/atkinson-400-9c.woff2", STR("")},
        {"static/mark.svg", STR("")},
        {"locale/en.mo", mo_make(&arena, english, 3)},
    };
    struct engine *engine = engine_of(files, sizeof files / sizeof files[0]);
    struct html html = engine_piece(engine, &arena, "page", scope, lang);
    engine_destroy(engine);
    return html.markup;
}

static struct str print(const char *body, const struct val *scope)
{
    return print_in(body, scope, LANG_NL);
}

#define assert_prints(body, scope, expected) assert_string_equal(print(body, scope).ptr, expected)

static struct val *some_scope(void)
{
    struct val *v = val_object(&arena);
    val_set_c(v, "name", "Jan & \"Piet\"");
    val_set_int(v, "n", -12);
    val_set_int(v, "zero", 0);
    val_set_bool(v, "yes", true);
    val_set_bool(v, "no", false);
    val_set_c(v, "empty", "");
    val_set_html(v, "html", (struct html){STR("<i>\"x\"</i>")});
    val_set_list(v, "none");
    struct val *a = val_set_object(v, "a");
    val_set_c(a, "b", "inner");
    val_set_c(val_set_object(a, "c"), "d", "deep");
    struct val *items = val_set_list(v, "items");
    for (int i = 1; i <= 3; i++) val_set_int(val_add(items), "n", i * 10);
    return v;
}

static void prints_values(void **state)
{
    (void)state;
    struct val *v = some_scope();
    assert_prints("{{name}}|{{ n }}|{{yes}}|{{no}}|{{a.b}}|{{a.c.d}}", v,
                  "Jan &amp; &quot;Piet&quot;|-12|true|false|inner|deep");
    assert_prints("<p title=\"{{name}}\">", v, "<p title=\"Jan &amp; &quot;Piet&quot;\">");
    /* what nobody set, and what has no words, prints nothing */
    assert_prints("[{{unknown}}{{a.unknown}}{{a}}{{items}}{{name.b}}{{empty}}]", v, "[]");
}

static void html_is_raw_in_text_only(void **state)
{
    (void)state;
    struct val *v = some_scope();
    assert_prints("{{html}}", v, "<i>\"x\"</i>");
    assert_prints("<p title=\"{{html}}\">", v, "<p title=\"&lt;i&gt;&quot;x&quot;&lt;/i&gt;\">");
    assert_prints("<title>{{html}}</title>", v, "<title>&lt;i&gt;&quot;x&quot;&lt;/i&gt;</title>");
    assert_prints("<a href=\"{{html}}\">", v, "<a href=\"\">");
}

static void sections_of_everything(void **state)
{
    (void)state;
    struct val *v = some_scope();
    assert_prints("{{#items}}{{number}}:{{n}}{{^last}},{{/last}} {{/items}}", v,
                  "1:10, 2:20, 3:30 ");
    assert_prints("{{#items}}{{#first}}F{{/first}}{{n}}{{/items}}", v, "F102030");
    assert_prints("{{#yes}}y{{/yes}}{{#no}}n{{/no}}{{#zero}}z{{/zero}}{{#empty}}e{{/empty}}"
                  "{{#none}}l{{/none}}{{#unknown}}u{{/unknown}}{{#n}}n{{/n}}{{#a}}{{b}}{{/a}}"
                  "{{#name}}s{{/name}}{{#html}}h{{/html}}",
                  v, "yninnersh");
    assert_prints("{{^yes}}y{{/yes}}{{^no}}n{{/no}}{{^zero}}z{{/zero}}{{^empty}}e{{/empty}}"
                  "{{^none}}l{{/none}}{{^unknown}}u{{/unknown}}{{^a}}a{{/a}}{{^a.x}}x{{/a.x}}",
                  v, "nzelux");
    /* outward from the innermost scope */
    assert_prints("{{#a}}{{#items}}{{b}}{{n}} {{/items}}{{n}}{{/a}}", v,
                  "inner10 inner20 inner30 -12");
    assert_prints("{{#a.c}}{{d}}{{b}}{{/a.c}}", v, "deep");
    /* a loop inside a loop counts for itself */
    assert_prints("{{#items}}{{number}}{{#items}}{{number}}{{/items}} {{/items}}", v,
                  "1123 2123 3123 ");
}

static void sections_between_attributes(void **state)
{
    (void)state;
    struct val *v = some_scope();
    assert_prints("<input{{#yes}} checked{{/yes}}{{#no}} disabled{{/no}}>", v, "<input checked>");
    assert_prints("<input {{#yes}}checked{{/yes}} {{#no}}disabled{{/no}}>", v, "<input checked >");
    assert_prints("<p class=\"a{{#yes}} b{{/yes}}{{#no}} c{{/no}}\"{{#name}} title=\"{{name}}\""
                  "{{/name}}>",
                  v, "<p class=\"a b\" title=\"Jan &amp; &quot;Piet&quot;\">");
}

static void partials_and_remarks(void **state)
{
    (void)state;
    struct val *v = some_scope();
    assert_prints("a{{>other}}c{{! {{name} nothing \"}}d", v,
                  "a<b>Jan &amp; &quot;Piet&quot;</b>cd");
    val_set_bool(v, "deeper", true);
    assert_prints("{{> other }}", v, "<b>Jan &amp; &quot;Piet&quot;leaf</b>");
}

static void messages(void **state)
{
    (void)state;
    struct val *v = some_scope();
    const char *body = "{{_ \"Dag {name}, {n} keer\"}}";
    assert_string_equal(print_in(body, v, LANG_NL).ptr, "Dag Jan &amp; &quot;Piet&quot;, -12 keer");
    assert_string_equal(print_in(body, v, LANG_EN).ptr,
                        "-12 times hello, Jan &amp; &quot;Piet&quot;");
    body = "<p title=\"{{_ \"Zeg \\\"ja\\\" \\\\ <nee>\"}}\">";
    assert_string_equal(print_in(body, v, LANG_EN).ptr,
                        "<p title=\"Say &quot;yes&quot; \\ &lt;no&gt;\">");
}

static void static_files(void **state)
{
    (void)state;
    struct val *v = some_scope();
    assert_prints("<link href=\"{{@app.css}}\"><script src=\"{{@app.css}}\"></script>", v,
                  "<link href=\"/static/app-3F2A.css\">"
                  "<script src=\"/static/app-3F2A.css\"></script>");
    assert_prints("{{@atkinson-400.woff2}} {{@mark.svg}}", v,
                  "/static/atkinson-400-9c.woff2 /static/mark.svg");
}

static void addresses(void **state)
{
    (void)state;
    static const char *const good[] = {"/m/a",  "page",       "?x=1",         "#a",
                                       "a/b:c", "mailto:a@b", "HTTPS://a.b/", ""};
    static const char *const bad[] = {"javascript:alert(1)",
                                      "JavaScript:x",
                                      " javascript:x",
                                      "java\tscript:x",
                                      "data:text/html,x",
                                      "vbscript:x",
                                      "//elsewhere",
                                      "/\\elsewhere",
                                      "/\t/elsewhere",
                                      "\\\\elsewhere",
                                      ":x",
                                      "blob:x"};
    struct val *v = val_object(&arena);
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        val_set_c(v, "to", good[i]);
        assert_string_equal(print("<a href=\"{{to}}\">", v).ptr,
                            arena_printf(&arena, "<a href=\"%s\">", good[i]).ptr);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        val_set_c(v, "to", bad[i]);
        assert_prints("<a href=\"{{to}}\">", v, "<a href=\"#\">");
        assert_prints("<form action=\"{{#to}}{{to}}{{/to}}\">", v, "<form action=\"#\">");
    }
    val_set_c(v, "to", "x\"y");
    assert_prints("<a href=\"/m/{{to}}?q={{to}}\">", v, "<a href=\"/m/x&quot;y?q=x&quot;y\">");
}

static void white_space(void **state)
{
    (void)state;
    struct val *v = some_scope();
    assert_prints("\n <p>\n\n   a  b\n   c</p>\n <input\n   type=\"text\">\n\n", v,
                  "<p>\na  b\nc</p>\n<input\ntype=\"text\">");
    assert_prints("<pre>\n  {{n}}\n\n  x</pre>\n\n y", v, "<pre>\n  -12\n\n  x</pre>\ny");
    assert_prints("<script>\n  if (a < b)\n    x();\n</script>", v,
                  "<script>\n  if (a < b)\n    x();\n</script>");
}

static void values_replace(void **state)
{
    (void)state;
    struct val *v = val_object(&arena);
    val_set_c(v, "a", "1");
    val_set_c(v, "b", "2");
    val_set_int(v, "a", 3);
    val_set_c(val_add(val_set_list(v, "b")), "x", "y");
    assert_prints("{{a}}{{#b}}{{x}}{{/b}}", v, "3y");
}

/* Mistakes: where, and a word of what. */
static const struct {
    const char *body, *error;
} mistakes[] = {
    {"a\nb {{#x}}\n", "templates/page.html:2: the section x is never closed"},
    {"{{#x}}{{#y}}{{/x}}{{/y}}", "templates/page.html:1: {{/x}} stands where the section y"},
    {"{{/x}}", "closes nothing"},
    {"\n\n{{x", "templates/page.html:3: {{ without its }}"},
    {"{{}}", "is no expression"},
    {"{{a b}}", "is no expression"},
    {"{{a..b}}", "is no expression"},
    {"{{#}}x{{/}}", "is no expression"},
    {"{{{x}}}", "is no expression"},
    {"{{&x}}", "is no expression"},
    {"\n{{>nothing}}", "templates/page.html:2: there is no template \"nothing\""},
    {"{{>page}}", "contains itself"},
    {"<p {{>other}}>", "can only stand in text"},
    {"<p title=\"{{>other}}\">", "can only stand in text"},
    {"{{@nothing.css}}", "there is no static file \"nothing.css\""},
    {"{{_ \"Onbekend\"}}", "templates/page.html:1: \"Onbekend\" has no translation"},
    {"\n{{_ \"Dag\"}}", "templates/page.html:2: the translation \"Hello {who}\" has a placeholder"},
    {"{{_ \"Dag}}", "without its }}"},
    {"{{_ \"a\" b\"}}", "without its }}"},
    {"{{_ \"\"}}", "a message"},
    {"{{_ \"a\nb\"}}", "on one line"},
    {"{{_ \"a\\nb\"}}", "on one line"},
    {"<a href=\"{{_ \"Dag {n}\"}}\">", "a message cannot be an address"},
    {"<p title={{x}}>", "between double quotes"},
    {"<p title=a{{x}}>", "between double quotes"},
    {"<p title='{{x}}'>", "between double quotes"},
    {"<p {{x}}>", "outside a double-quoted attribute value"},
    {"<p{{x}}>", "outside a double-quoted attribute value"},
    {"<{{x}}>", "outside a double-quoted attribute value"},
    {"<p data-{{x}}=\"1\">", "outside a double-quoted attribute value"},
    {"<p title=\"a\"{{x}}>", "outside a double-quoted attribute value"},
    {"<script>{{x}}</script>", "it would be code"},
    {"<script>\"</scripty>{{x}}</script>", "it would be code"},
    {"<style>{{x}}</style>", "it would be code"},
    {"<iframe>{{x}}</iframe>", "it would be code"},
    {"<!-- {{x}} -->", "no expression in a comment"},
    {"<!-- > {{x}} -->", "no expression in a comment"},
    {"<!doctype {{x}}>", "no expression in a comment"},
    {"<p onclick=\"{{x}}\">", "it would be code"},
    {"<p ONCLICK=\"{{x}}\">", "it would be code"},
    {"<p style=\"{{x}}\">", "use a class"},
    {"<iframe srcdoc=\"{{x}}\">", "srcdoc"},
    {"<script src=\"{{x}}\"></script>", "only {{@file}}"},
    {"<iframe src=\"{{x}}\"></iframe>", "only {{@file}}"},
    {"<a href=\"java{{x}}\">", "begin an address"},
    {"<a href=\"{{x}}{{y}}\">", "begin an address"},
    {"<a href=\"{{#x}}/{{/x}}{{y}}\">", "begin an address"},
    {"<p {{#x}}title=\"a{{/x}}\">", "a section ends where it began"},
    {"{{#x}}<p {{/x}}>", "a section ends where it began"},
    {"<p title=\"{{#x}}\" class=\"{{/x}}\">", "a section ends where it began"},
    {"{{#x}}<title>{{/x}}a</title>", "a section ends where it began"},
    {"<p {{#x}}><p {{/x}}>", "a section ends where it began"},
    {"<{{#x}}p{{/x}}>", "a section stands in text"},
    {"<p title={{#x}}a{{/x}}>", "a section stands in text"},
    {"<!-- {{#x}} {{/x}} -->", "a section stands in text"},
    {"<script>{{#x}}a(){{/x}}</script>", "a section stands in text"},
    {"<p{{#x}}title=\"a\"{{/x}}>", "put a space between attributes"},
    {"<p{{#x}} a{{/x}}b=\"{{y}}\">", "put a space between attributes"},
    {"<p title=\"a\"b>", "put a space between attributes"},
    {"\na < b", "templates/page.html:2: a < that begins no tag"},
    {"</ p>", "a < that begins no tag"},
    {"<p =\"x\">", "no name of an attribute"},
    {"<p a\"b=\"x\">", "a sign that does not belong"},
    {"<p title", "the template ends inside a tag"},
    {"<!-- a", "the template ends inside a tag or comment"},
    {"<script>a", "the template ends inside a tag"},
};

static void mistakes_have_a_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        struct str error = error_of(&arena, mistakes[i].body);
        if (count_of(error, mistakes[i].error) == 0)
            fail_msg("for %s\n  expected: %s\n  got: %s", mistakes[i].body, mistakes[i].error,
                     error.ptr);
        if (count_of(error, "templates/page.html") == 0) fail_msg("no file in: %s", error.ptr);
    }
    assert_string_equal(error_of(&arena, "{{_ \"Dag {n}\"}}").ptr, "");
}

static void limits_hold(void **state)
{
    (void)state;
    struct buf body;
    buf_init(&body, 1 << 20);
    for (int i = 0; i < 40; i++) buf_add_c(&body, "{{#x}}");
    for (int i = 0; i < 40; i++) buf_add_c(&body, "{{/x}}");
    buf_add_char(&body, '\0');
    assert_has(error_of(&arena, body.ptr), "sections inside each other");
    buf_finish(&body);

    /* a chain of partials, and two that contain each other */
    struct engine_file files[64];
    struct engine *engine;
    struct err err = {0};
    for (int i = 0; i < 64; i++)
        files[i] = (struct engine_file){arena_printf(&arena, "templates/t%d.html", i).ptr,
                                        arena_printf(&arena, "{{>t%d}}", i + 1)};
    files[63].body = STR("end");
    assert_int_not_equal(engine_create(&engine, files, 64, &err), 0);
    assert_has(str_of(err.text), "templates inside each other");
    files[1].body = STR("{{>t0}}");
    assert_int_not_equal(engine_create(&engine, files, 2, &err), 0);
    assert_has(str_of(err.text), "contains itself");
    files[1] = files[0];
    files[0].body = files[1].body = STR("x");
    assert_int_not_equal(engine_create(&engine, files, 2, &err), 0);
    assert_has(str_of(err.text), "there are two of it");
    files[0] = (struct engine_file){"locale/xx.mo", STR("")};
    assert_int_not_equal(engine_create(&engine, files, 1, &err), 0);
    assert_has(str_of(err.text), "locale/xx.mo: no language");
    files[0].path = "locale/en.mo";
    assert_int_not_equal(engine_create(&engine, files, 1, &err), 0);
    assert_has(str_of(err.text), "locale/en.mo: only 0 bytes");
}

/* All untranslated messages at once, so that one look mends them. */
static void missing_translations_are_listed(void **state)
{
    (void)state;
    struct str error = error_of(&arena, "{{_ \"Een\"}}\n{{_ \"Twee\"}}\n{{_ \"Drie\"}}");
    assert_has(error, "templates/page.html:1: \"Een\" has no translation in locale/en.po");
    assert_has(error, "templates/page.html:2: \"Twee\"");
    assert_has(error, "templates/page.html:3: \"Drie\"");
}

static void messages_outside_templates(void **state)
{
    (void)state;
    const struct engine_file files[] = {{"locale/en.mo", mo_make(&arena, english, 3)}};
    struct engine *engine = engine_of(files, 1);
    assert_true(
        str_is(engine_message(engine, LANG_NL, "Dag {name}, {n} keer"), "Dag {name}, {n} keer"));
    assert_true(
        str_is(engine_message(engine, LANG_EN, "Dag {name}, {n} keer"), "{n} times hello, {name}"));
    assert_true(str_is(engine_message(engine, LANG_EN, "Onbekend"), "Onbekend"));
    assert_null(engine_static(engine, "app.css").ptr);
    engine_destroy(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(prints_values, setup, teardown),
        cmocka_unit_test_setup_teardown(html_is_raw_in_text_only, setup, teardown),
        cmocka_unit_test_setup_teardown(sections_of_everything, setup, teardown),
        cmocka_unit_test_setup_teardown(sections_between_attributes, setup, teardown),
        cmocka_unit_test_setup_teardown(partials_and_remarks, setup, teardown),
        cmocka_unit_test_setup_teardown(messages, setup, teardown),
        cmocka_unit_test_setup_teardown(static_files, setup, teardown),
        cmocka_unit_test_setup_teardown(addresses, setup, teardown),
        cmocka_unit_test_setup_teardown(white_space, setup, teardown),
        cmocka_unit_test_setup_teardown(values_replace, setup, teardown),
        cmocka_unit_test_setup_teardown(mistakes_have_a_place, setup, teardown),
        cmocka_unit_test_setup_teardown(limits_hold, setup, teardown),
        cmocka_unit_test_setup_teardown(missing_translations_are_listed, setup, teardown),
        cmocka_unit_test_setup_teardown(messages_outside_templates, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
