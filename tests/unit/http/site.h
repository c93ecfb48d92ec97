/* A small site on a real loop in a thread of its own, with lanes, for tests of the loop.
 *   /path...   the path, at once        /echo   the body, by way of a lane
 *   /hold...   kept until site_release  /big    just under HTTP_RESPONSE_LEN
 *   /huge      over it                  /none   no status
 * Static: /static/app.css, /static/drawing.svg. Errors say their status and path. */
#ifndef TEST_SITE_H
#define TEST_SITE_H

#include "http/http.h"
#include "http/lane.h"

#define SITE_HELD_MAX 64

struct site {
    struct http *http;
    struct lanes *lanes;
    pthread_t thread;
    int port;

    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct request *held[SITE_HELD_MAX];
    size_t held_len;
    size_t ticks;
};

/* Limits may be NULL. */
void site_start(struct site *site, const struct http_limits *limits);
void site_wait_held(struct site *site, size_t len);
/* Answers what is held, from the calling thread, with the path. */
void site_release(struct site *site);
/* Waits until no connection is left. */
void site_wait_empty(struct site *site);
struct http_stats site_stats(struct site *site);
/* http_stop, and waits for http_run to return. */
void site_halt(struct site *site);
/* Then asserts that nothing is held any more, and closes. */
void site_stop(struct site *site);

extern const struct str site_css, site_svg;

#endif
