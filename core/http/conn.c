#include "http/conn.h"

#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

/*          ┌────────────────────────── kept alive ───────────────────────────┐
 *          ▼                                                                 │
 *        IDLE ──byte──► HEAD ──headers──► BODY ──all──► WORK ──answer──► (WRITE)
 *                        │ └─────── no body ─────────────▲ │               │
 *                        └─ refused, late ─► (WRITE) ◄─ late               │ last one
 *                                                                          ▼
 *        every state ──gone──► CLOSED ◄──────── end or late ──────────── LINGER
 *
 * WRITE is skipped by what the socket takes at once: most answers. */
#define MOVE(to) (1u << (to))
static const unsigned moves[CONN_STATES] = {
    [CONN_IDLE] = MOVE(CONN_HEAD) | MOVE(CONN_CLOSED),
    [CONN_HEAD] = MOVE(CONN_BODY) | MOVE(CONN_WORK) | MOVE(CONN_WRITE) | MOVE(CONN_IDLE) |
                  MOVE(CONN_LINGER) | MOVE(CONN_CLOSED),
    [CONN_BODY] = MOVE(CONN_WORK) | MOVE(CONN_WRITE) | MOVE(CONN_IDLE) | MOVE(CONN_LINGER) |
                  MOVE(CONN_CLOSED),
    [CONN_WORK] = MOVE(CONN_WRITE) | MOVE(CONN_IDLE) | MOVE(CONN_LINGER) | MOVE(CONN_CLOSED),
    [CONN_WRITE] = MOVE(CONN_WRITE) | MOVE(CONN_IDLE) | MOVE(CONN_LINGER) | MOVE(CONN_CLOSED),
    [CONN_LINGER] = MOVE(CONN_CLOSED),
    [CONN_CLOSED] = 0,
};

static void conn_move(struct conn *conn, enum conn_state to)
{
    assert(moves[conn->state] & MOVE(to));
    conn->state = to;
    deadline_set(conn->http, conn);
}

/* ---- opening ---- */

static void read_start(struct conn *conn);

void conn_create(struct http *http, int fd, const char *address)
{
    struct conn *conn = calloc(1, sizeof *conn);
    if (conn == NULL) {
        close(fd);
        return;
    }
    uv_tcp_init(&http->loop, &conn->tcp);
    if (uv_tcp_open(&conn->tcp, fd) != 0) {
        close(fd);
        uv_close((uv_handle_t *)&conn->tcp, (uv_close_cb)free);
        return;
    }
    uv_tcp_nodelay(&conn->tcp, 1);
    conn->http = http;
    conn->slot = http->free_slots[--http->free_slots_len];
    http->conns[conn->slot] = conn;
    strncpy(conn->address, address, sizeof conn->address - 1);
    /* before the request in work, the most ahead of it, and what one read may add */
    buf_init(&conn->in, http->limits.line_len + http->limits.headers_len +
                            http->limits.pipeline_len + HTTP_READ_LEN);
    atomic_fetch_add(&http->accepted, 1);
    atomic_fetch_add(&http->connections, 1);
    conn->state = CONN_IDLE;
    conn->listed = CONN_CLOSED;
    deadline_set(http, conn);
    read_start(conn);
}

/* ---- reading ---- */

static void on_room(uv_handle_t *handle, size_t size, uv_buf_t *room);
static void on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *room);
static size_t conn_take(struct conn *conn, struct str bytes);
static void conn_refuse(struct conn *conn, int status, const char *why);

static void read_start(struct conn *conn)
{
    if (conn->reading || conn->ended) return;
    conn->reading = uv_read_start((uv_stream_t *)&conn->tcp, on_room, on_read) == 0;
}

static void read_stop(struct conn *conn)
{
    if (conn->reading) uv_read_stop((uv_stream_t *)&conn->tcp);
    conn->reading = false;
}

static bool is_busy(const struct conn *conn)
{
    return conn->state == CONN_WORK || conn->state == CONN_WRITE;
}

