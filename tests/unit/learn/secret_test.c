/* What is derived from the server's secret: stable, different for every learner, exercise and
 * variant, and the stamp of a shared device, which ages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../temp_dir.h"
#include "base/limits.h"
#include "learn/learner.h"
#include "learn/secret.h"

static void the_secret_stays(void **state)
{
    (void)state;
    char *dir = temp_dir_make();
    struct writer *writer;
    struct store *reader;
    struct err err = {0};
    struct secret first, second;
    assert_int_equal(writer_start(&writer, dir, &err), 0);
    assert_int_equal(store_open(&reader, dir, STORE_READ, &err), 0);
    assert_int_equal(secret_load(&first, writer, reader, &err), 0);
    assert_int_equal(secret_load(&second, writer, reader, &err), 0);
    assert_memory_equal(first.key, second.key, sizeof first.key);
    store_close(reader);
    writer_stop(writer);
    temp_dir_remove(dir);
}

static void seeds_differ_in_everything_that_matters(void **state)
{
    (void)state;
    struct secret secret = {{1, 2, 3}};
    struct digest anna = digest_of(STR("anna")), bea = digest_of(STR("bea"));
    unsigned char a[SEED_LEN], b[SEED_LEN];
    secret_seed(&secret, &anna, STR("o/p/x"), 1, a);
    secret_seed(&secret, &anna, STR("o/p/x"), 1, b);
    assert_memory_equal(a, b, SEED_LEN);
    secret_seed(&secret, &anna, STR("o/p/x"), 2, b);
    assert_memory_not_equal(a, b, SEED_LEN);
    secret_seed(&secret, &anna, STR("o/p/y"), 1, b);
    assert_memory_not_equal(a, b, SEED_LEN);
    secret_seed(&secret, &bea, STR("o/p/x"), 1, b);
    assert_memory_not_equal(a, b, SEED_LEN);
    secret.key[31] = 9;
    secret_seed(&secret, &anna, STR("o/p/x"), 1, b);
    assert_memory_not_equal(a, b, SEED_LEN);
}

static void a_token_is_one_learners(void **state)
{
    (void)state;
    struct secret secret = {{4}};
    struct digest anna = digest_of(STR("anna")), bea = digest_of(STR("bea"));
    char a[TOKEN_LEN + 1], b[TOKEN_LEN + 1];
    secret_token(&secret, &anna, a);
    secret_token(&secret, &bea, b);
    assert_int_equal(strlen(a), TOKEN_LEN);
    assert_string_not_equal(a, b);
}

static void a_stamp_ages_and_cannot_be_made(void **state)
{
    (void)state;
    struct secret secret = {{4}};
    struct digest anna = digest_of(STR("anna")), bea = digest_of(STR("bea"));
    char stamp[STAMP_LEN + 1];
    secret_stamp(&secret, &anna, 1000000, stamp);
    struct str s = str_of(stamp);
    assert_true(secret_stamp_fresh(&secret, &anna, 1000000, s));
    assert_true(secret_stamp_fresh(&secret, &anna, 1000000 + SHARED_IDLE_S, s));
    assert_false(secret_stamp_fresh(&secret, &anna, 1000001 + SHARED_IDLE_S, s));
    assert_true(secret_stamp_fresh(&secret, &anna, 1000000 - SHARED_IDLE_S, s));
    assert_false(secret_stamp_fresh(&secret, &anna, 999999 - SHARED_IDLE_S, s));
    assert_false(secret_stamp_fresh(&secret, &bea, 1000000, s));
    assert_false(secret_stamp_fresh(&secret, &anna, 1000000, STR("1000000.")));
    assert_false(secret_stamp_fresh(&secret, &anna, 1000000, STR("")));
    assert_false(secret_stamp_fresh(&secret, &anna, 1000000, STR_NONE));
    stamp[6] = '9'; /* a later second with the old MAC */
    assert_false(secret_stamp_fresh(&secret, &anna, 1000009, str_of(stamp)));
}

static void a_key_is_read_only_as_it_was_made(void **state)
{
    (void)state;
    char text[LEARNER_KEY_TEXT_LEN + 1];
    struct digest made, read;
    learner_key_make(text, &made);
    assert_int_equal(strlen(text), LEARNER_KEY_TEXT_LEN);
    assert_true(learner_key_parse(str_of(text), &read));
    assert_memory_equal(made.bytes, read.bytes, DIGEST_LEN);
    text[0] = text[0] == 'A' ? 'B' : 'A';
    assert_true(learner_key_parse(str_of(text), &read)); /* a key, but nobody's */
    assert_memory_not_equal(made.bytes, read.bytes, DIGEST_LEN);
    text[5] = '!';
    assert_false(learner_key_parse(str_of(text), &read));
    text[5] = '\0';
    assert_false(learner_key_parse(str_of(text), &read));
    assert_false(learner_key_parse(STR(""), &read));
}

int main(void)
{
    digest_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_secret_stays),
        cmocka_unit_test(seeds_differ_in_everything_that_matters),
        cmocka_unit_test(a_token_is_one_learners),
        cmocka_unit_test(a_stamp_ages_and_cannot_be_made),
        cmocka_unit_test(a_key_is_read_only_as_it_was_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
