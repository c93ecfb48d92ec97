/* One connection: reads requests one by one, holds what the client sends ahead, writes answers in
 * order. Owned by the loop, on its thread; stations know it by request->conn only. */
#ifndef HTTP_CONN_H
#define HTTP_CONN_H

#include "http/chunk.h"
#include "http/head.h"
#include "http/loop.h"

#define CONN_SLOT_BITS 20 /* of a request's name; the rest is its serial */

struct conn {
    uv_tcp_t tcp; /* first: libuv's handle is its connection */
    struct http *http;
    size_t slot;
    uint64_t id; /* of the request in work: serial and slot */
    enum conn_state state;
    enum conn_state listed;       /* whose deadline list it is in; CONN_CLOSED: none */
    struct conn *earlier, *later; /* there */
    int64_t deadline_ms;

    struct buf in; /* bytes not used yet; usually none */
    size_t held;   /* of them, counted in http->bytes_held */
    bool reading, ended;

    struct head_scan scan;
    struct head head;
    struct chunk chunk;
    struct baton *baton;      /* being read or written; ours */
    const struct baton *work; /* with the stations; not ours, its head may be read */

    uv_write_t write;
    size_t write_left; /* at the last look */
    uv_shutdown_t shutdown;
    size_t discarded;
    char address[46];
};

#endif