static void on_room(uv_handle_t *handle, size_t size, uv_buf_t *room)
{
    struct conn *conn = (struct conn *)handle;
    (void)size;
    size_t len = HTTP_READ_LEN;
    if (is_busy(conn)) { /* reading was stopped when there was no room left */
        size_t ahead = conn->http->limits.pipeline_len - conn->in.len;
        if (ahead < len) len = ahead;
    }
    *room = uv_buf_init(conn->http->read_room, (unsigned)len);
}

/* Counts what waits in this connection; gives the memory back when that is nothing. */
static void in_settle(struct conn *conn)
{
    struct http *http = conn->http;
    if (conn->in.len == 0) buf_finish(&conn->in);
    atomic_fetch_add(&http->bytes_held, conn->in.room - conn->held);
    conn->held = conn->in.room;
    if (is_busy(conn) && (conn->in.len >= http->limits.pipeline_len ||
                          atomic_load(&http->bytes_held) > http->limits.bytes_held))
        read_stop(conn);
}

static void on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *room)
{
    struct conn *conn = (struct conn *)stream;
    if (len == 0) return;
    if (len < 0) {
        conn->reading = false;
        conn->ended = true;
        /* a client may end its side and still wait for the answer to what it sent */
        bool waits = len == UV_EOF && is_busy(conn);
        if (!waits) conn_close(conn);
        return;
    }
    struct str bytes = {room->base, (size_t)len};
    if (conn->in.len == 0) {
        size_t used = conn_take(conn, bytes);
        buf_add(&conn->in, bytes.ptr + used, bytes.len - used);
    } else {
        buf_add_str(&conn->in, bytes);
        if (!buf_failed(&conn->in)) buf_drop(&conn->in, conn_take(conn, buf_str(&conn->in)));
    }
    if (buf_failed(&conn->in)) { /* only for want of memory: its limit is above what we let in */
        conn_close(conn);
        return;
    }
    in_settle(conn);
}

static int head_take(struct conn *conn, struct str bytes, size_t *used, const char **why);
static int body_take(struct conn *conn, struct str bytes, size_t *used, const char **why);
static void conn_dispatch(struct conn *conn);

#define TAKE_MORE 0
#define TAKE_DONE 1 /* else the HTTP status to refuse with */

/* Takes what it can use now and tells how much that was; the rest waits. Goes on through several
 * requests as long as each is answered on the spot. */
static size_t conn_take(struct conn *conn, struct str bytes)
{
    size_t used = 0;
    for (;;) {
        struct str rest = {bytes.ptr + used, bytes.len - used};
        const char *why = "";
        size_t n = 0;
        int rc = TAKE_DONE;
        switch (conn->state) {
        case CONN_IDLE:
            if (rest.len == 0) return used;
            conn->scan = (struct head_scan){0};
            conn_move(conn, CONN_HEAD);
            break;
        case CONN_HEAD:
            rc = head_take(conn, rest, &n, &why);
            break;
        case CONN_BODY:
            rc = body_take(conn, rest, &n, &why);
            break;
        case CONN_WORK:
        case CONN_WRITE:
            return used;
        case CONN_LINGER:
            conn->discarded += rest.len;
            if (conn->discarded > HTTP_LINGER_LEN) conn_close(conn);
            return bytes.len;
        case CONN_CLOSED:
        case CONN_STATES:
        default:
            return bytes.len;
        }
        used += n;
        if (rc == TAKE_MORE) return used;
        if (rc != TAKE_DONE) conn_refuse(conn, rc, why);
    }
}

static bool is_crowded(const struct http *http, const char **why)
{
    bool crowded = atomic_load(&http->bytes_held) > http->limits.bytes_held;
    if (crowded) *why = "The server holds too much of others just now.";
    return crowded;
}

static struct baton *baton_begin(struct conn *conn)
{
    struct baton *baton = conn->baton = baton_create(conn->http);
    baton->request.address = arena_str(&baton->request.arena, str_of(conn->address));
    return baton;
}

static void continue_say(struct conn *conn);

