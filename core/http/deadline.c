#include "base/clock.h"
#include "http/conn.h"

/* One timer for all connections, set for the earliest deadline. A connection that moves on early
 * does not touch it: the timer then fires for nobody and looks again. */

static int64_t state_ms(const struct http_limits *limits, enum conn_state state)
{
    switch (state) {
    case CONN_IDLE:
        return limits->idle_ms;
    case CONN_HEAD:
        return limits->head_ms;
    case CONN_BODY:
        return limits->body_ms;
    case CONN_WORK:
        return limits->work_ms;
    case CONN_WRITE:
        return limits->write_ms;
    case CONN_LINGER:
        return limits->linger_ms;
    case CONN_CLOSED:
    case CONN_STATES:
        break;
    }
    return 0;
}

void deadline_init(struct http *http)
{
    uv_timer_init(&http->loop, &http->deadline_timer);
    http->deadline_timer.data = http;
    for (int i = 0; i < CONN_STATES; i++)
        http->deadlines[i].ms = state_ms(&http->limits, (enum conn_state)i);
}

static void list_remove(struct deadline_list *list, struct conn *conn)
{
    if (conn->earlier) conn->earlier->later = conn->later;
    else list->first = conn->later;
    if (conn->later) conn->later->earlier = conn->earlier;
    else list->last = conn->earlier;
    conn->earlier = conn->later = NULL;
}

static void list_append(struct deadline_list *list, struct conn *conn)
{
    conn->earlier = list->last;
    if (list->last) list->last->later = conn;
    else list->first = conn;
    list->last = conn;
}

static void on_timer(uv_timer_t *timer);

static void timer_set(struct http *http, int64_t now, int64_t at_ms)
{
    if (http->deadline_ms != 0 && http->deadline_ms <= at_ms) return;
    http->deadline_ms = at_ms;
    uv_timer_start(&http->deadline_timer, on_timer, at_ms > now ? (uint64_t)(at_ms - now) : 0, 0);
}

void deadline_set(struct http *http, struct conn *conn)
{
    if (conn->listed != CONN_CLOSED) list_remove(&http->deadlines[conn->listed], conn);
    conn->listed = conn->state;
    if (conn->state == CONN_CLOSED) return;
    int64_t now = (int64_t)uv_now(&http->loop);
    struct deadline_list *list = &http->deadlines[conn->state];
    conn->deadline_ms = now + list->ms;
    list_append(list, conn);
    timer_set(http, now, conn->deadline_ms);
}

static void on_timer(uv_timer_t *timer)
{
    struct http *http = timer->data;
    int64_t now = (int64_t)uv_now(&http->loop), next = 0;
    http->deadline_ms = 0;
    for (int i = 0; i < CONN_CLOSED; i++) {
        struct deadline_list *list = &http->deadlines[i];
        /* conn_expire takes it out of this list, or to the list's end with a new deadline */
        while (list->first && list->first->deadline_ms <= now) conn_expire(list->first);
        if (list->first && (next == 0 || list->first->deadline_ms < next))
            next = list->first->deadline_ms;
    }
    if (next != 0) timer_set(http, now, next);
}
