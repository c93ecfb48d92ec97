/* Message files: what msgfmt writes is read; whatever else stands there is refused, never followed
 * out of the file. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include "view/message.h"

#define HEADER "Content-Type: text/plain; charset=UTF-8\n"

static const struct pair few[] = {{"", "Project-Id-Version: x\n" HEADER},
                                  {"Controleren", "Check"},
                                  {"Hint", ""},
                                  {"Je schreef {typed}", "You wrote {typed}"},
                                  {"één", "one"}};
#define FEW (sizeof few / sizeof few[0])

static int setup(void **state)
{
    static struct arena arena;
    arena_init(&arena);
    *state = &arena;
    return 0;
}

static int teardown(void **state)
{
    arena_finish(*state);
    return 0;
}

/* The file in memory of its own, so that a step past its end is seen. */
static int read_copy(struct arena *arena, struct str mo, struct catalog *catalog)
{
    char *copy = malloc(mo.len ? mo.len : 1);
    struct err err = {0};
    if (mo.len) memcpy(copy, mo.ptr, mo.len);
    int code = catalog_read(catalog, arena, str_slice(copy, mo.len), &err);
    if (code) assert_int_not_equal(err.text[0], '\0');
    for (size_t i = 0; code == 0 && i < FEW; i++) catalog_find(catalog, str_of(few[i].msgid));
    free(copy);
    return code;
}

static void finds_what_is_there(void **state)
{
    struct catalog catalog;
    struct err err = {0};
    assert_int_equal(catalog_read(&catalog, *state, mo_make(*state, few, FEW), &err), 0);
    assert_true(str_is(catalog_find(&catalog, STR("Controleren")), "Check"));
    assert_true(str_is(catalog_find(&catalog, STR("één")), "one"));
    assert_null(catalog_find(&catalog, STR("Hint")).ptr); /* not translated */
    assert_null(catalog_find(&catalog, STR("Onbekend")).ptr);
    assert_null(catalog_find(&catalog, STR("")).ptr); /* the header is no message */
}

static void reads_what_msgfmt_writes(void **state)
{
    struct catalog catalog;
    struct err err = {0};
    struct buf buf;
    char part[4096];
    FILE *pipe = popen("printf 'msgid \"\"\\nmsgstr \"Content-Type: text/plain; "
                       "charset=UTF-8\\\\n\"\\nmsgid \"Klaar\"\\nmsgstr \"Done\"\\n"
                       "msgid \"%%d cel\"\\nmsgid_plural \"%%d cellen\"\\n"
                       "msgstr[0] \"cell\"\\nmsgstr[1] \"cells\"\\n' | msgfmt -o - -",
                       "r");
    assert_non_null(pipe);
    buf_init(&buf, 1 << 16);
    for (size_t n; (n = fread(part, 1, sizeof part, pipe)) > 0;) buf_add(&buf, part, n);
    assert_int_equal(pclose(pipe), 0);
    if (catalog_read(&catalog, *state, buf_str(&buf), &err)) fail_msg("%s", err.text);
    assert_true(str_is(catalog_find(&catalog, STR("Klaar")), "Done"));
    assert_true(str_is(catalog_find(&catalog, STR("%d cel")), "cell"));
    buf_finish(&buf);
}

static void reads_the_other_byte_order(void **state)
{
    struct str mo = mo_make(*state, few, FEW);
    char *bytes = (char *)(uintptr_t)mo.ptr;
    struct catalog catalog;
    struct err err = {0};
    for (size_t at = 0; at < 20 + FEW * 16; at += 4) {
        char word[4] = {bytes[at + 3], bytes[at + 2], bytes[at + 1], bytes[at]};
        memcpy(bytes + at, word, 4);
    }
    assert_int_equal(catalog_read(&catalog, *state, mo, &err), 0);
    assert_true(str_is(catalog_find(&catalog, STR("Controleren")), "Check"));
}

static void refuses_every_cut(void **state)
{
    struct str mo = mo_make(*state, few, FEW);
    struct catalog catalog;
    for (size_t len = 0; len < mo.len; len++)
        assert_int_not_equal(read_copy(*state, str_slice(mo.ptr, len), &catalog), 0);
    assert_int_equal(read_copy(*state, mo, &catalog), 0);
}

static void survives_lying_words(void **state)
{
    static const uint32_t lies[] = {0,  1,          19,         20,         0x7fffffff, 0x80000000,
                                    60, 0xfffffff0, 0xffffffff, 0x20000000, 21,         100};
    struct str good = mo_make(*state, few, FEW);
    struct catalog catalog;
    for (size_t at = 0; at < 20 + FEW * 16; at += 4) {
        for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
            struct str mo = arena_str(*state, good);
            memcpy((char *)(uintptr_t)mo.ptr + at, &lies[i], 4);
            read_copy(*state, mo, &catalog); /* any answer will do, if it stays inside */
        }
    }
}

static void survives_any_changed_byte(void **state)
{
    struct str good = mo_make(*state, few, FEW);
    struct catalog catalog;
    for (size_t at = 0; at < good.len; at++) {
        for (int value = 0; value < 256; value += 17) {
            struct arena arena;
            arena_init(&arena);
            struct str mo = arena_str(&arena, good);
            ((char *)(uintptr_t)mo.ptr)[at] = (char)value;
            read_copy(&arena, mo, &catalog);
            arena_finish(&arena);
        }
    }
}

static void refuses_another_encoding_and_order(void **state)
{
    static const struct pair latin[] = {{"", "Content-Type: text/plain; charset=ISO-8859-1\n"}};
    static const struct pair broken[] = {{"", HEADER}, {"a", "\xff"}};
    static const struct pair twice[] = {{"", HEADER}, {"a", "x"}, {"a", "y"}};
    static const struct pair headless[] = {{"a", "x"}};
    struct catalog catalog;
    assert_int_not_equal(read_copy(*state, mo_make(*state, latin, 1), &catalog), 0);
    assert_int_not_equal(read_copy(*state, mo_make(*state, broken, 2), &catalog), 0);
    assert_int_not_equal(read_copy(*state, mo_make(*state, twice, 3), &catalog), 0);
    assert_int_not_equal(read_copy(*state, mo_make(*state, headless, 1), &catalog), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(finds_what_is_there, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_what_msgfmt_writes, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_the_other_byte_order, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_every_cut, setup, teardown),
        cmocka_unit_test_setup_teardown(survives_lying_words, setup, teardown),
        cmocka_unit_test_setup_teardown(survives_any_changed_byte, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_another_encoding_and_order, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
