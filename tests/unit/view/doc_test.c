/* Pages of text: the tree as HTML, with only the links, images and inserts that are allowed. */
#include "support.h"

static struct arena arena;
static struct engine *engine;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena);
    engine = engine_of_web(&arena, NULL, 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    engine_destroy(engine);
    arena_finish(&arena);
    return 0;
}

static struct doc *node(enum doc_kind kind, struct doc *parent)
{
    struct doc *d = arena_new(&arena, struct doc);
    d->kind = kind;
    d->start = 1;
    if (parent == NULL) return d;
    if (parent->last) parent->last->next = d;
    else parent->first = d;
    parent->last = d;
    return d;
}

static struct doc *words(struct doc *parent, const char *text)
{
    struct doc *d = node(DOC_TEXT, parent);
    d->text = str_of(text);
    return parent;
}

static struct html insert(void *data, enum doc_kind kind, struct str id)
{
    (void)data;
    return (struct html){
        arena_printf(&arena, "<section data-kind=\"%d\">%.*s</section>", (int)kind, STR_ARG(id))};
}

static struct str draw_in(const struct doc *doc, int base, enum lang lang)
{
    struct doc_inserts inserts = {
        .insert = insert, .media_base = STR("/media/a/b@1/"), .heading_base = base};
    struct str html = arena_str(&arena, draw_doc(engine, &arena, doc, &inserts, lang).markup);
    const char *wrong;
    if (html_skeleton(&arena, html, &wrong) == NULL) fail_msg("%s in\n%s", wrong, html.ptr);
    return html;
}

static struct str draw(const struct doc *doc)
{
    return draw_in(doc, 0, LANG_NL);
}

static void lines_and_blocks(void **state)
{
    (void)state;
    struct doc *root = node(DOC_ROOT, NULL);
    struct doc *p = words(node(DOC_PARAGRAPH, root), "Een < twee ");
    words(node(DOC_STRONG, p), "sterk");
    words(node(DOC_EMPH, p), "nadruk");
    node(DOC_CODE_SPAN, p)->text = STR("a<b");
    node(DOC_BREAK, p);
    struct doc *list = node(DOC_LIST, root);
    words(node(DOC_PARAGRAPH, node(DOC_ITEM, list)), "punt");
    struct doc *steps = node(DOC_LIST, root);
    steps->ordered = true;
    steps->start = 3;
    words(node(DOC_ITEM, steps), "derde");
    words(node(DOC_PARAGRAPH, node(DOC_QUOTE, root)), "citaat");
    node(DOC_CODE, root)->text = STR("x & y\n");
    node(DOC_RULE, root);
    assert_string_equal(
        draw(root).ptr,
        "<p>Een &lt; twee <strong>sterk</strong><em>nadruk</em>"
        "<code>a&lt;b</code><br>\n</p>\n"
        "<ul>\n<li><p>punt</p>\n</li>\n</ul>\n"
        "<ol start=\"3\">\n<li>derde</li>\n</ol>\n"
        "<blockquote>\n<p>citaat</p>\n</blockquote>\n"
        "<pre class=\"code\" tabindex=\"0\"><code>x &amp; y\n</code></pre>\n<hr>\n");
}

static void headings_shift(void **state)
{
    (void)state;
    struct doc *root = node(DOC_ROOT, NULL);
    for (int level = 1; level <= 6; level += 5) {
        struct doc *h = node(DOC_HEADING, root);
        h->level = level;
        words(h, "kop");
    }
    assert_string_equal(draw_in(root, 0, LANG_NL).ptr, "<h1>kop</h1>\n<h6>kop</h6>\n");
    assert_string_equal(draw_in(root, 2, LANG_NL).ptr, "<h3>kop</h3>\n<h6>kop</h6>\n");
}

static void tables(void **state)
{
    (void)state;
    struct doc *root = node(DOC_ROOT, NULL);
    for (int t = 0; t < 2; t++) {
        struct doc *table = node(DOC_TABLE, root);
        for (int r = 0; r < 2; r++) {
            struct doc *row = node(DOC_ROW, table);
            words(node(DOC_CELL, row), "a");
            words(node(DOC_CELL, row), "b");
        }
    }
    struct str html = draw(root);
    assert_has(html, "<thead><tr><th scope=\"col\">a</th><th scope=\"col\">b</th></tr>\n</thead>");
    assert_has(html, "<tbody>\n<tr><td>a</td><td>b</td></tr>\n</tbody>");
    assert_has(html, "role=\"group\" tabindex=\"0\" aria-label=\"Tabel 1\"");
    assert_has(html, "aria-label=\"Tabel 2\"");
    assert_has(draw_in(root, 0, LANG_EN), "aria-label=\"en: Tabel 1\"");
}

