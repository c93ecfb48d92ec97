/* Pages of Markdown: the tree they give, our additions, and awkward input. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "pack/markdown.h"

static bool parse(struct fixture *f, struct str bytes, struct markdown *out)
{
    struct problems problems;
    problems_init(&problems, &f->arena);
    bool fine = markdown_parse(&f->arena, &problems, STR("p.md"), bytes, out);
    f->problems = problems.list;
    f->problems_len = problems.len;
    return fine;
}

/* A tree on one line: "p(text em(text))". */
static void outline(struct buf *to, const struct doc *doc)
{
    static const char *const names[] = {[DOC_ROOT] = "root",       [DOC_PARAGRAPH] = "p",
                                        [DOC_HEADING] = "h",       [DOC_LIST] = "list",
                                        [DOC_ITEM] = "item",       [DOC_QUOTE] = "quote",
                                        [DOC_CODE] = "code",       [DOC_RULE] = "rule",
                                        [DOC_TABLE] = "table",     [DOC_ROW] = "row",
                                        [DOC_CELL] = "cell",       [DOC_TIP] = "tip",
                                        [DOC_NOTE] = "note",       [DOC_EXERCISE] = "exercise",
                                        [DOC_PITFALL] = "pitfall", [DOC_TEXT] = "",
                                        [DOC_EMPH] = "em",         [DOC_STRONG] = "strong",
                                        [DOC_CODE_SPAN] = "tt",    [DOC_LINK] = "a",
                                        [DOC_IMAGE] = "img",       [DOC_BREAK] = "br",
                                        [DOC_TERM] = "term"};
    buf_add_c(to, names[doc->kind]);
    if (doc->kind == DOC_HEADING) buf_add_i64(to, doc->level);
    if (doc->kind == DOC_LIST && doc->ordered) buf_add_i64(to, doc->start);
    if (doc->target.len) buf_printf(to, "<%.*s>", STR_ARG(doc->target));
    if (doc->text.len) buf_printf(to, "'%.*s'", STR_ARG(doc->text));
    if (doc->first == NULL) return;
    buf_add_char(to, '(');
    for (const struct doc *child = doc->first; child; child = child->next) {
        outline(to, child);
        if (child->next) buf_add_char(to, ' ');
        else assert_ptr_equal(child, doc->last);
    }
    buf_add_char(to, ')');
}

static const struct {
    const char *text, *tree;
} trees[] = {
    {"", "root"},
    {"# Kop\n\nEen *twee* **drie** `vier`.\n",
     "root(h1('Kop') p('Een ' em('twee') ' ' strong('drie') ' ' tt'vier' '.'))"},
    {"een\ntwee  \ndrie\\\nvier\n", "root(p('een twee' br 'drie' br 'vier'))"},
    {"- a\n- b\n\n3. c\n", "root(list(item('a') item('b')) list3(item('c')))"},
    {"> q\n\n---\n\n```lua\nx = 1\n{{geen}}\n```\n",
     "root(quote(p('q')) rule code'x = 1\n{{geen}}\n')"},
    {"| a | b |\n|---|--:|\n| 1 | *2* |\n",
     "root(table(row(cell('a') cell('b')) row(cell('1') cell(em('2')))))"},
    {"[x](https://a.nl/?b=1&amp;c) <https://d.nl>",
     "root(p(a<https://a.nl/?b=1&c>('x') ' ' a<https://d.nl>('https://d.nl')))"},
    {"[x](javascript:alert(1))", "root(p(a<javascript:alert(1)>('x')))"},
    {"<b onclick=x>vet</b> & &lt;i&gt;\n\n<script>\nx\n</script>\n",
     "root(p('<b onclick=x>vet</b> & <i>') p('<script> x </script>'))"},
    {"caf&eacute; &#233; &#xe9; &#0; &#x110000;", "root(p('café é é \xef\xbf\xbd \xef\xbf\xbd'))"},
    {"![een *twee* ![drie](b)](media/a.png)", "root(p(img<media/a.png>'een twee drie'))"},
    {"De {{term mediaan}} en {{ term  x }}.", "root(p('De ' term'mediaan' ' en ' term'x' '.'))"},
    {"*{{term a}}*", "root(p(em(term'a')))"},
    {"# {{term a}}\n", "root(h1(term'a'))"},
    {"tekst\n{{exercise a-b}}\nmeer\n", "root(p('tekst') exercise'a-b' p('meer'))"},
    {"{{exercise a}}", "root(exercise'a')"},
    {"{{exercise a}}\r\n{{pitfall b}}\r\n", "root(exercise'a' pitfall'b')"},
    {"{{tip}}\nDoe *dit*.\n{{/tip}}\n", "root(tip(p('Doe ' em('dit') '.')))"},
    {"{{tip}} Kort. {{/tip}}", "root(tip(p('Kort.')))"},
    {"Voor {{tip}} kort {{/tip}} na", "root(p('Voor') tip(p('kort')) p('na'))"},
    {"{{note}}\n- a\n- b\n{{/note}}\nna\n", "root(note(list(item('a') item('b'))) p('na'))"},
    {"{{tip}}\n\n# K\n\n{{pitfall x}}\n\n{{/tip}}", "root(tip(h1('K') pitfall'x'))"},
    {"> {{tip}}\n> x\n> {{/tip}}\n", "root(quote(tip(p('x'))))"},
    {"- x\n\n  {{pitfall y}}\n", "root(list(item(p('x') pitfall'y')))"},
    {"\\{{tip}} en `{{tip}}` {x} }}", "root(p('{{tip}} en ' tt'{{tip}}' ' {x} }}'))"},
    {"\\\\{{term a}}", "root(p('\\' term'a'))"},
    {"    {{tip}}\n", "root(code'{{tip}}\n')"},
    {"~~~\n{{tip}}\n```\n{{/tip}}\n~~~\n", "root(code'{{tip}}\n```\n{{/tip}}\n')"},
    {"\xef\xbb\xbf# K\n", "root(h1('K'))"},
};

