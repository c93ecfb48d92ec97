/* The loop as a well-behaved client meets it, over real sockets. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "client.h"
#include "site.h"

#define H "Host: a\r\n"

static struct site site;
static struct client client;
static struct reply reply;

static int start(void **state)
{
    (void)state;
    site_start(&site, NULL);
    client_open(&client, site.port);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    client_close(&client);
    site_stop(&site);
    return 0;
}

static void expect(int status, struct str body, bool closes)
{
    assert_true(client_read(&client, &reply));
    assert_int_equal(reply.status, status);
    assert_true(str_eq(reply.body, body));
    assert_int_equal(reply.closes, closes);
}

static void test_keep_alive(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++) {
        client_say(&client, "GET /path/a HTTP/1.1\r\n" H "\r\n");
        expect(200, STR("/path/a"), false);
        assert_int_equal(reply_header(&reply, "date").len, 29);
    }
    client_say(&client, "GET /path HTTP/1.1\r\n" H "Connection: close\r\n\r\n");
    expect(200, STR("/path"), true);
    assert_true(client_ended(&client));
    assert_int_equal(site_stats(&site).accepted, 1);
    assert_int_equal(site_stats(&site).requests, 101);
}

static void test_old_version_closes(void **state)
{
    (void)state;
    client_say(&client, "GET /path HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    expect(200, STR("/path"), true);
    assert_true(client_ended(&client));
}

/* All sorts, sent at once: answered one by one, in order. */
static void test_pipelining(void **state)
{
    (void)state;
    client_say(&client, "GET /hold/1 HTTP/1.1\r\n" H "\r\n"
                        "GET /static/app.css HTTP/1.1\r\n" H "\r\n"
                        "POST /echo HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nthree"
                        "GET /path/4 HTTP/1.1\r\n" H "\r\n"
                        "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n"
                        "4\r\nfive\r\n0\r\n\r\n"
                        "GET /hold/6 HTTP/1.1\r\n" H "\r\n"
                        "GET /path/7 HTTP/1.1\r\n" H "\r\n");
    site_wait_held(&site, 1);
    site_release(&site);
    expect(200, STR("/hold/1"), false);
    expect(200, site_css, false);
    expect(200, STR("three"), false);
    expect(200, STR("/path/4"), false);
    expect(200, STR("five"), false);
    site_wait_held(&site, 1);
    site_release(&site);
    expect(200, STR("/hold/6"), false);
    expect(200, STR("/path/7"), false);
}

static void test_byte_by_byte(void **state)
{
    (void)state;
    struct str raw = STR("\r\nPOST /echo HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc"
                         "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n"
                         "3;x\r\ndef\r\n1\r\ng\r\n0\r\nA: b\r\n\r\n"
                         "GET /path HTTP/1.1\r\n" H "\r\n");
    for (size_t i = 0; i < raw.len; i++) client_send(&client, str_slice(raw.ptr + i, 1));
    expect(200, STR("abc"), false);
    expect(200, STR("defg"), false);
    expect(200, STR("/path"), false);
}

/* Bodies up to the limit, in one piece and in chunks, come back as they went. */
static void test_bodies(void **state)
{
    (void)state;
    struct buf body, raw;
    buf_init(&body, HTTP_BODY_LEN);
    buf_init(&raw, MIB(1));
    for (uint32_t i = 0, x = 1; i < HTTP_BODY_LEN; i++, x = x * 1664525 + 1013904223)
        buf_add_char(&body, (char)(x >> 24));
    for (size_t len = 1; len <= HTTP_BODY_LEN; len *= 8) {
        struct str part = {body.ptr, len};
        buf_reset(&raw);
        buf_printf(&raw, "POST /echo HTTP/1.1\r\n" H "Content-Length: %zu\r\n\r\n", len);
        buf_add_str(&raw, part);
        buf_printf(&raw, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n%zx\r\n",
                   len);
        buf_add_str(&raw, part);
        buf_add_c(&raw, "\r\n0\r\n\r\n");
        client_send(&client, buf_str(&raw));
        expect(200, part, false);
        expect(200, part, false);
    }
    buf_finish(&body);
    buf_finish(&raw);
}

static void test_large_answer(void **state)
{
    (void)state;
    client_say(&client, "GET /big HTTP/1.1\r\n" H "\r\nGET /path HTTP/1.1\r\n" H "\r\n");
    assert_true(client_read(&client, &reply));
    assert_int_equal(reply.status, 200);
    assert_true(reply.body.len > HTTP_RESPONSE_LEN - 2048);
    for (size_t i = 0; i < reply.body.len; i += 4095) assert_int_equal(reply.body.ptr[i], 'x');
    expect(200, STR("/path"), false);
}

static void test_head_only(void **state)
{
    (void)state;
    client_say(&client, "HEAD /path HTTP/1.1\r\n" H "\r\n"
                        "HEAD /static/app.css HTTP/1.1\r\n" H "\r\n"
                        "GET /path HTTP/1.1\r\n" H "\r\n");
    assert_true(client_read_head(&client, &reply));
    assert_int_equal(reply.status, 200);
    assert_true(str_is(reply_header(&reply, "content-length"), "5"));
    assert_true(client_read_head(&client, &reply));
    assert_true(str_is(reply_header(&reply, "content-length"), "18"));
    expect(200, STR("/path"), false);
}

