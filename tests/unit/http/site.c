#include "site.h"

#include <assert.h>
#include <unistd.h>

const struct str site_css = {"p { color: black }", 18};
const struct str site_svg = {"<svg xmlns='http://www.w3.org/2000/svg'/>", 41};

static const struct http_static files[2] = {
    {"/static/drawing.svg",
     "image/svg+xml",
     {"<svg xmlns='http://www.w3.org/2000/svg'/>", 41},
     false},
    {"/static/app.css", "text/css; charset=utf-8", {"p { color: black }", 18}, true},
};

static void fill(struct request *request, int status, struct str body)
{
    request->response.status = status;
    response_header(request, "Content-Type", STR("text/plain; charset=utf-8"));
    buf_add_str(&request->response.body, body);
}

static void repeat(struct request *request, size_t len)
{
    char chunk[1024];
    memset(chunk, 'x', sizeof chunk);
    fill(request, 200, STR(""));
    while (request->response.body.len + sizeof chunk < len && !request->response.body.failed)
        buf_add(&request->response.body, chunk, sizeof chunk);
    if (len > HTTP_RESPONSE_LEN) buf_add(&request->response.body, chunk, sizeof chunk);
}

static void on_request(struct request *request, void *data)
{
    struct site *site = data;
    if (str_is(request->path, "/echo")) {
        int rc = lanes_push_always(site->lanes, &request->node);
        assert(rc == 0);
    } else if (str_starts(request->path, STR("/hold"))) {
        pthread_mutex_lock(&site->lock);
        assert(site->held_len < SITE_HELD_MAX);
        site->held[site->held_len++] = request;
        pthread_cond_signal(&site->changed);
        pthread_mutex_unlock(&site->lock);
    } else {
        if (str_is(request->path, "/big")) repeat(request, HTTP_RESPONSE_LEN);
        else if (str_is(request->path, "/huge")) repeat(request, HTTP_RESPONSE_LEN + 1);
        else if (request->method == METHOD_OTHER) fill(request, 405, STR("other"));
        else if (str_starts(request->path, STR("/path"))) fill(request, 200, request->path);
        else if (!str_is(request->path, "/none")) fill(request, 404, STR("not here"));
        http_answer(request);
    }
}

static void lane_run(void *lane, struct queue_node *node, void *data)
{
    struct request *request = (struct request *)(void *)node;
    (void)lane;
    (void)data;
    fill(request, 200, request->body);
    http_answer(request);
}

static void on_error(struct request *request, int status, void *data)
{
    (void)data;
    fill(request, status, STR(""));
    buf_printf(&request->response.body, "error %d at %.*s for %.*s: %s", status,
               STR_ARG(request->path), STR_ARG(request_header(request, "host")), request->err.text);
}

static void on_tick(void *data)
{
    struct site *site = data;
    pthread_mutex_lock(&site->lock);
    site->ticks++;
    pthread_cond_signal(&site->changed);
    pthread_mutex_unlock(&site->lock);
}

static void *run(void *data)
{
    struct site *site = data;
    http_run(site->http);
    return NULL;
}

void site_start(struct site *site, const struct http_limits *limits)
{
    struct err err;
    *site = (struct site){0};
    pthread_mutex_init(&site->lock, NULL);
    pthread_cond_init(&site->changed, NULL);
    struct lanes_config lanes = {.threads = 2, .queue_max = 8, .run = lane_run};
    struct http_config config = {.host = "127.0.0.1",
                                 .files = files,
                                 .files_len = 2,
                                 .on_request = on_request,
                                 .on_error = on_error,
                                 .on_tick = on_tick,
                                 .data = site};
    if (limits) config.limits = *limits;
    int rc = lanes_start(&site->lanes, &lanes, &err);
    assert(rc == 0);
    rc = http_open(&site->http, &config, &err);
    assert(rc == 0);
    site->port = http_port(site->http);
    rc = pthread_create(&site->thread, NULL, run, site);
    assert(rc == 0);
}

void site_wait_held(struct site *site, size_t len)
{
    pthread_mutex_lock(&site->lock);
    while (site->held_len < len) pthread_cond_wait(&site->changed, &site->lock);
    pthread_mutex_unlock(&site->lock);
}

void site_release(struct site *site)
{
    pthread_mutex_lock(&site->lock);
    for (size_t i = 0; i < site->held_len; i++) {
        fill(site->held[i], 200, site->held[i]->path);
        http_answer(site->held[i]);
    }
    site->held_len = 0;
    pthread_mutex_unlock(&site->lock);
}

struct http_stats site_stats(struct site *site)
{
    struct http_stats stats;
    http_stats(site->http, &stats);
    return stats;
}

void site_wait_empty(struct site *site)
{
    for (int i = 0; i < 60000 && site_stats(site).connections > 0; i++) usleep(1000);
    assert(site_stats(site).connections == 0);
}

void site_halt(struct site *site)
{
    http_stop(site->http);
    pthread_join(site->thread, NULL);
}

void site_stop(struct site *site)
{
    site_wait_empty(site);
    site_halt(site);
    assert(site_stats(site).in_work == 0);
    assert(site_stats(site).bytes_held == 0);
    http_close(site->http);
    lanes_stop(site->lanes);
    pthread_cond_destroy(&site->changed);
    pthread_mutex_destroy(&site->lock);
}
