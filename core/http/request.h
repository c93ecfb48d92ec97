/* The baton: one HTTP request and its answer, on its way from station to station. Exactly one
 * station owns it at a time, so nothing in it is locked or counted. Everything it points to lives
 * in its arena, which goes when the loop has written the answer or has found that the client left.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/limits.h"
#include "base/queue.h"

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER };

struct header {
    struct str name, value; /* name in lower case; value trimmed */
};

struct response {
    int status; /* 0: nothing decided yet */
    struct header *headers;
    size_t headers_len;
    struct buf body;  /* owned by the request */
    struct str fixed; /* or these bytes, which outlive the request (static files) */
    bool close;       /* close the connection afterwards */
};

struct http;
struct route;

struct request {
    struct queue_node node;
    struct http *http;
    uint64_t conn; /* id and generation of its connection: never a pointer */
    int64_t started_us;
    int64_t deadline_ms; /* clock_ms; a station that takes it up later answers 503 */

    struct arena arena;
    enum method method;
    struct str target, path,
        query; /* path is decoded, starts with '/', has no empty or dot segments */
    const struct header *headers;
    size_t headers_len;
    struct str body;
    struct str address; /* of the peer (IPv6: its network), for limits on making sessions only;
                           never logged */

    const struct route *route;
    struct str params[HTTP_PARAMS_MAX]; /* of the route's {names}, in order */
    void *page;                         /* what the page's own functions hand each other */
    void *site; /* what the dispatcher found out: session, language, asks, change */

    struct response response;
    struct err err;
};

/* The value of a header (name in lower case), or STR_NONE; of several, the first. */
struct str request_header(const struct request *request, const char *name);
/* The value of one cookie, or STR_NONE. */
struct str request_cookie(const struct request *request, const char *name);
/* A value of the query string or the form (application/x-www-form-urlencoded), decoded, or
 * STR_NONE. */
struct str request_query(struct request *request, const char *name);

struct form_field {
    struct str name, value;
};
/* Decodes the body into *fields. ERR_INVALID for what is no form, ERR_TOO_LARGE past
 * HTTP_FORM_FIELDS_MAX. */
int request_form(struct request *request, struct form_field **fields, size_t *fields_len);

/* Adds a response header; both strings must live as long as the request. CR, LF and NUL are
 * asserted absent: no value from outside may come here unescaped. */
void response_header(struct request *request, const char *name, struct str value);
/* 303 to a path on this server. */
void response_redirect(struct request *request, struct str path);

#endif
