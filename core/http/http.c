#include "http/http.h"

#include <assert.h>
#include <signal.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "http/conn.h"

#define HEAD_MAX KIB(64) /* of one response */
#define TICK_MS 1000

_Thread_local const struct request *loop_dispatching;

/* ---- batons ---- */

static void baton_init(struct http *http, struct baton *baton)
{
    struct request *request = &baton->request;
    *baton = (struct baton){0};
    arena_init(&request->arena);
    buf_init(&baton->body, http->limits.body_len);
    buf_init(&request->response.body, HTTP_RESPONSE_LEN);
    request->http = http;
    request->started_us = clock_us();
    request->method = METHOD_OTHER;
    request->target = request->path = request->query = request->body = request->address = STR("");
}

static struct baton *baton_alloc(void)
{
    struct baton *baton = malloc(sizeof *baton);
    if (baton == NULL) {
        log_error("the machine has no memory left for a request");
        abort();
    }
    return baton;
}

struct baton *baton_create(struct http *http)
{
    struct baton *baton = http->spares_len > 0 ? http->spares[--http->spares_len] : baton_alloc();
    baton_init(http, baton);
    return baton;
}

void baton_count(struct http *http, struct baton *baton)
{
    size_t now = baton->request.arena.total + baton->body.room + baton->request.response.body.room;
    atomic_fetch_add(&http->bytes_held, now - baton->held);
    baton->held = now;
}

void baton_free(struct http *http, struct baton *baton)
{
    atomic_fetch_sub(&http->bytes_held, baton->held);
    arena_finish(&baton->request.arena);
    buf_finish(&baton->body);
    buf_finish(&baton->request.response.body);
    if (http->spares_len < BATON_SPARES) http->spares[http->spares_len++] = baton;
    else free(baton);
}

struct request *http_errand(struct http *http)
{
    struct baton *baton = baton_alloc(); /* the spares are the loop's */
    baton_init(http, baton);
    baton->request.deadline_ms = clock_ms() + http->limits.work_ms;
    atomic_fetch_add(&http->in_work, 1);
    return &baton->request; /* its conn is 0: nobody's, serials start at 1 */
}

/* ---- opening ---- */

static void limits_fill(struct http_limits *limits)
{
#define DEFAULT(name, value)                                                                       \
    if (limits->name == 0) limits->name = (value)
    DEFAULT(line_len, HTTP_LINE_LEN);
    DEFAULT(headers_len, HTTP_HEADERS_LEN);
    DEFAULT(headers_max, HTTP_HEADERS_MAX);
    DEFAULT(body_len, HTTP_BODY_LEN);
    DEFAULT(pipeline_len, HTTP_PIPELINE_LEN);
    DEFAULT(bytes_held, HTTP_BYTES_HELD);
    DEFAULT(connections_max, HTTP_CONNECTIONS_MAX);
    DEFAULT(idle_ms, HTTP_IDLE_MS);
    DEFAULT(head_ms, HTTP_HEAD_MS);
    DEFAULT(body_ms, HTTP_BODY_MS);
    DEFAULT(work_ms, HTTP_WORK_MS);
    DEFAULT(write_ms, HTTP_WRITE_MS);
    DEFAULT(linger_ms, HTTP_LINGER_MS);
    DEFAULT(stop_ms, HTTP_STOP_MS);
#undef DEFAULT
}

static void on_wake(uv_async_t *wake);
static void on_tick(uv_timer_t *timer);

static bool slots_open(struct http *http)
{
    size_t max = http->limits.connections_max;
    http->conns = calloc(max, sizeof(struct conn *));
    http->free_slots = calloc(max, sizeof *http->free_slots);
    http->read_room = malloc(HTTP_READ_LEN);
    if (!http->conns || !http->free_slots || !http->read_room) return false;
    for (size_t i = 0; i < max; i++) http->free_slots[i] = (uint32_t)(max - 1 - i);
    http->free_slots_len = max;
    return true;
}