static void test_other_method(void **state)
{
    (void)state;
    client_say(&client, "DELETE /path HTTP/1.1\r\n" H "\r\nOPTIONS * HTTP/1.1\r\n" H "\r\n");
    expect(405, STR("other"), false);
    expect(405, STR("other"), false);
}

static void test_expect_continue(void **state)
{
    (void)state;
    client_say(&client,
               "POST /echo HTTP/1.1\r\n" H "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    assert_true(client_read(&client, &reply));
    assert_int_equal(reply.status, 100);
    client_say(&client, "ok");
    expect(200, STR("ok"), false);
}

static void test_static(void **state)
{
    (void)state;
    char etag[32], again[256];
    client_say(&client, "GET /static/app.css?x HTTP/1.1\r\n" H "\r\n");
    expect(200, site_css, false);
    assert_true(str_is(reply_header(&reply, "content-type"), "text/css; charset=utf-8"));
    assert_true(str_is(reply_header(&reply, "x-content-type-options"), "nosniff"));
    assert_true(str_has(reply_header(&reply, "cache-control"), "immutable"));
    snprintf(etag, sizeof etag, "%.*s", STR_ARG(reply_header(&reply, "etag")));
    assert_int_equal(strlen(etag), 18);

    for (size_t i = 0; i < 3; i++) {
        static const char *before[] = {"", "\"x\", W/", "*, "};
        snprintf(again, sizeof again,
                 "GET /static/app.css HTTP/1.1\r\n" H "If-None-Match: %s%s\r\n\r\n", before[i],
                 i == 2 ? "" : etag);
        client_send(&client, str_of(again));
        assert_true(client_read(&client, &reply));
        assert_int_equal(reply.status, 304);
        assert_true(str_is(reply_header(&reply, "etag"), etag));
        assert_null(reply_header(&reply, "content-length").ptr);
    }
    client_say(&client, "GET /static/app.css HTTP/1.1\r\n" H "If-None-Match: \"x\"\r\n\r\n");
    expect(200, site_css, false);

    client_say(&client, "GET /static/drawing.svg HTTP/1.1\r\n" H "\r\n");
    expect(200, site_svg, false);
    assert_false(str_has(reply_header(&reply, "cache-control"), "immutable"));
    assert_non_null(reply_header(&reply, "content-security-policy").ptr);

    /* not the loop's: other methods, other names */
    client_say(&client, "POST /static/app.css HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n"
                        "GET /static/app.cs HTTP/1.1\r\n" H "\r\n"
                        "GET /static/app.css/ HTTP/1.1\r\n" H "\r\n");
    for (int i = 0; i < 3; i++) expect(404, STR("not here"), false);
}

#define CROWD 8
#define ROUNDS 40

/* Each of a crowd gets its own answers, with the lanes between. */
static void *crowd_member(void *arg)
{
    size_t number = (size_t)(uintptr_t)arg;
    for (int i = 0; i < ROUNDS; i++) {
        struct client own;
        struct reply answer;
        char body[64], raw[256];
        client_open(&own, site.port);
        for (int k = 0; k < 4; k++) {
            snprintf(body, sizeof body, "member %zu round %d.%d", number, i, k);
            snprintf(raw, sizeof raw, "POST /echo HTTP/1.1\r\n" H "Content-Length: %zu\r\n\r\n%s",
                     strlen(body), body);
            client_send(&own, str_of(raw));
            if (!client_read(&own, &answer) || !str_is(answer.body, body)) return "wrong answer";
        }
        if (i % 3 == 0) client_reset(&own);
        else client_close(&own);
    }
    return NULL;
}

static void test_crowd(void **state)
{
    (void)state;
    pthread_t threads[CROWD];
    for (size_t i = 0; i < CROWD; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, crowd_member, (void *)(uintptr_t)i), 0);
    for (size_t i = 0; i < CROWD; i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    assert_int_equal(site_stats(&site).requests, CROWD * ROUNDS * 4);
}

static void test_many_at_once(void **state)
{
    (void)state;
    static struct client many[300];
    for (size_t i = 0; i < 300; i++) client_open(&many[i], site.port);
    for (size_t i = 0; i < 300; i++) client_say(&many[i], "GET /path HTTP/1.1\r\n" H "\r\n");
    for (size_t i = 300; i-- > 0;) {
        assert_true(client_read(&many[i], &reply));
        assert_true(str_is(reply.body, "/path"));
        client_close(&many[i]);
    }
}

static void test_errand(void **state)
{
    (void)state;
    struct request *errand = http_errand(site.http);
    arena_alloc(&errand->arena, 10000);
    assert_int_equal(errand->conn, 0);
    assert_int_equal(site_stats(&site).in_work, 1);
    http_answer(errand);
    pthread_mutex_lock(&site.lock); /* and the loop ticks, for sweeps */
    while (site.ticks == 0) pthread_cond_wait(&site.changed, &site.lock);
    pthread_mutex_unlock(&site.lock);
    assert_int_equal(site_stats(&site).in_work, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, start, stop)
        T(test_keep_alive),      T(test_old_version_closes),
        T(test_pipelining),      T(test_byte_by_byte),
        T(test_bodies),          T(test_large_answer),
        T(test_head_only),       T(test_other_method),
        T(test_expect_continue), T(test_static),
        T(test_crowd),           T(test_many_at_once),
        T(test_errand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