static void pages_become_trees(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof trees / sizeof trees[0]; i++) {
        struct markdown markdown;
        struct buf tree;
        buf_init(&tree, KIB(16));
        bool fine = parse(f, str_of(trees[i].text), &markdown);
        if (f->problems_len) print_error("%s: %s\n", trees[i].text, fixture_problem(f, 0));
        assert_true(fine);
        assert_int_equal(f->problems_len, 0);
        outline(&tree, markdown.root);
        buf_add_char(&tree, '\0');
        assert_string_equal(tree.ptr, trees[i].tree);
        buf_finish(&tree);
    }
}

static const struct {
    const char *text, *expected;
} wrong[] = {
    {"x\n\n{{tip}}\ny\n",
     "p.md:3:1: {{tip}}: it is not closed; write {{/tip}} after its last line"},
    {"{{/note}}", "p.md:1:1: {{/note}}: there is no {{note}} that it closes"},
    {"{{tip}}\na\n{{/note}}\n{{/tip}}", "p.md:3:1: {{/note}}: there is no {{note}} that it closes"},
    {"{{tip}}\n{{note}}\nx\n{{/note}}\n{{/tip}}",
     "p.md:2:1: {{note}}: it stands inside a {{tip}}; close that first with {{/tip}}"},
    {"{{tip}}\n- a\n\n  {{/tip}}\n", "p.md:4:3: {{/tip}}: it stands inside a list or quote"},
    {"- {{tip}}\n\n  x\n\n{{/tip}}", "p.md:5:1: {{/tip}}: there is no {{tip}} that it closes"},
    {"> {{tip}}\n\nx\n", "p.md:1:3: {{tip}}: it is not closed"},
    {"Zie {{pitfall x}}.", "p.md:1:5: {{pitfall x}}: it stands alone on its line"},
    {"é {{exercise x}}", "p.md:1:3: {{exercise x}}: it stands alone on its line"},
    {"{{tip}}\n\n{{exercise x}}\n\n{{/tip}}",
     "p.md:3:1: {{exercise x}}: an exercise stands outside lists"},
    {"- a\n\n  {{exercise x}}", "p.md:3:3: {{exercise x}}: an exercise stands outside lists"},
    {"- {{exercise x}}", "p.md:1:3: {{exercise}}: it cannot stand inside a heading"},
    {"# {{exercise x}}", "p.md:1:3: {{exercise}}: it cannot stand inside a heading"},
    {"*{{tip}}*", "p.md:1:2: {{tip}}: it cannot stand inside"},
    {"![{{term x}}](a)", "p.md:1:3: {{term}}: it cannot stand inside"},
    {"| {{tip}} | b |\n|---|---|\n| c | d |\n", "p.md:1:3: {{tip}}: it cannot stand inside"},
    {"{{tips}}",
     "p.md:1:1: {{tips}}: this is not one of our additions to Markdown; did you mean tip? known:"},
    {"{{oefening x}}",
     "p.md:1:1: {{oefening}}: this is not one of our additions to Markdown; known:"},
    {"{{}}", "p.md:1:1: {{}}: this is not one of our additions"},
    {"{{exercise}}", "p.md:1:1: {{exercise }}: here belongs the one name of an exercise"},
    {"{{term a b}}", "p.md:1:1: {{term a b}}: here belongs the one name of a term"},
    {"{{pitfall ../x}}", "p.md:1:1: {{pitfall ../x}}: here belongs the one name of a pitfall"},
    {"{{tip x}}", "p.md:1:1: {{tip x}}: nothing follows the word; write {{tip}}"},
    {"a {{tip\n}}", "p.md:1:3: {{ without }} on the same line"},
    {"a\n\nb {{", "p.md:3:3: {{ without }} on the same line"},
    {"x ![](a.png)", "p.md:1:3: this image has no text alternative"},
    {"x [](https://a.nl) y", "p.md:1:3: a link after this place has no words"},
    {"## A\n\n#### B\n", "p.md:3:6: a heading of level 4 follows one of level 2; who listens to "
                         "the page misses a level: use 3"},
    {"### A\n", "p.md:1:5: a heading of level 3 follows no heading at all"},
    {"x\n\n#\n", "p.md:1:2: this heading is empty"},
    {"a &foo; b", "p.md:1:3: &foo;: this name of a character is not known here"},
    {"{{exercise a}}\n{{tip}}\nx\n\n{{toop}}",
     "p.md:5:1: {{toop}}"}, /* inserted lines do not count */
};