static int head_take(struct conn *conn, struct str bytes, size_t *used, const char **why)
{
    struct http *http = conn->http;
    int rc = head_scan(&conn->scan, &http->limits, bytes, why);
    if (rc != HEAD_MORE && rc != HEAD_WHOLE) return rc;
    if (is_crowded(http, why)) return 503;
    if (rc == HEAD_MORE) return TAKE_MORE;

    struct baton *baton = baton_begin(conn);
    struct request *request = &baton->request;
    *used = conn->scan.len;
    rc = head_parse(request, bytes, &conn->scan, &http->limits, &conn->head);
    if (rc != 0) return rc;
    baton->keep_alive = conn->head.keep_alive;
    conn->chunk = (struct chunk){0};
    if (!conn->head.chunked && conn->head.length == 0) {
        conn_dispatch(conn);
    } else {
        conn_move(conn, CONN_BODY);
        if (!conn->head.chunked) baton->body.max = conn->head.length; /* it grows no further */
        if (conn->head.expects && *used == bytes.len) continue_say(conn);
    }
    return TAKE_DONE;
}

/* The client asked whether to send its body at all. */
static void continue_say(struct conn *conn)
{
    static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
    uv_buf_t part = uv_buf_init((char *)(uintptr_t)text, sizeof text - 1);
    /* nothing is under way on this socket, so it has room for a line, or is broken */
    if (uv_try_write((uv_stream_t *)&conn->tcp, &part, 1) != (int)sizeof text - 1) conn_close(conn);
}

static int body_take(struct conn *conn, struct str bytes, size_t *used, const char **why)
{
    struct http *http = conn->http;
    struct baton *baton = conn->baton;
    struct request *request = &baton->request;
    size_t length = conn->head.length;
    int rc;
    if (conn->head.chunked) {
        rc = chunk_read(&conn->chunk, &http->limits, bytes, &baton->body, used);
        if (rc > TAKE_DONE) *why = "The chunks of the body are broken or too large.";
    } else if (baton->body.len == 0 && bytes.len >= length) {
        /* a form, usually: it came together with its head */
        request->body = arena_str(&request->arena, str_slice(bytes.ptr, length));
        *used = length;
        conn_dispatch(conn);
        return TAKE_DONE;
    } else {
        *used = length - baton->body.len;
        if (*used > bytes.len) *used = bytes.len;
        buf_add(&baton->body, bytes.ptr, *used);
        rc = baton->body.len == length ? TAKE_DONE : TAKE_MORE;
    }
    baton_count(http, baton);
    if (buf_failed(&baton->body) || (rc <= TAKE_DONE && is_crowded(http, why))) return 503;
    if (rc == TAKE_DONE) {
        if (baton->body.len > 0) request->body = buf_str(&baton->body);
        conn_dispatch(conn);
    }
    return rc;
}

/* ---- the request is complete ---- */

static void conn_write(struct conn *conn);
static void conn_reply(struct conn *conn, struct baton *baton);

static void conn_dispatch(struct conn *conn)
{
    struct http *http = conn->http;
    struct baton *baton = conn->baton;
    struct request *request = &baton->request;
    atomic_fetch_add(&http->requests, 1);
    if (static_find(http, request)) {
        conn_write(conn);
        return;
    }
    conn->id = ++http->serial << CONN_SLOT_BITS | conn->slot;
    request->conn = conn->id;
    request->deadline_ms = clock_ms() + http->limits.work_ms;
    conn->work = baton;
    conn->baton = NULL;
    baton_count(http, baton);
    atomic_fetch_add(&http->in_work, 1);
    conn_move(conn, CONN_WORK);
    loop_dispatching = request;
    http->config.on_request(request, http->config.data);
    if (loop_dispatching == NULL) { /* answered on the spot: no need to wake ourselves */
        atomic_fetch_sub(&http->in_work, 1);
        conn_reply(conn, baton);
    }
    loop_dispatching = NULL;
}

static void error_fill(struct http *http, struct request *request, int status);
static void conn_next(struct conn *conn);

void conn_answer(struct http *http, struct baton *baton)
{
    struct request *request = &baton->request;
    size_t slot = request->conn & ((1u << CONN_SLOT_BITS) - 1);
    struct conn *conn = slot < http->limits.connections_max ? http->conns[slot] : NULL;
    if (conn == NULL || conn->state != CONN_WORK || conn->id != request->conn) {
        baton_free(http, baton); /* the client left, or was told 503 */
        return;
    }
    conn_reply(conn, baton);
    conn_next(conn);
}

