/* The YAML that manifests may use, and what is refused of the rest. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "pack/yaml.h"

static struct yaml *parse(struct fixture *f, struct str bytes)
{
    struct problems problems;
    problems_init(&problems, &f->arena);
    struct yaml *root = yaml_parse(&f->arena, &problems, STR("f.yaml"), bytes);
    f->problems = problems.list;
    f->problems_len = problems.len;
    return root;
}

static void values_have_their_place(void **state)
{
    struct fixture *f = *state;
    const struct yaml *root = parse(f, STR("a: één\n"
                                           "bé: {c: [1, '2']}\n"
                                           "d: >-\n"
                                           "  two\n"
                                           "  lines\n"
                                           "e:\n"));
    assert_int_equal(f->problems_len, 0);
    assert_int_equal(root->kind, YAML_MAP);
    assert_int_equal(root->len, 4);
    const struct yaml *list = yaml_find(yaml_find(root, "bé"), "c");
    assert_int_equal(list->len, 2);
    assert_int_equal(list->first->next->line, 2);
    assert_int_equal(list->first->next->column, 13); /* in characters, not bytes */
    assert_false(list->first->next->plain);
    assert_true(str_is(yaml_find(root, "d")->text, "two lines"));
    assert_int_equal(yaml_find(root, "e")->text.len, 0);
    assert_null(yaml_find(root, "x"));
    assert_null(yaml_find(NULL, "x"));
}

static const struct {
    const char *text, *expected;
} refused[] = {
    {"a: &x 1\n", "f.yaml:1:4: anchors"},
    {"a: *x\n", "f.yaml:1:4: aliases"},
    {"&x a: 1\n", "f.yaml:1:1: anchors"},
    {"a: !!str 1\n", "f.yaml:1:4: tags"},
    {"a: !x [1]\n", "f.yaml:1:4: tags"},
    {"a: {<<: {b: 1}}\n", "f.yaml:1:5: merge keys"},
    {"a: 1\nb: 2\na: 3\n", "f.yaml:3:1: a: this key is here twice, first in line 1"},
    {"a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document"},
    {"%YAML 1.1\n---\na: 1\n", "f.yaml:1:1: directives"},
    {"[a]: 1\n", "f.yaml:1:1: a key must be a plain word"},
    {"a: {b}: c\n", "f.yaml:1:7: this is not YAML"},
    {"\"\": 1\n", "f.yaml:1:1: a key is empty"},
    {"a: {{term x}}\n", "f.yaml:1:5: a key must be a plain word; if this is a {placeholder}"},
    {"a: \"x\n", "f.yaml:2:1: this is not YAML"},
    {"a:\n\tb: 1\n", "f.yaml:2:1: this is not YAML: found character that cannot start any token "
                     "while scanning for the next token; indent with spaces, not with tabs"},
    {"a: b: c\n", "f.yaml:1:5: this is not YAML: mapping values are not allowed"},
    {"a: x\x01y\n", "f.yaml:1:5: this character cannot stand in YAML"},
    {"a: \"x\\0y\"\n", "f.yaml:1:4: this value holds a NUL"},
    {"a: \xff\n", "f.yaml:1:1: this is not text in UTF-8"},
    {"", "f.yaml:1:1: this file is empty"},
    {"# only this\n", "f.yaml:1:1: this file is empty"},
};

static void surprises_are_refused(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        parse(f, str_of(refused[i].text));
        fixture_expect(f, refused[i].expected);
    }
    parse(f, str_slice("a: b\0c\n", 7));
    fixture_expect(f, "f.yaml:1:1: this is not text");
}

static struct str repeated(struct fixture *f, const char *piece, size_t times, const char *before)
{
    size_t len = strlen(piece), head = strlen(before);
    char *text = arena_alloc(&f->arena, head + len * times);
    memcpy(text, before, head);
    for (size_t i = 0; i < times; i++) memcpy(text + head + i * len, piece, len);
    return str_slice(text, head + len * times);
}

static void bombs_do_not_go_off(void **state)
{
    struct fixture *f = *state;
    parse(f, STR("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n"));
    fixture_expect(f, "f.yaml:2:8: aliases");
    static const struct {
        const char *piece, *before, *expected;
    } bombs[] = {
        {"[", "", "f.yaml:1:17: this is nested too deeply"},
        {"{a: ", "", "f.yaml:1:"},
        {"- ", "", "f.yaml:1:33: this is nested too deeply"},
        {"- x\n", "", "f.yaml:20000:3: this file holds more values"},
        {"x", "a: ", "f.yaml:1:4: this value is 60000 bytes long"},
        {"? ", "", "f.yaml:1:"},
        {"!", "a: ", "f.yaml:1:"},
        {"&a ", "", "f.yaml:1:"},
        {"'", "a: ", "f.yaml:1:"},
        {"\n", "", "f.yaml:1:1: this file is empty"},
    };
    for (size_t i = 0; i < sizeof bombs / sizeof bombs[0]; i++) {
        assert_true(parse(f, repeated(f, bombs[i].piece, 60000, bombs[i].before)) == NULL ||
                    f->problems_len > 0);
        fixture_expect(f, bombs[i].expected);
    }
}

/* Whatever the bytes: an answer, and each problem inside the file. */
static void any_bytes_are_survived(void **state)
{
    struct fixture *f = *state;
    static const char seed[] = "api: 1\ntitle: {nl: Klein, en: \"Small\"}\nlist:\n  - a: [x, 'y']\n"
                               "    b: >-\n      long\n      text\n  - |\n    as it is\n# end\n";
    static const char spice[] = "{}[]:-,&*!|>'\"%@`#? \n\t\\\x80\xc3\xe2\xff<~";
    srand(20261122);
    for (int round = 0; round < 20000; round++) {
        char text[sizeof seed + 8];
        size_t len = sizeof seed - 1;
        memcpy(text, seed, len);
        for (int changes = 1 + rand() % 6; changes > 0; changes--) {
            size_t at = (size_t)rand() % len;
            int what = rand() % 4;
            if (what == 0) text[at] = (char)rand();
            if (what == 1) text[at] = spice[(size_t)rand() % (sizeof spice - 1)];
            if (what == 2) memmove(text + at, text + at + 1, --len - at);
            if (what == 3 && at + 9 < len) memcpy(text + at, seed + (size_t)rand() % 60, 8);
        }
        char *exact = malloc(len); /* so that a read past its end is seen */
        memcpy(exact, text, len);
        struct arena arena;
        struct problems problems;
        arena_init(&arena);
        problems_init(&problems, &arena);
        struct yaml *root = yaml_parse(&arena, &problems, STR("f"), str_slice(exact, len));
        assert_true(root != NULL || problems.len > 0);
        for (size_t i = 0; i < problems.len; i++) {
            assert_in_range(problems.list[i].line, 1, 40);
            assert_true(problems.list[i].column >= 1);
            assert_true(str_is_utf8(problems.list[i].text));
        }
        arena_finish(&arena);
        free(exact);
    }
    (void)f;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_have_their_place),
        cmocka_unit_test(surprises_are_refused),
        cmocka_unit_test(bombs_do_not_go_off),
        cmocka_unit_test(any_bytes_are_survived),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