static void mistakes_are_named_at_their_place(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct markdown markdown;
        assert_true(parse(f, str_of(wrong[i].text), &markdown)); /* there is a tree all the same */
        fixture_expect(f, wrong[i].expected);
    }
}

static void references_come_with_their_place(void **state)
{
    struct fixture *f = *state;
    struct markdown markdown;
    assert_true(parse(
        f, STR("é {{term a}} ![b](c)\n\n{{exercise d}}\n{{pitfall e}}\n\nx ![f](g)\n"), &markdown));
    static const struct {
        enum doc_kind kind;
        int line, column;
    } expected[] = {{DOC_TERM, 1, 3},
                    {DOC_IMAGE, 1, 14},
                    {DOC_EXERCISE, 3, 1},
                    {DOC_PITFALL, 4, 1},
                    {DOC_IMAGE, 6, 3}};
    assert_int_equal(markdown.refs_len, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(markdown.refs[i].doc->kind, expected[i].kind);
        assert_int_equal(markdown.refs[i].line, expected[i].line);
        assert_int_equal(markdown.refs[i].column, expected[i].column);
    }
}

static void words_are_counted_as_read(void **state)
{
    struct fixture *f = *state;
    struct markdown markdown;
    assert_true(parse(f, STR("# Eén kop\n\nDrie - *vier* {{term vijf}} `zes`.\n\n```\nniet\n```\n"),
                      &markdown));
    assert_int_equal(markdown.words, 6);
}

static struct str repeated(struct fixture *f, const char *before, const char *piece, size_t size)
{
    size_t len = strlen(piece), head = strlen(before), times = (size - head) / len;
    char *text = arena_alloc(&f->arena, size);
    memcpy(text, before, head);
    for (size_t i = 0; i < times; i++) memcpy(text + head + i * len, piece, len);
    return str_slice(text, head + len * times);
}

/* Pages as large as they may be, made to cost time, memory or stack. */
static void awkward_pages_are_cut_off(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *before, *piece;
        bool stops;
    } pages[] = {
        {"", "> ", true},
        {"", "- ", false},
        {"", "1. ", true},
        {"", "*a **a ", false},
        {"", "a**b", true},
        {"", "`a", true},
        {"", "```\n", true},
        {"", "[", false},
        {"", "![", false},
        {"", "[a](", false},
        {"", "[*a](", false},
        {"", "{{", false},
        {"", "{{tip}}", false},
        {"", "{{tip}}\n", true},
        {"", "{{term a}}\n", true},
        {"", "{{exercise a}}\n", true},
        {"", "a\n\n", true},
        {"", "<a ", false},
        {"", "&amp;", false},
        {"", "\\{{", false},
        {"[a]: /bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n\n",
         "[a]", true},
        {"|a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|\n|---|---|---|---|---|---|---|---|---|---|---|---|---|-"
         "--|---|---|\n",
         "1\n", true},
        {"", "| ", false},
    };
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        struct markdown markdown;
        struct fixture own = *f;
        arena_init(&own.arena);
        bool fine =
            parse(&own, repeated(&own, pages[i].before, pages[i].piece, PACK_FILE_LEN), &markdown);
        if (pages[i].stops) assert_false(fine);
        if (!fine) assert_true(own.problems_len > 0);
        assert_true(own.arena.total < MIB(40));
        arena_finish(&own.arena);
    }
    struct markdown markdown;
    assert_false(parse(f, repeated(f, "", "x", PACK_FILE_LEN + 1), &markdown));
    fixture_expect(f, "p.md:1:1: this page is 262145 bytes long; at most 262144 fit");
    parse(f, repeated(f, "", "> ", 400), &markdown);
    fixture_expect(f, "p.md:1:1: lists, quotes or emphasis are nested too deeply");
}