static void conn_reply(struct conn *conn, struct baton *baton)
{
    struct http *http = conn->http;
    struct request *request = &baton->request;
    conn->work = NULL;
    conn->baton = baton;
    baton_count(http, baton);
    if (request->response.status == 0 || buf_failed(&request->response.body)) {
        log_error("%.*s: %s", STR_ARG(request->path),
                  request->response.status ? "the answer is too large" : "nobody gave an answer");
        error_fill(http, request, 500);
    }
    conn_write(conn);
}

/* ---- errors found here ---- */

static void error_fill(struct http *http, struct request *request, int status)
{
    struct response *response = &request->response;
    buf_finish(&response->body);
    struct buf body = response->body;
    body.failed = false;
    *response = (struct response){.body = body};
    atomic_fetch_add(&http->refused, 1);
    if (http->config.on_error) http->config.on_error(request, status, http->config.data);
    if (response->status == 0 || buf_failed(&response->body)) {
        buf_finish(&response->body);
        response->body.failed = false;
        response->status = status;
        response->headers_len = 0;
        response_header(request, "Content-Type", STR("text/plain; charset=utf-8"));
        buf_printf(&response->body, "%d %s\n%s\n", status, response_reason(status),
                   request->err.text);
    }
    bool says_when = false;
    for (size_t i = 0; i < response->headers_len; i++)
        if (str_is(response->headers[i].name, "Retry-After")) says_when = true;
    if (status == 503 && !says_when)
        response_header(request, "Retry-After", arena_printf(&request->arena, "%d", RETRY_AFTER_S));
    response->close = true;
}

static void conn_refuse(struct conn *conn, int status, const char *why)
{
    if (conn->baton == NULL) baton_begin(conn);
    struct request *request = &conn->baton->request;
    if (why[0]) err_set(&request->err, ERR_INVALID, "%s", why);
    error_fill(conn->http, request, status);
    conn_write(conn);
}

/* What on_error may want to know of a request that is still with the stations. Its head does not
 * change there, and only this thread frees it. */
static void head_copy(struct request *to, const struct request *from)
{
    struct arena *arena = &to->arena;
    struct header *headers = arena_array(arena, struct header, from->headers_len);
    for (size_t i = 0; i < from->headers_len; i++)
        headers[i] = (struct header){arena_str(arena, from->headers[i].name),
                                     arena_str(arena, from->headers[i].value)};
    to->method = from->method;
    to->target = arena_str(arena, from->target);
    to->path = arena_str(arena, from->path);
    to->query = arena_str(arena, from->query);
    to->headers = headers;
    to->headers_len = from->headers_len;
}

void conn_expire(struct conn *conn)
{
    size_t left;
    switch (conn->state) {
    case CONN_HEAD:
    case CONN_BODY:
        conn_refuse(conn, 408, "The request came in too slowly.");
        break;
    case CONN_WORK:
        head_copy(&baton_begin(conn)->request, &conn->work->request);
        conn->work = NULL; /* its answer will find nobody */
        conn_refuse(conn, 503, "The answer took too long.");
        break;
    case CONN_WRITE:
        left = uv_stream_get_write_queue_size((uv_stream_t *)&conn->tcp);
        if (left + HTTP_WRITE_LEN <= conn->write_left) {
            conn->write_left = left;
            conn_move(conn, CONN_WRITE);
            return;
        }
        conn_close(conn);
        return;
    case CONN_IDLE:
    case CONN_LINGER:
    case CONN_CLOSED:
    case CONN_STATES:
    default:
        conn_close(conn);
        return;
    }
    conn_next(conn);
}

/* ---- writing ---- */

static void on_written(uv_write_t *write, int status);
static void conn_written(struct conn *conn);

static const char *date_now(struct http *http)
{
    int64_t s = clock_wall_ms() / 1000;
    if (s != http->date_s) response_date(http->date, s);
    http->date_s = s;
    return http->date;
}

