/* The inside of the loop station, for the files of this folder only: the loop's own data, the
 * batons that it makes, and what conn.c, listen.c, deadline.c, static.c and http.c ask of each
 * other. Everything here belongs to the loop's thread except what says otherwise. */
#ifndef HTTP_LOOP_H
#define HTTP_LOOP_H

#include <stdatomic.h>
#include <uv.h>

#include "http/http.h"

struct conn;
struct static_file;

/* A request with what only the loop needs to know of it. The stations see the request. */
struct baton {
    struct request request; /* first: a request is its baton */
    struct buf body;        /* the request's body, where the arena would have to move it */
    size_t held;            /* bytes counted in http->bytes_held */
    bool keep_alive;
};

/* Where a connection is; each state has one deadline. The moves are in conn.c. */
enum conn_state {
    CONN_IDLE,   /* between requests */
    CONN_HEAD,   /* first byte seen */
    CONN_BODY,   /* headers complete */
    CONN_WORK,   /* the request is with the stations */
    CONN_WRITE,  /* the client takes the answer slowly */
    CONN_LINGER, /* answered for the last time: reads on, so that the answer is not reset away */
    CONN_CLOSED,
    CONN_STATES
};

/* Connections in one state wait equally long, so a list in order of arrival is in order of
 * deadline. */
struct deadline_list {
    struct conn *first, *last;
    int64_t ms;
};

#define BATON_SPARES 64

struct http {
    struct http_config config;
    struct http_limits limits; /* config's with the defaults filled in */
    uv_loop_t loop;

    int listen_fd, port;
    uv_poll_t listener;
    uv_timer_t accept_again;
    bool accepting;
    int64_t accept_logged_ms; /* 0: never */

    uv_async_t wake; /* answers wait, or it is time to stop; any thread */
    struct queue answers;
    atomic_bool stop_asked;
    bool stopping, stop_expired;
    uv_timer_t stop_timer, tick;

    struct deadline_list deadlines[CONN_STATES];
    uv_timer_t deadline_timer;
    int64_t deadline_ms; /* when the timer fires; 0: not running */

    struct conn **conns; /* by slot; limits.connections_max of them */
    uint32_t *free_slots;
    size_t free_slots_len;
    uint64_t serial; /* of the last request: half of its name */

    struct baton *spares[BATON_SPARES];
    size_t spares_len;
    char *read_room; /* HTTP_READ_LEN, for whichever connection is being read */
    struct buf head; /* of the response being written */
    char date[40];
    int64_t date_s;
    struct static_file *statics;

    _Atomic uint64_t accepted, requests, refused;
    atomic_size_t connections, in_work, bytes_held;
};

#define HTTP_READ_LEN KIB(64)

/* The request that is in on_request on this thread, so that an answer given on the spot need not
 * travel; NULL once it is answered, and on all other threads. */
extern _Thread_local const struct request *loop_dispatching;

/* http.c. A fresh baton, with started_us set and all strings empty; freed when it is answered. */
struct baton *baton_create(struct http *http);
void baton_free(struct http *http, struct baton *baton);
/* Brings http->bytes_held up to date with what the baton holds now. */
void baton_count(struct http *http, struct baton *baton);
/* Ends the loop when it is stopping and nothing is left. */
void http_settle(struct http *http);

/* deadline.c */
void deadline_init(struct http *http);
/* Moves the connection to the list of its state (none for CONN_CLOSED) and starts its time. */
void deadline_set(struct http *http, struct conn *conn);

/* listen.c */
int listen_open(struct http *http, struct err *err);
/* Takes connections from the kernel, or leaves them there. */
void listen_resume(struct http *http);
void listen_pause(struct http *http);
void listen_close(struct http *http);

/* conn.c */
void conn_create(struct http *http, int fd, const char *address);
/* The answer to a request is there. Frees the baton, now or when it is written. */
void conn_answer(struct http *http, struct baton *baton);
void conn_expire(struct conn *conn);
/* The server stops: closes what is idle, lets the rest end. */
void conn_stop(struct conn *conn);
void conn_close(struct conn *conn);

/* static.c */
int static_open(struct http *http, struct err *err);
void static_close(struct http *http);
/* Fills the response if the path is a static file and the method reads. */
bool static_find(struct http *http, struct request *request);

/* response.c. Writes the head of the response; the body is to follow unless it has none. */
void response_head(struct buf *to, struct request *request, bool keep_alive, const char *date,
                   struct str *body);
const char *response_reason(int status);
/* "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7); `to` holds 40 bytes. */
void response_date(char *to, int64_t seconds);

#endif