static void what_is_no_text_is_refused(void **state)
{
    struct fixture *f = *state;
    struct markdown markdown;
    static const struct str bytes[] = {{"a\xc3", 2},        {"\xe2\x82", 2},   {"a\0b", 3},
                                       {"\xed\xa0\x80", 3}, {"\xc0\xaf x", 4}, {"\xff", 1}};
    for (size_t i = 0; i < sizeof bytes / sizeof bytes[0]; i++) {
        assert_false(parse(f, bytes[i], &markdown));
        fixture_expect(f, "p.md:1:1: this is not text in UTF-8; save it as UTF-8");
    }
}

static void check_tree(const struct doc *doc, int depth, size_t *nodes)
{
    assert_in_range(depth, 0, DOC_DEPTH_MAX + 2);
    (*nodes)++;
    assert_true(str_is_utf8(doc->text));
    for (const struct doc *child = doc->first; child; child = child->next) {
        check_tree(child, depth + 1, nodes);
        if (child->next == NULL) assert_ptr_equal(child, doc->last);
    }
}

/* Whatever the bytes: a sound tree or a problem, never a crash. */
static void any_bytes_are_survived(void **state)
{
    (void)state;
    static const char seed[] =
        "# Kop\n\n{{tip}}\nLees *dit* **nu** [x](y).\n{{/tip}}\n\n- a\n  - b\n\n{{exercise x}}\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n> ![p](media/q.png) &eacute; {{term t}}\n\n"
        "{{note}} x {{/note}}\n```\n{{c}}\n```\n{{pitfall p}}\n";
    static const char spice[] = "{}{}[]()*_`~|>#-+\\!&;\n\n\r \t<1.\x80\xc3\xa9\xff";
    srand(20261123);
    for (int round = 0; round < 20000; round++) {
        char text[sizeof seed + 8];
        size_t len = sizeof seed - 1;
        memcpy(text, seed, len);
        for (int changes = 1 + rand() % 8; changes > 0; changes--) {
            size_t at = (size_t)rand() % len;
            int what = rand() % 5;
            if (what == 0 && round % 4 == 0) text[at] = (char)rand();
            if (what == 1) text[at] = spice[(size_t)rand() % (sizeof spice - 5)];
            if (what == 2) memmove(text + at, text + at + 1, --len - at);
            if (what >= 3 && at + 20 < len)
                memcpy(text + at, seed + (size_t)rand() % (sizeof seed - 20), 12);
        }
        char *exact = malloc(len);
        memcpy(exact, text, len);
        struct arena arena;
        struct problems problems;
        struct markdown markdown;
        arena_init(&arena);
        problems_init(&problems, &arena);
        size_t nodes = 0;
        if (markdown_parse(&arena, &problems, STR("f"), str_slice(exact, len), &markdown)) {
            check_tree(markdown.root, 0, &nodes);
            assert_true(nodes < DOC_NODES_MAX);
            for (size_t i = 0; i < markdown.refs_len; i++)
                assert_in_range(markdown.refs[i].line, 1, 60);
        } else {
            assert_true(problems.len > 0);
        }
        for (size_t i = 0; i < problems.len; i++) assert_true(str_is_utf8(problems.list[i].text));
        arena_finish(&arena);
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_become_trees),
        cmocka_unit_test(mistakes_are_named_at_their_place),
        cmocka_unit_test(references_come_with_their_place),
        cmocka_unit_test(words_are_counted_as_read),
        cmocka_unit_test(awkward_pages_are_cut_off),
        cmocka_unit_test(what_is_no_text_is_refused),
        cmocka_unit_test(any_bytes_are_survived),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