static void conn_write(struct conn *conn)
{
    struct http *http = conn->http;
    struct baton *baton = conn->baton;
    uv_stream_t *stream = (uv_stream_t *)&conn->tcp;
    struct str head, body;
    baton->keep_alive = baton->keep_alive && !baton->request.response.close && !http->stopping &&
                        !(conn->ended && conn->in.len == 0);
    buf_reset(&http->head);
    response_head(&http->head, &baton->request, baton->keep_alive, date_now(http), &body);
    if (buf_failed(&http->head)) {
        log_error("%.*s: the headers of the answer are too large", STR_ARG(baton->request.path));
        conn_close(conn);
        return;
    }
    head = buf_str(&http->head);
    uv_buf_t parts[2] = {uv_buf_init((char *)(uintptr_t)head.ptr, (unsigned)head.len),
                         uv_buf_init((char *)(uintptr_t)body.ptr, (unsigned)body.len)};
    unsigned count = body.len ? 2 : 1;
    int n = uv_try_write(stream, parts, count);
    if (n == UV_EAGAIN) n = 0;
    if (n < 0) {
        conn_close(conn);
        return;
    }
    size_t done = (size_t)n;
    if (done == head.len + body.len) {
        conn_written(conn);
        return;
    }
    if (done < head.len) { /* the next answer wants this buffer */
        struct str rest =
            arena_str(&baton->request.arena, str_slice(head.ptr + done, head.len - done));
        parts[0] = uv_buf_init((char *)(uintptr_t)rest.ptr, (unsigned)rest.len);
        done = head.len;
    } else {
        parts[0].len = 0;
    }
    done -= head.len;
    parts[1].base += body.len ? done : 0;
    parts[1].len = body.len - done;
    conn_move(conn, CONN_WRITE);
    if (uv_write(&conn->write, stream, parts, count, on_written) != 0) {
        conn_close(conn);
        return;
    }
    conn->write_left = uv_stream_get_write_queue_size(stream);
}

static void on_written(uv_write_t *write, int status)
{
    struct conn *conn = (struct conn *)write->handle;
    if (conn->state == CONN_CLOSED) return;
    if (status != 0) {
        conn_close(conn);
        return;
    }
    conn_written(conn);
    conn_next(conn);
}

static void on_shutdown(uv_shutdown_t *shutdown, int status)
{
    (void)shutdown; /* a broken connection shows in on_read */
    (void)status;
}

static void conn_written(struct conn *conn)
{
    bool keep_alive = conn->baton->keep_alive;
    baton_free(conn->http, conn->baton);
    conn->baton = NULL;
    if (keep_alive) {
        conn_move(conn, CONN_IDLE);
    } else if (conn->ended) {
        conn_close(conn);
    } else {
        conn_move(conn, CONN_LINGER);
        uv_shutdown(&conn->shutdown, (uv_stream_t *)&conn->tcp, on_shutdown);
    }
}

/* After an answer: on with what the client sent ahead. */
static void conn_next(struct conn *conn)
{
    if (conn->state == CONN_CLOSED || is_busy(conn)) return;
    if (conn->in.len > 0) buf_drop(&conn->in, conn_take(conn, buf_str(&conn->in)));
    if (conn->state == CONN_CLOSED) return;
    if (!is_busy(conn) && conn->ended) {
        conn_close(conn); /* the rest of that request will not come */
        return;
    }
    read_start(conn);
    in_settle(conn);
}

/* ---- closing ---- */

void conn_stop(struct conn *conn)
{
    if (conn->state == CONN_IDLE) conn_close(conn);
}

static void on_closed(uv_handle_t *handle)
{
    struct conn *conn = (struct conn *)handle;
    struct http *http = conn->http;
    if (conn->baton) baton_free(http, conn->baton);
    buf_finish(&conn->in);
    atomic_fetch_sub(&http->bytes_held, conn->held);
    free(conn);
    http_settle(http);
}

void conn_close(struct conn *conn)
{
    struct http *http = conn->http;
    if (conn->state == CONN_CLOSED) return;
    conn_move(conn, CONN_CLOSED);
    conn->reading = false;
    http->conns[conn->slot] = NULL;
    http->free_slots[http->free_slots_len++] = (uint32_t)conn->slot;
    atomic_fetch_sub(&http->connections, 1);
    uv_close((uv_handle_t *)&conn->tcp, on_closed);
    listen_resume(http);
}
