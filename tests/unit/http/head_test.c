/* Which heads are read and which are refused, whatever version of llhttp is underneath; each in one
 * piece and byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "http/head.h"

static const struct http_limits limits = {
    .line_len = 100, .headers_len = 200, .headers_max = 8, .body_len = 1000};

#define OK 0
#define H "Host: a\r\n"

static const struct row {
    int status;
    struct str raw;
} rows[] = {
#define R(status, text)                                                                            \
    {                                                                                              \
        status,                                                                                    \
        {                                                                                          \
            text, sizeof(text) - 1                                                                 \
        }                                                                                          \
    }
    R(OK, "GET / HTTP/1.1\r\n" H "\r\n"),
    R(OK, "GET / HTTP/1.0\r\n\r\n"),
    R(OK, "\r\nGET / HTTP/1.1\r\n" H "\r\n"),
    R(OK, "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n"),
    R(OK, "GET / HTTP/1.1\r\nHost:a.example:80\r\nX:\r\nY: \t \r\nZ: caf\xc3\xa9\t1\r\n\r\n"),
    R(OK, "DELETE /a HTTP/1.1\r\n" H "\r\n"),
    R(OK, "OPTIONS * HTTP/1.1\r\n" H "\r\n"),
    R(OK, "GET http://a/b HTTP/1.1\r\n" H "\r\n"),
    R(OK, "POST / HTTP/1.1\r\n" H "Content-Length: 1000\r\n\r\n"),
    R(OK, "POST / HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n"),
    R(OK, "POST / HTTP/1.1\r\n" H "Transfer-Encoding: Chunked\r\n\r\n"),
    R(OK, "POST / HTTP/1.1\r\n" H "Expect: 100-Continue\r\nContent-Length: 1\r\n\r\n"),
    R(OK, "GET / HTTP/1.1\r\n" H "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),

    /* lines */
    R(400, "GET / HTTP/1.1\r\n" H "A:\rB: x\r\n\r\n"), /* CVE-2023-30589 */
    R(400, "GET / HTTP/1.1\r\n" H "A: x\rB: x\r\n\r\n"),
    R(400, "GET / HTTP/1.1\r\n" H "A: x\r\r\n\r\n"),
    R(400, "GET / HTTP/1.1\r\n" H "A: x\n\r\n"),
    R(400, "GET / HTTP/1.1\n" H "\r\n"),
    R(400, "GET / HTTP/1.1\r\n" H "\n"),
    R(400, "GET / HTTP/1.1\r\r\n" H "\r\n"),
    R(400, "\n\nGET / HTTP/1.1\r\n" H "\r\n"),
    R(400, "\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET / HTTP/1.1\r\n" H "A: b\r\n c\r\n\r\n"), /* folded */
    R(400, "GET / HTTP/1.1\r\n " H "\r\n"),
    R(400, "GET / HTTP/1.1\r\n\tA: b\r\n" H "\r\n"),
    R(400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
    R(400, "GET / HTTP/1.1\r\n" H "A\t: b\r\n\r\n"),
    R(400, "GET / HTTP/1.1\r\n" H ": b\r\n\r\n"),
    R(400, "GET / HTTP/1.1\r\n" H "A\r\n\r\n"),
    R(400, "GET / HTTP/1.1\r\n" H "A(b): c\r\n\r\n"),
    R(400, "GET / HTTP/1.1\r\n" H "A\x80: c\r\n\r\n"),
    R(400, "GET / HTTP/1.1\r\n" H "A: b\0c\r\n\r\n"),
    R(400, "GET / HTTP/1.1\r\n" H "A\0: c\r\n\r\n"),
    R(400, "GET / HTTP/1.1\r\n" H "A: b\x01\r\n\r\n"),
    R(400, "GET / HTTP/1.1\r\n" H "A: b\x7f\r\n\r\n"),

    /* request line */
    R(400, "\x16\x03\x01\x02\x00\x01"),
    R(400, "GET /\r\n" H "\r\n"),
    R(400, "GET  / HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /  HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET / HTTP/1.1 \r\n" H "\r\n"),
    R(400, "GET\t/\tHTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /a b HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /\xc3\xa9 HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /#a HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET / http/1.1\r\n" H "\r\n"),
    R(400, "GET / RTSP/1.0\r\n" H "\r\n"),
    R(400, "SOURCE / ICE/1.0\r\n" H "\r\n"),
    R(505, "GET / HTTP/2.0\r\n" H "\r\n"),
    R(505, "PRI * HTTP/2.0\r\n\r\n"),
    R(505, "GET / HTTP/0.9\r\n" H "\r\n"),
    R(505, "GET / HTTP/1.2\r\n" H "\r\n"),
    R(501, "GRAB / HTTP/1.1\r\n" H "\r\n"),
    R(501, "get / HTTP/1.1\r\n" H "\r\n"),
    R(400, "CONNECT a:443 HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET * HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET a HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET http://b/ HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET http://a HTTP/1.1\r\n" H "\r\n"),

    /* path */
    R(OK, "GET /caf%C3%A9/b/?q=%zz HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /%C3 HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /%c0%ae HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /% HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /%2 HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /%zz HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /a%00 HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /a%0ab HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /a%7F HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /a%C2%85 HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET // HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /a//b HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /a%2f/b HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /. HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /a/../b HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /a/%2e%2E/b HTTP/1.1\r\n" H "\r\n"),
    R(400, "GET /a/.. HTTP/1.1\r\n" H "\r\n"),

    /* host */
    R(400, "GET / HTTP/1.1\r\n\r\n"),
    R(400, "GET / HTTP/1.1\r\n" H H "\r\n"),
    R(400, "GET / HTTP/1.0\r\n" H H "\r\n"),
    R(400, "GET / HTTP/1.1\r\n" H "host: b\r\n\r\n"),
    R(400, "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
    R(400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
    R(400, "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
    R(400, "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),

    /* where the body ends */
    R(400, "POST / HTTP/1.1\r\n" H "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
    R(400, "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"),
    R(400, "POST / HTTP/1.1\r\n" H "Content-Length: 1\r\nContent-Length: 1\r\n\r\n"),
    R(400, "POST / HTTP/1.1\r\n" H "Content-Length: 1, 1\r\n\r\n"),
    R(400, "POST / HTTP/1.1\r\n" H "Content-Length: +1\r\n\r\n"),
    R(400, "POST / HTTP/1.1\r\n" H "Content-Length: -1\r\n\r\n"),
    R(400, "POST / HTTP/1.1\r\n" H "Content-Length: 0x1\r\n\r\n"),
    R(400, "POST / HTTP/1.1\r\n" H "Content-Length: 1 1\r\n\r\n"),
    R(400, "POST / HTTP/1.1\r\n" H "Content-Length:\r\n\r\n"),
    R(413, "POST / HTTP/1.1\r\n" H "Content-Length: 1001\r\n\r\n"),
    R(413, "POST / HTTP/1.1\r\n" H "Content-Length: 18446744073709551615\r\n\r\n"),
    R(501, "POST / HTTP/1.1\r\n" H "Transfer-Encoding: gzip\r\n\r\n"),
    R(501, "POST / HTTP/1.1\r\n" H "Transfer-Encoding: gzip, chunked\r\n\r\n"),
    R(400, "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked, identity\r\n\r\n"),
    R(501, "POST / HTTP/1.1\r\n" H "Transfer-Encoding: xchunked\r\n\r\n"),
    R(400, "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked, chunked\r\n\r\n"),
    R(400,
      "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
    R(400, "POST / HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n"),
    R(417, "POST / HTTP/1.1\r\n" H "Expect: cake\r\nContent-Length: 1\r\n\r\n"),
#undef R
};

/* What a reader of the whole head says: 0, or the status. */
static int judge(struct request *request, struct str raw, size_t step, struct head *head)
{
    struct head_scan scan = {0};
    const char *why = NULL;
    int rc = HEAD_MORE;
    for (size_t len = step; rc == HEAD_MORE; len += step) {
        if (len > raw.len) len = raw.len;
        rc = head_scan(&scan, &limits, str_slice(raw.ptr, len), &why);
        if (rc == HEAD_MORE && len == raw.len) return -1;
    }
    if (rc != HEAD_WHOLE) {
        assert_non_null(why);
        return rc;
    }
    assert_int_equal(scan.len, raw.len);
    return head_parse(request, raw, &scan, &limits, head);
}

static int judge_alone(struct str raw, size_t step)
{
    struct request request = {0};
    struct head head;
    /* a copy of its own size, so that a read past its end is seen */
    char *copy = malloc(raw.len);
    memcpy(copy, raw.ptr, raw.len);
    int status = judge(&request, str_slice(copy, raw.len), step, &head);
    if (status > 0 && request.err.code != 0) assert_true(request.err.text[0] != '\0');
    arena_finish(&request.arena);
    free(copy);
    return status;
}

static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int whole = judge_alone(rows[i].raw, rows[i].raw.len);
        int bytewise = judge_alone(rows[i].raw, 1);
        if (whole != rows[i].status || bytewise != rows[i].status)
            fail_msg("row %zu: %d whole, %d by bytes, not %d: %.*s", i, whole, bytewise,
                     rows[i].status, STR_ARG(rows[i].raw));
    }
}

static void test_fields(void **state)
{
    (void)state;
    struct request request = {0};
    struct head head;
    struct str raw = STR("POST /a/caf%C3%A9/?x=1&y=%20 HTTP/1.1\r\nHOST: a\r\nX-One: \t two  \r\n"
                         "x-ONE: three\r\nX-None:\r\nContent-Length: 7\r\n\r\n");
    assert_int_equal(judge(&request, raw, raw.len, &head), 0);
    assert_int_equal(request.method, METHOD_POST);
    assert_true(str_is(request.target, "/a/caf%C3%A9/?x=1&y=%20"));
    assert_true(str_is(request.path, "/a/caf\xc3\xa9/"));
    assert_true(str_is(request.query, "x=1&y=%20"));
    assert_int_equal(request.headers_len, 5);
    assert_true(str_is(request_header(&request, "host"), "a"));
    assert_true(str_is(request_header(&request, "x-one"), "two"));
    assert_true(str_is(request_header(&request, "x-none"), ""));
    assert_non_null(request_header(&request, "x-none").ptr);
    assert_null(request_header(&request, "x-two").ptr);
    assert_true(head.keep_alive);
    assert_int_equal(head.length, 7);
    arena_finish(&request.arena);
}

static void test_keep_alive(void **state)
{
    (void)state;
    static const struct {
        bool keeps;
        const char *raw;
    } cases[] = {
        {true, "GET / HTTP/1.1\r\n" H "\r\n"},
        {false, "GET / HTTP/1.1\r\n" H "Connection: close\r\n\r\n"},
        {false, "GET / HTTP/1.1\r\n" H "Connection: TE, Close\r\n\r\n"},
        {true, "GET / HTTP/1.1\r\n" H "Connection: keep-alive\r\n\r\n"},
        {false, "GET / HTTP/1.0\r\n\r\n"},
        {false, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct request request = {0};
        struct head head;
        struct str raw = str_of(cases[i].raw);
        assert_int_equal(judge(&request, raw, raw.len, &head), 0);
        assert_int_equal(head.keep_alive, cases[i].keeps);
        arena_finish(&request.arena);
    }
}

static struct str repeat(struct arena *arena, const char *before, const char *unit, size_t n,
                         const char *after)
{
    struct buf buf;
    buf_init(&buf, MIB(1));
    buf_add_c(&buf, before);
    for (size_t i = 0; i < n; i++) buf_add_c(&buf, unit);
    buf_add_c(&buf, after);
    struct str s = arena_str(arena, buf_str(&buf));
    buf_finish(&buf);
    return s;
}

static void test_limits(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    const char *end = " HTTP/1.1\r\n" H "\r\n", *begin = "GET / HTTP/1.1\r\n" H;
    /* the line without its end: 4 + 87 + 9 is the limit */
    assert_int_equal(judge_alone(repeat(&arena, "GET /", "a", 86, end), 1), 414);
    assert_int_equal(judge_alone(repeat(&arena, "GET /", "a", 85, end), 1), 0);
    assert_int_equal(judge_alone(repeat(&arena, "GET /", "a", 5000, ""), 1), 414);
    assert_int_equal(judge_alone(repeat(&arena, begin, "A: b\r\n", 7, "\r\n"), 1), 0);
    assert_int_equal(judge_alone(repeat(&arena, begin, "A: b\r\n", 8, "\r\n"), 1), 431);
    assert_int_equal(judge_alone(repeat(&arena, "GET / HTTP/1.1\r\n" H "A: ", "b", 5000, ""), 1),
                     431);
    assert_int_equal(judge_alone(repeat(&arena, "GET / HTTP/1.1\r\n" H, "b", 5000, ""), 7), 431);
    assert_int_equal(judge_alone(STR("GET / HTTP/1.1\r\n" H), 1), -1); /* not all there */
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_keep_alive),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
