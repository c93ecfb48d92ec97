/* The loop against clients that are slow, broken, greedy or gone, and stations that are late. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "client.h"
#include "site.h"

#define H "Host: a\r\n"

static struct site site;
static struct client client;
static struct reply reply;

static void begin(struct http_limits limits)
{
    site_start(&site, &limits);
    client_open(&client, site.port);
}

static void end(void)
{
    client_close(&client);
    site_stop(&site);
}

/* The error page, the goodbye, and the end of the connection. */
static void expect_refusal(int status)
{
    assert_true(client_read(&client, &reply));
    assert_int_equal(reply.status, status);
    assert_true(str_starts(reply.body, STR("error ")));
    assert_true(reply.closes);
    assert_true(client_ended(&client));
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        int status;
        const char *raw;
    } rows[] = {
        {400, "GET / HTTP/1.1\r\nA:\rB: x\r\n" H "\r\n"},
        {400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"},
        {400, "POST / HTTP/1.1\r\n" H "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"},
        {400, "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\nx\r\n"},
        {413, "POST / HTTP/1.1\r\n" H "Content-Length: 262145\r\n\r\n"},
        {413, "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n40001\r\n"},
        {501, "POST / HTTP/1.1\r\n" H "Transfer-Encoding: gzip\r\n\r\n"},
        {505, "GET / HTTP/2.0\r\n" H "\r\n"},
        {400, "\x16\x03\x01"},
    };
    begin((struct http_limits){0});
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        client_close(&client);
        client_open(&client, site.port);
        client_send(&client, str_of(rows[i].raw));
        expect_refusal(rows[i].status);
        assert_true(reply.body.len > 30); /* it says more than the number */
    }
    assert_int_equal(site_stats(&site).refused, sizeof rows / sizeof *rows);
    assert_int_equal(site_stats(&site).requests, 0);
    end();
}

static void test_too_long(void **state)
{
    (void)state;
    begin((struct http_limits){0});
    client_say(&client, "GET /");
    for (int i = 0; i < 100; i++)
        client_say(&client, "0123456789012345678901234567890123456789"
                            "0123456789012345678901234567890123456789");
    client_say(&client, "01234567890123456789012345678901234567890123456789012345678901234567890"
                        "01234567890123456789012345678901234567890123456789012345678901234567890"
                        "012345678901234567890123456789012345678901234567890123456789");
    expect_refusal(414);
    client_close(&client);
    client_open(&client, site.port);
    client_say(&client, "GET / HTTP/1.1\r\n" H);
    for (int i = 0; i < 70; i++) client_say(&client, "A: b\r\n");
    expect_refusal(431);
    end();
}

/* A refusal reaches a client that is still sending. */
static void test_refused_while_sending(void **state)
{
    (void)state;
    static char body[700000];
    begin((struct http_limits){0});
    memset(body, 'x', sizeof body);
    client_say(&client, "POST /echo HTTP/1.1\r\n" H "Content-Length: 700000\r\n\r\n");
    client_send(&client, str_slice(body, sizeof body));
    expect_refusal(413);
    end();
}

static void test_slow_head(void **state)
{
    (void)state;
    begin((struct http_limits){.head_ms = 50});
    client_say(&client, "GET / HTTP/1.1\r\nHost:");
    expect_refusal(408);
    end();
}

static void test_slow_body(void **state)
{
    (void)state;
    begin((struct http_limits){.body_ms = 50});
    client_say(&client, "POST /echo HTTP/1.1\r\n" H "Content-Length: 10\r\n\r\nab");
    expect_refusal(408);
    assert_true(str_has(reply.body, "error 408 at /echo for a"));
    end();
}

static void test_idle_closes_quietly(void **state)
{
    (void)state;
    begin((struct http_limits){.idle_ms = 300});
    assert_true(client_ended(&client)); /* one that never spoke */
    client_close(&client);
    client_open(&client, site.port);
    client_say(&client, "GET /path HTTP/1.1\r\n" H "\r\n");
    assert_true(client_read(&client, &reply));
    assert_true(client_ended(&client));
    assert_int_equal(site_stats(&site).refused, 0);
    end();
}

/* A client that takes nothing of a large answer does not keep its memory. */
static void test_slow_reader(void **state)
{
    (void)state;
    begin((struct http_limits){.write_ms = 50});
    for (int i = 0; i < 8; i++) client_say(&client, "GET /big HTTP/1.1\r\n" H "\r\n");
    site_wait_empty(&site);
    assert_true(site_stats(&site).requests < 8);
    end();
}

static void test_client_leaves_while_in_work(void **state)
{
    (void)state;
    struct client other;
    begin((struct http_limits){0});
    client_say(&client, "GET /hold/1 HTTP/1.1\r\n" H "\r\n");
    site_wait_held(&site, 1);
    client_reset(&client);
    site_wait_empty(&site);
    assert_int_equal(site_stats(&site).in_work, 1); /* the work goes on */
    client_open(&other, site.port);                 /* in the place of the first */
    client_say(&other, "GET /hold/2 HTTP/1.1\r\n" H "\r\n");
    site_wait_held(&site, 2);
    site_release(&site);
    assert_true(client_read(&other, &reply));
    assert_true(str_is(reply.body, "/hold/2"));
    client_close(&other);
    client_open(&client, site.port);
    end();
}

