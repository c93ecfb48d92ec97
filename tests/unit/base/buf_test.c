#include "unit.h"

#include "base/buf.h"

static void test_grows_to_its_limit_and_not_past_it(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 1000);
    for (int i = 0; i < 1000; i++) buf_add_char(&buf, (char)('a' + i % 26));
    assert_false(buf_failed(&buf));
    assert_int_equal(buf.len, 1000);
    for (int i = 0; i < 1000; i++) assert_int_equal(buf.ptr[i], 'a' + i % 26);
    buf_add_char(&buf, 'x');
    assert_true(buf_failed(&buf));
    assert_int_equal(buf.len, 0);
    buf_finish(&buf);
}

static void test_a_failed_buffer_ignores_all_until_reset(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 4);
    buf_add_c(&buf, "12345");
    assert_true(buf_failed(&buf));
    buf_add_c(&buf, "1");
    buf_printf(&buf, "%d", 2);
    buf_add_i64(&buf, 3);
    assert_null(buf_reserve(&buf, 1));
    assert_true(buf_failed(&buf));
    assert_int_equal(buf.len, 0);
    buf_reset(&buf);
    buf_add_c(&buf, "1234");
    assert_str(buf_str(&buf), "1234");
    buf_finish(&buf);
}

static void test_a_limit_may_be_met_exactly_by_every_writer(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 5);
    buf_printf(&buf, "%s", "hallo");
    assert_str(buf_str(&buf), "hallo");
    buf_printf(&buf, "%s", "");
    assert_false(buf_failed(&buf));
    buf_finish(&buf);
    for (size_t n = 1; n < 3000; n += 37) { /* across every growth of its memory */
        buf_init(&buf, n);
        buf_printf(&buf, "%0*d", (int)n, 1);
        assert_false(buf_failed(&buf));
        assert_int_equal(buf.len, n);
        buf_printf(&buf, "%d", 1);
        assert_true(buf_failed(&buf));
        buf_finish(&buf);
    }
}

static void test_writes_every_integer(void **state)
{
    (void)state;
    static const int64_t numbers[] = {0, 1, -1, 9, 10, -10, 1234567890, INT64_MAX, INT64_MIN};
    struct buf buf;
    buf_init(&buf, 100);
    for (size_t i = 0; i < LEN(numbers); i++) {
        char want[32];
        snprintf(want, sizeof want, "%lld", (long long)numbers[i]);
        buf_reset(&buf);
        buf_add_i64(&buf, numbers[i]);
        assert_str(buf_str(&buf), want);
    }
    buf_finish(&buf);
}

static void test_drops_what_a_reader_used(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 100);
    buf_add_c(&buf, "een twee");
    buf_drop(&buf, 4);
    assert_str(buf_str(&buf), "twee");
    buf_drop(&buf, 0);
    assert_str(buf_str(&buf), "twee");
    buf_drop(&buf, 1000);
    assert_int_equal(buf.len, 0);
    char *to = buf_reserve(&buf, 100);
    assert_non_null(to);
    memset(to, 'x', 100);
    buf.len = 100;
    assert_null(buf_reserve(&buf, 1));
    buf_finish(&buf);
}

static void test_empty_pieces_need_no_memory(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 0);
    buf_add(&buf, NULL, 0);
    buf_add_str(&buf, STR_NONE);
    buf_add_c(&buf, "");
    assert_false(buf_failed(&buf));
    buf_add_char(&buf, 'x');
    assert_true(buf_failed(&buf));
    buf_finish(&buf);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grows_to_its_limit_and_not_past_it),
        cmocka_unit_test(test_a_failed_buffer_ignores_all_until_reset),
        cmocka_unit_test(test_a_limit_may_be_met_exactly_by_every_writer),
        cmocka_unit_test(test_writes_every_integer),
        cmocka_unit_test(test_drops_what_a_reader_used),
        cmocka_unit_test(test_empty_pieces_need_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