static void links(void **state)
{
    (void)state;
    const struct {
        const char *target, *html;
    } cases[] = {
        {"/m/a/b", "<a href=\"/m/a/b\">x</a>"},
        {"deel-2", "<a href=\"deel-2\">x</a>"},
        {"#kop", "<a href=\"#kop\">x</a>"},
        {"https://a.b/?x=1&y=\"2\"",
         "<a href=\"https://a.b/?x=1&amp;y=&quot;2&quot;\" rel=\"noreferrer\">x</a>"},
        {"mailto:a@b.c", "<a href=\"mailto:a@b.c\" rel=\"noreferrer\">x</a>"},
        {"javascript:alert(1)", "x"},
        {"JAVASCRIPT:alert(1)", "x"},
        {"java\nscript:alert(1)", "x"},
        {"data:text/html,x", "x"},
        {"file:///etc/passwd", "x"},
        {"//elsewhere", "x"},
        {"/\\elsewhere", "x"},
        {"", "x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct doc *link = node(DOC_LINK, NULL);
        link->target = str_of(cases[i].target);
        words(link, "x");
        assert_string_equal(draw(link).ptr, cases[i].html);
    }
}

static void images(void **state)
{
    (void)state;
    static const char *const refused[] = {"../x.png", "a/../x.png", "/x.png",     "https://a/x.png",
                                          "a//b.png", ".x",         "a\\b.png",   "x.png?y",
                                          "x.png#y",  "%2e%2e/x",   "media/../x", ""};
    struct doc *image = node(DOC_IMAGE, NULL);
    image->text = STR("Een \"veld\"");
    image->target = STR("tuin/één.png");
    assert_string_equal(draw(image).ptr, "<img src=\"/media/a/b@1/tuin/%C3%A9%C3%A9n.png\" "
                                         "alt=\"Een &quot;veld&quot;\" loading=\"lazy\">");
    image->target = STR("media/x.svg");
    assert_has(draw(image), "src=\"/media/a/b@1/x.svg\"");
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        image->target = str_of(refused[i]);
        assert_string_equal(draw(image).ptr, "Een &quot;veld&quot;");
    }
}

static void boxes_and_inserts(void **state)
{
    (void)state;
    struct doc *root = node(DOC_ROOT, NULL);
    words(node(DOC_PARAGRAPH, node(DOC_TIP, root)), "doe dit");
    words(node(DOC_PARAGRAPH, node(DOC_NOTE, root)), "pas op");
    node(DOC_EXERCISE, root)->text = STR("loon");
    node(DOC_PITFALL, root)->text = STR("val");
    struct doc *p = words(node(DOC_PARAGRAPH, root), "een ");
    node(DOC_TERM, p)->text = STR("term");
    struct str html = draw(root);
    assert_has(html, "<div class=\"box box-tip\" role=\"note\">\n<p class=\"box-title\"><svg");
    assert_has(html, "<span>Tip</span></p>\n<p>doe dit</p>\n</div>");
    assert_has(html, "<span>Let op</span></p>\n<p>pas op</p>\n</div>");
    assert_has(html, arena_printf(&arena, "<section data-kind=\"%d\">loon<", DOC_EXERCISE).ptr);
    assert_has(html, arena_printf(&arena, "<section data-kind=\"%d\">val<", DOC_PITFALL).ptr);
    assert_has(html, arena_printf(&arena, "<p>een <section data-kind=\"%d\">", DOC_TERM).ptr);
    assert_has(draw_in(root, 0, LANG_EN), "<span>en: Let op</span>");
    /* without a hand to draw them they are left out */
    html = draw_doc(engine, &arena, root, NULL, LANG_NL).markup;
    assert_lacks(html, "<section");
    assert_has(html, "<p>een </p>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_and_blocks), cmocka_unit_test(headings_shift),
        cmocka_unit_test(tables),           cmocka_unit_test(links),
        cmocka_unit_test(images),           cmocka_unit_test(boxes_and_inserts),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