static void test_half_closed_client_is_answered(void **state)
{
    (void)state;
    begin((struct http_limits){0});
    client_say(&client, "GET /hold HTTP/1.1\r\n" H "\r\nGET /path HTTP/1.1\r\n" H "\r\nGET /pa");
    site_wait_held(&site, 1);
    shutdown(client.fd, SHUT_WR);
    site_release(&site);
    assert_true(client_read(&client, &reply));
    assert_true(str_is(reply.body, "/hold"));
    assert_true(client_read(&client, &reply));
    assert_true(str_is(reply.body, "/path"));
    assert_true(client_ended(&client));
    end();
}

static void test_work_deadline(void **state)
{
    (void)state;
    begin((struct http_limits){.work_ms = 50});
    client_say(&client, "GET /hold/1?x=1 HTTP/1.1\r\n" H "\r\nGET /hold/2 HTTP/1.1\r\n" H "\r\n");
    expect_refusal(503);
    assert_true(str_has(reply.body, "error 503 at /hold/1 for a"));
    assert_true(str_is(reply_header(&reply, "retry-after"), "2"));
    client_close(&client);
    /* the late answer finds nobody, also not the one that has the place now */
    client_open(&client, site.port);
    client_say(&client, "GET /path/3 HTTP/1.1\r\n" H "\r\n");
    assert_true(client_read(&client, &reply));
    assert_int_equal(site_stats(&site).in_work, 1);
    site_release(&site);
    client_say(&client, "GET /path/4 HTTP/1.1\r\n" H "\r\n");
    assert_true(client_read(&client, &reply));
    assert_true(str_is(reply.body, "/path/4"));
    end();
}

static void test_station_gives_no_answer(void **state)
{
    (void)state;
    begin((struct http_limits){0});
    client_say(&client, "GET /none HTTP/1.1\r\n" H "\r\n");
    expect_refusal(500);
    client_close(&client);
    client_open(&client, site.port);
    client_say(&client, "GET /huge HTTP/1.1\r\n" H "\r\n");
    expect_refusal(500);
    end();
}

/* What all clients together make the server hold is bounded; over it the next is told so, and when
 * the greedy have gone all is as before. */
static void test_bytes_held(void **state)
{
    (void)state;
    static char body[200000];
    begin((struct http_limits){.bytes_held = 200000});
    memset(body, 'x', sizeof body);
    client_say(&client, "POST /hold HTTP/1.1\r\n" H "Content-Length: 140000\r\n\r\n");
    client_send(&client, str_slice(body, 140000));
    site_wait_held(&site, 1);
    struct client second;
    client_open(&second, site.port);
    client_say(&second, "POST /echo HTTP/1.1\r\n" H "Content-Length: 140000\r\n\r\n");
    client_send(&second, str_slice(body, 140000));
    assert_true(client_read(&second, &reply));
    assert_int_equal(reply.status, 503);
    assert_true(reply.closes);
    client_close(&second);
    site_release(&site);
    assert_true(client_read(&client, &reply));
    assert_int_equal(reply.status, 200);
    client_open(&second, site.port);
    client_say(&second, "POST /echo HTTP/1.1\r\n" H "Content-Length: 100000\r\n\r\n");
    client_send(&second, str_slice(body, 100000));
    assert_true(client_read(&second, &reply));
    assert_int_equal(reply.status, 200);
    assert_int_equal(reply.body.len, 100000);
    client_close(&second);
    end();
}

/* A client that sends far ahead of its request in work fills the kernel, not the server. */
static void test_reading_ahead_stops(void **state)
{
    (void)state;
    enum { AHEAD = 5000 };
    struct buf raw;
    begin((struct http_limits){.pipeline_len = 4096});
    buf_init(&raw, MIB(1));
    buf_add_c(&raw, "GET /hold HTTP/1.1\r\n" H "\r\n");
    for (int i = 0; i < AHEAD; i++) buf_printf(&raw, "GET /path/%d HTTP/1.1\r\n" H "\r\n", i);
    client_send(&client, buf_str(&raw));
    site_wait_held(&site, 1);
    usleep(50000); /* time in which it could read on */
    assert_true(site_stats(&site).bytes_held < KIB(200));
    site_release(&site);
    assert_true(client_read(&client, &reply));
    for (int i = 0; i < AHEAD; i++) {
        char expected[32];
        snprintf(expected, sizeof expected, "/path/%d", i);
        assert_true(client_read(&client, &reply));
        assert_true(str_is(reply.body, expected));
    }
    buf_finish(&raw);
    end();
}

