/* Chunked bodies, in one piece and byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/chunk.h"

static const struct http_limits limits = {.body_len = 20, .headers_len = 30};

#define MORE 0
#define WHOLE 1

static const struct {
    int result;
    struct str raw;
    const char *body; /* for WHOLE */
    size_t after;     /* bytes that belong to the next request */
} rows[] = {
#define R(result, text, body, after)                                                               \
    {                                                                                              \
        result, {text, sizeof(text) - 1}, body, after                                              \
    }
    R(WHOLE, "0\r\n\r\n", "", 0),
    R(WHOLE, "3\r\nabc\r\n0\r\n\r\n", "abc", 0),
    R(WHOLE, "3\r\nabc\r\n00A\r\n0123456789\r\n0\r\n\r\nGET /", "abc0123456789", 5),
    R(WHOLE, "3;a=\"b\";c\r\nabc\r\n0;x\r\n\r\n", "abc", 0),
    R(WHOLE, "2\r\n\r\n\r\n0\r\nA: b\r\nC:\r\n\r\n", "\r\n", 0),
    R(WHOLE, "0000000000000014\r\n01234567890123456789\r\n0\r\n\r\n", "01234567890123456789", 0),
    R(MORE, "", "", 0),
    R(MORE, "3\r\nabc\r\n0\r\n", "", 0),
    R(MORE, "3\r\nab", "", 0),
    R(400, "\r\n", "", 0),
    R(400, "g\r\n", "", 0),
    R(400, "-1\r\n", "", 0),
    R(400, "0x3\r\nabc\r\n0\r\n\r\n", "", 0),
    R(400, " 3\r\nabc\r\n0\r\n\r\n", "", 0),
    R(400, "3 \r\nabc\r\n0\r\n\r\n", "", 0),
    R(400, "3\nabc\r\n0\r\n\r\n", "", 0),
    R(400, "3\rabc\r\n0\r\n\r\n", "", 0),
    R(400, "3;a\nabc\r\n0\r\n\r\n", "", 0),
    R(400, "3;a\rb\r\nabc\r\n0\r\n\r\n", "", 0),
    R(400, "3;a\0b\r\nabc\r\n0\r\n\r\n", "", 0),
    R(400, "3\r\nabc\n0\r\n\r\n", "", 0),
    R(400, "3\r\nabcd\r\n0\r\n\r\n", "", 0),
    R(400, "3\r\nabc0\r\n\r\n", "", 0),
    R(400, "3\r\nabc\r\n\r\n", "", 0),
    R(400, "0\r\n\n", "", 0),
    R(400, "0\r\nA: b\n\r\n", "", 0),
    R(400, "0\r\n A: b\r\n\r\n", "", 0),
    R(400, "0\r\nA: \x01\r\n\r\n", "", 0),
    R(413, "15\r\n", "", 0),
    R(413, "ffffffffffffffffffff\r\n", "", 0),
    R(413, "10\r\n0123456789012345\r\n5\r\n", "", 0),
    R(431, "0\r\nA: 0123456789012345678901234567890\r\n\r\n", "", 0),
#undef R
};

static int read_all(struct str raw, size_t step, struct buf *body, size_t *used)
{
    struct chunk chunk = {0};
    int rc = MORE;
    *used = 0;
    while (rc == MORE && *used < raw.len) {
        size_t n = raw.len - *used < step ? raw.len - *used : step, taken;
        rc = chunk_read(&chunk, &limits, str_slice(raw.ptr + *used, n), body, &taken);
        *used += taken;
    }
    return rc;
}

static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (size_t step = 1; step <= 1000; step += 333) {
            struct buf body;
            size_t used;
            buf_init(&body, limits.body_len);
            int rc = read_all(rows[i].raw, step, &body, &used);
            if (rc != rows[i].result) fail_msg("row %zu: %d, not %d", i, rc, rows[i].result);
            if (rc == WHOLE) {
                assert_true(str_is(buf_str(&body), rows[i].body));
                assert_int_equal(used, rows[i].raw.len - rows[i].after);
            }
            buf_finish(&body);
        }
    }
}

static void test_long_lines(void **state)
{
    (void)state;
    char raw[2 * HTTP_CHUNK_LINE_LEN];
    for (int extension = 0; extension < 2; extension++) {
        struct buf body;
        size_t used;
        buf_init(&body, limits.body_len);
        memset(raw, '0', sizeof raw);
        if (extension) raw[1] = ';';
        assert_int_equal(read_all(str_slice(raw, sizeof raw), 1, &body, &used), 400);
        assert_int_equal(used, HTTP_CHUNK_LINE_LEN + 1);
        buf_finish(&body);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_long_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