int http_open(struct http **out, const struct http_config *config, struct err *err)
{
    *out = NULL;
    struct http *http = calloc(1, sizeof *http);
    if (http == NULL) return err_set(err, ERR_IO, "no memory for the server");
    http->config = *config;
    http->limits = config->limits;
    limits_fill(&http->limits);
    assert(http->limits.connections_max <= 1u << CONN_SLOT_BITS);
    http->listen_fd = -1;
    buf_init(&http->head, HEAD_MAX);
    queue_init(&http->answers, SIZE_MAX, false);
    atomic_init(&http->stop_asked, false);

    signal(SIGPIPE, SIG_IGN); /* a client that left is an error code, not a death */
    int rc = uv_loop_init(&http->loop);
    if (rc != 0) {
        queue_finish(&http->answers);
        free(http);
        return err_set(err, ERR_IO, "cannot start the loop: %s", uv_strerror(rc));
    }
    uv_async_init(&http->loop, &http->wake, on_wake);
    uv_timer_init(&http->loop, &http->tick);
    uv_timer_init(&http->loop, &http->stop_timer);
    http->wake.data = http->tick.data = http->stop_timer.data = http;
    deadline_init(http);
    rc = slots_open(http) ? static_open(http, err) : err_set(err, ERR_IO, "no memory");
    if (rc == 0) rc = listen_open(http, err);
    if (rc != 0) {
        http_close(http);
        return rc;
    }
    if (config->on_tick) uv_timer_start(&http->tick, on_tick, TICK_MS, TICK_MS);
    *out = http;
    return 0;
}

int http_port(const struct http *http)
{
    return http->port;
}

static void on_tick(uv_timer_t *timer)
{
    struct http *http = timer->data;
    http->config.on_tick(http->config.data);
}

/* ---- running ---- */

void http_run(struct http *http)
{
    uv_run(&http->loop, UV_RUN_DEFAULT);
}

void http_answer(struct request *request)
{
    struct http *http = request->http;
    if (loop_dispatching == request) {
        loop_dispatching = NULL;
        return;
    }
    int rc = queue_push_always(&http->answers, &request->node);
    assert(rc == 0);
    uv_async_send(&http->wake);
}

static void stop_begin(struct http *http);

static void on_wake(uv_async_t *wake)
{
    struct http *http = wake->data;
    struct queue_node *node = queue_take_now(&http->answers);
    while (node) {
        struct queue_node *next = node->next;
        struct baton *baton = (struct baton *)node;
        atomic_fetch_sub(&http->in_work, 1);
        conn_answer(http, baton);
        node = next;
    }
    if (atomic_load(&http->stop_asked) && !http->stopping) stop_begin(http);
    http_settle(http);
}

/* ---- stopping ---- */

void http_stop(struct http *http)
{
    atomic_store(&http->stop_asked, true);
    uv_async_send(&http->wake);
}

static void conns_each(struct http *http, void (*fn)(struct conn *conn))
{
    if (http->conns == NULL) return;
    for (size_t i = 0; i < http->limits.connections_max; i++)
        if (http->conns[i]) fn(http->conns[i]);
}

static void on_stop_late(uv_timer_t *timer)
{
    struct http *http = timer->data;
    http->stop_expired = true;
    conns_each(http, conn_close);
    http_settle(http);
}

static void stop_begin(struct http *http)
{
    http->stopping = true;
    listen_close(http);
    uv_timer_stop(&http->tick);
    uv_timer_start(&http->stop_timer, on_stop_late, (uint64_t)http->limits.stop_ms, 0);
    conns_each(http, conn_stop);
}

void http_settle(struct http *http)
{
    bool quiet = atomic_load(&http->connections) == 0 &&
                 (http->stop_expired || atomic_load(&http->in_work) == 0);
    if (http->stopping && quiet) uv_stop(&http->loop);
}

void http_close(struct http *http)
{
    http->stopping = true;
    listen_close(http);
    conns_each(http, conn_close);
    struct queue_node *node = queue_take_now(&http->answers);
    while (node) {
        struct queue_node *next = node->next;
        atomic_fetch_sub(&http->in_work, 1);
        baton_free(http, (struct baton *)node);
        node = next;
    }
    if (atomic_load(&http->in_work) > 0)
        log_error("%zu requests were never answered", atomic_load(&http->in_work));
    uv_close((uv_handle_t *)&http->wake, NULL);
    uv_close((uv_handle_t *)&http->tick, NULL);
    uv_close((uv_handle_t *)&http->stop_timer, NULL);
    uv_close((uv_handle_t *)&http->deadline_timer, NULL);
    uv_run(&http->loop, UV_RUN_DEFAULT);
    int rc = uv_loop_close(&http->loop);
    assert(rc == 0);
    static_close(http);
    queue_finish(&http->answers);
    while (http->spares_len > 0) free(http->spares[--http->spares_len]);
    buf_finish(&http->head);
    free(http->conns);
    free(http->free_slots);
    free(http->read_room);
    free(http);
}

void http_stats(struct http *http, struct http_stats *stats)
{
    *stats = (struct http_stats){
        .accepted = atomic_load(&http->accepted),
        .requests = atomic_load(&http->requests),
        .refused = atomic_load(&http->refused),
        .connections = atomic_load(&http->connections),
        .in_work = atomic_load(&http->in_work),
        .bytes_held = atomic_load(&http->bytes_held),
    };
}