static void test_full_house_waits(void **state)
{
    (void)state;
    struct client guests[6];
    struct reply answer;
    begin((struct http_limits){.connections_max = 2});
    for (size_t i = 0; i < 6; i++) {
        client_open(&guests[i], site.port);
        client_say(&guests[i], "GET /path HTTP/1.1\r\n" H "\r\n");
    }
    assert_true(client_read(&guests[0], &answer)); /* beside `client`, which is silent */
    assert_true(site_stats(&site).connections <= 2);
    for (size_t i = 0; i < 6; i++) {
        if (i > 0) assert_true(client_read(&guests[i], &answer));
        assert_int_equal(answer.status, 200);
        client_close(&guests[i]);
    }
    end();
}

/* Without descriptors left the next client waits, and is served when one is free again. */
static void test_no_descriptors_left(void **state)
{
    (void)state;
    struct client late;
    struct rlimit before, few;
    begin((struct http_limits){0});
    client_say(&client, "GET /path HTTP/1.1\r\n" H "\r\n");
    assert_true(client_read(&client, &reply));
    int next = dup(0);
    close(next);
    getrlimit(RLIMIT_NOFILE, &before);
    few = before;
    few.rlim_cur = (rlim_t)next + 1; /* for the client's end, not for the server's */
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    client_open(&late, site.port);
    client_say(&late, "GET /path HTTP/1.1\r\n" H "\r\n");
    client_say(&client, "GET /path HTTP/1.1\r\n" H "\r\n"); /* the others do not notice */
    assert_true(client_read(&client, &reply));
    usleep(50000);
    assert_int_equal(site_stats(&site).accepted, 1);
    client_say(&client, "GET /path HTTP/1.1\r\n" H "Connection: close\r\n\r\n");
    assert_true(client_read(&client, &reply));
    client_close(&client);
    assert_true(client_read(&late, &reply));
    assert_int_equal(reply.status, 200);
    setrlimit(RLIMIT_NOFILE, &before);
    client_close(&late);
    client_open(&client, site.port);
    end();
}

static void test_stop_finishes_work(void **state)
{
    (void)state;
    struct client idle;
    begin((struct http_limits){0});
    client_open(&idle, site.port);
    client_say(&client, "GET /hold HTTP/1.1\r\n" H "\r\n");
    site_wait_held(&site, 1);
    http_stop(site.http);
    assert_true(client_ended(&idle));
    client_close(&idle);
    site_release(&site);
    assert_true(client_read(&client, &reply));
    assert_true(str_is(reply.body, "/hold"));
    assert_true(reply.closes);
    assert_true(client_ended(&client));
    end();
}

static void test_stop_does_not_wait_for_ever(void **state)
{
    (void)state;
    begin((struct http_limits){.stop_ms = 50});
    client_say(&client, "GET /hold HTTP/1.1\r\n" H "\r\n");
    site_wait_held(&site, 1);
    site_halt(&site);
    site_release(&site); /* a station that is late still gives its baton back */
    http_close(site.http);
    lanes_stop(site.lanes);
    assert_true(client_ended(&client));
    client_close(&client);
}

static struct http *to_stop;
static void on_signal(int number)
{
    (void)number;
    http_stop(to_stop);
}

static void test_stop_from_a_signal_handler(void **state)
{
    (void)state;
    begin((struct http_limits){0});
    client_close(&client);
    site_wait_empty(&site);
    to_stop = site.http;
    signal(SIGUSR1, on_signal);
    raise(SIGUSR1);
    site_stop(&site);
}

static void test_cannot_open(void **state)
{
    (void)state;
    static const struct {
        const char *host, *says;
        int port;
    } rows[] = {
        {"127.0.0.1", "is in use: stop the other program or choose another with --port", 0},
        {"localhost", "is not an address like 127.0.0.1", 0},
        {"192.0.2.1", "this machine has no address 192.0.2.1", 0},
        {"127.0.0.1", "is no port", 70000},
    };
    begin((struct http_limits){0});
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct http *http;
        struct err err = {0};
        struct http_config config = {.host = rows[i].host, .port = rows[i].port};
        if (i == 0) config.port = site.port;
        assert_true(http_open(&http, &config, &err) < 0);
        assert_null(http);
        assert_non_null(strstr(err.text, rows[i].says));
    }
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_refused_while_sending),
        cmocka_unit_test(test_slow_head),
        cmocka_unit_test(test_slow_body),
        cmocka_unit_test(test_idle_closes_quietly),
        cmocka_unit_test(test_slow_reader),
        cmocka_unit_test(test_client_leaves_while_in_work),
        cmocka_unit_test(test_half_closed_client_is_answered),
        cmocka_unit_test(test_work_deadline),
        cmocka_unit_test(test_station_gives_no_answer),
        cmocka_unit_test(test_bytes_held),
        cmocka_unit_test(test_reading_ahead_stops),
        cmocka_unit_test(test_full_house_waits),
        cmocka_unit_test(test_no_descriptors_left),
        cmocka_unit_test(test_stop_finishes_work),
        cmocka_unit_test(test_stop_does_not_wait_for_ever),
        cmocka_unit_test(test_stop_from_a_signal_handler),
        cmocka_unit_test(test_cannot_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
