/* Errors, the log line, and the two small ones: clock and random. */
#include "unit.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/random.h"

static void test_an_error_has_code_and_words(void **state)
{
    (void)state;
    struct err err = {0};
    assert_int_equal(err_set(&err, ERR_INVALID, "%s: line %d", "x.lua", 17), ERR_INVALID);
    assert_int_equal(err.code, ERR_INVALID);
    assert_string_equal(err.text, "x.lua: line 17");
    assert_int_equal(err_set(NULL, ERR_IO, "nobody listens"), ERR_IO);
}

static void test_places_go_before_the_words(void **state)
{
    (void)state;
    struct err err = {0};
    err_set(&err, ERR_CORRUPT, "not a number");
    assert_int_equal(err_at(&err, "options[%d]", 1), ERR_CORRUPT);
    err_at(&err, "blocks[3]");
    assert_string_equal(err.text, "blocks[3]: options[1]: not a number");
    assert_int_equal(err_at(NULL, "x"), ERR_INVALID);
    for (int i = 0; i < 500; i++) assert_int_equal(err_at(&err, "deeper"), ERR_CORRUPT);
    assert_int_equal(strlen(err.text), ERR_TEXT_MAX - 1);
    assert_memory_equal(err.text, "deeper: deeper: ", 16);
}

/* Wherever the buffer ends, it ends between two characters. */
static void test_a_cut_error_is_still_text(void **state)
{
    (void)state;
    static const char *const characters[] = {"x", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x8c\xb1"};
    char text[2 * ERR_TEXT_MAX];
    for (size_t c = 0; c < LEN(characters); c++)
        for (int shift = 0; shift < 4; shift++) {
            struct err err = {0};
            size_t len = (size_t)shift, each = strlen(characters[c]);
            memset(text, '.', len);
            while (len + each < sizeof text) {
                memcpy(text + len, characters[c], each);
                len += each;
            }
            text[len] = '\0';
            err_set(&err, ERR_INVALID, "%s", text);
            assert_true(str_is_utf8(str_of(err.text)));
            assert_true(strlen(err.text) > ERR_TEXT_MAX - 5);
            err_at(&err, "%.*s", shift, "abc");
            assert_true(str_is_utf8(str_of(err.text)));
            err_at(&err, "%s", text);
            assert_true(str_is_utf8(str_of(err.text)));
            assert_true(strlen(err.text) < ERR_TEXT_MAX);
        }
}

static void test_every_code_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int a = 0; a >= ERR_STOPPED; a--)
        for (int b = 0; b > a; b--) assert_string_not_equal(err_name(a), err_name(b));
    assert_string_equal(err_name(ERR_OK), "ok");
    assert_string_equal(err_name(ERR_STOPPED), "stopped");
    assert_string_equal(err_name(ERR_CORRUPT), "corrupt");
    assert_string_equal(err_name(ERR_STOPPED - 1), "unknown");
    assert_string_equal(err_name(1), "unknown");
}

/* ---- the log ---- */

static char logged[16384];

/* What one call writes to standard error. */
static void log_capture(enum log_level level, const char *text)
{
    int fds[2], kept = dup(STDERR_FILENO);
    assert_int_equal(pipe(fds), 0);
    fcntl(fds[0], F_SETFL, O_NONBLOCK);
    dup2(fds[1], STDERR_FILENO);
    log_write(level, "%s", text);
    dup2(kept, STDERR_FILENO);
    ssize_t n = read(fds[0], logged, sizeof logged - 1);
    logged[n > 0 ? n : 0] = '\0';
    close(fds[0]);
    close(fds[1]);
    close(kept);
}

static void test_a_log_line_is_always_one_line(void **state)
{
    (void)state;
    static const char *const texts[] = {"plain", "a\nb",   "a\r\nb\x1b[31m\a\b\x7f\t",
                                        "",      "\n\n\n", "end\n"};
    for (size_t i = 0; i < LEN(texts); i++) {
        log_capture(LOG_WARN, texts[i]);
        size_t len = strlen(logged);
        assert_true(len > 26);
        assert_int_equal(logged[len - 1], '\n');
        assert_ptr_equal(strchr(logged, '\n'), logged + len - 1);
        for (size_t k = 0; k + 1 < len; k++)
            assert_true((unsigned char)logged[k] >= 0x20 && logged[k] != 0x7f);
    }
    log_capture(LOG_ERROR, "caf\xc3\xa9 a\nb");
    assert_non_null(strstr(logged, "Z error caf\xc3\xa9 a\\nb\n"));
    char *large = malloc(100001);
    memset(large, '\n', 100000);
    large[100000] = '\0';
    log_capture(LOG_ERROR, large);
    assert_int_equal(logged[strlen(logged) - 1], '\n');
    assert_true(strlen(logged) <= 4096);
    assert_ptr_equal(strchr(logged, '\n'), logged + strlen(logged) - 1);
    free(large);
}

static void test_lines_below_the_level_are_dropped(void **state)
{
    (void)state;
    log_capture(LOG_DEBUG, "detail");
    assert_string_equal(logged, "");
    log_set_level(LOG_DEBUG);
    log_capture(LOG_DEBUG, "detail");
    assert_non_null(strstr(logged, "debug detail"));
    log_set_level(LOG_ERROR);
    log_capture(LOG_WARN, "warning");
    assert_string_equal(logged, "");
    log_set_level(LOG_INFO);
}

static void test_clock_and_random_do_their_work(void **state)
{
    (void)state;
    int64_t before = clock_us();
    assert_true(clock_us() >= before);
    assert_true(clock_ms() >= before / 1000);
    assert_true(clock_wall_ms() > 1700000000000); /* not before 2023 */
    assert_true(clock_day() * 86400000 <= clock_wall_ms());
    unsigned char a[1000] = {0}, b[1000] = {0};
    random_bytes(a, sizeof a);
    random_bytes(b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
    random_bytes(a, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_error_has_code_and_words),
        cmocka_unit_test(test_places_go_before_the_words),
        cmocka_unit_test(test_a_cut_error_is_still_text),
        cmocka_unit_test(test_every_code_has_a_name_of_its_own),
        cmocka_unit_test(test_a_log_line_is_always_one_line),
        cmocka_unit_test(test_lines_below_the_level_are_dropped),
        cmocka_unit_test(test_clock_and_random_do_their_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
