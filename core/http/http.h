/* The loop station: one libuv thread with connections, limits, deadlines, parsing and static files.
 * It never touches SQLite and never blocks. It hands each request to on_request (on the loop's
 * thread), which must put it on its way; whoever has the answer calls http_answer from any thread.
 */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "http/request.h"

/* Bounds and deadlines; 0 stands for the value of limits.h. Tests shorten them. */
struct http_limits {
    size_t line_len, headers_len, headers_max, body_len, pipeline_len, bytes_held, connections_max;
    int64_t idle_ms, head_ms, body_ms, work_ms, write_ms, linger_ms, stop_ms;
};

struct http_static {  /* a file that is part of the program */
    const char *path; /* as in the address: "/static/app-3f2a.css" */
    const char *type; /* Content-Type */
    struct str body;
    bool immutable; /* its name has its hash: cache for a year */
};

struct http_config {
    const char *host; /* an address, not a name */
    int port;         /* 0: any; http_port tells */
    const struct http_static *files;
    size_t files_len;
    /* Takes the request; must not block. May call http_answer itself: then nobody is woken. */
    void (*on_request)(struct request *request, void *data);
    /* Fills the response for an error that the loop itself found: 400, 408, 413, 414, 417, 431,
     * 501, 503, 505, and 500 for an answer without a status or larger than HTTP_RESPONSE_LEN.
     * `request` has what could be read; its strings may be empty, and err.text says more. May be
     * NULL: a line of plain text. Must not block. */
    void (*on_error)(struct request *request, int status, void *data);
    /* Called on the loop's thread about once a second: sweeps. May be NULL. */
    void (*on_tick)(void *data);
    void *data;
    struct http_limits limits;
};

/* Binds and listens; from then on the process ignores SIGPIPE and may open as many descriptors as
 * connections need. Borrows config->files. ERR_IO with a sentence
 * that says what to do (port in use, not allowed, no such address). */
int http_open(struct http **out, const struct http_config *config, struct err *err);
int http_port(const struct http *http);
/* Runs until http_stop; then stops accepting, finishes what is under way (5 s at most) and returns.
 */
void http_run(struct http *http);
/* From any thread or from a signal handler. */
void http_stop(struct http *http);
/* After http_run has returned and every station has stopped: all batons have been answered. */
void http_close(struct http *http);

/* Gives the request back to the loop with its response; any thread. Never fails. */
void http_answer(struct request *request);
/* A request that no client waits for (a sweep): lives until http_answer, which only frees it. Any
 * thread. */
struct request *http_errand(struct http *http);

struct http_stats {
    uint64_t accepted, requests, refused; /* refused: answered by on_error */
    size_t connections, in_work, bytes_held;
};
/* Any thread. */
void http_stats(struct http *http, struct http_stats *stats);

#endif
