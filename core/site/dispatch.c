/* The stations in order: look -> ask -> change -> show -> the loop. Each arrow is a hand-over;
 * behind it the former owner touches the visit no more. Read top to bottom, this file is the way of
 * a request. */
#include <assert.h>

#include "base/clock.h"
#include "base/log.h"
#include "site/visit.h"

static void visit_asked(struct asks *asks);
static int visit_apply(struct store *store, void *data, struct err *err);
static void visit_changed(struct change *change);
static void visit_advance(struct visit *visit);

struct visit *visit_open(struct request *request, struct site *site)
{
    struct visit *visit = arena_new(&request->arena, struct visit);
    *visit = (struct visit){.request = request, .site = site, .arena = &request->arena};
    request->site = visit;
    atomic_fetch_add(&site->visits, 1);
    return visit;
}

void visit_close(struct visit *visit)
{
    struct site *site = visit->site;
    http_answer(visit->request);
    atomic_fetch_sub(&site->visits, 1);
}

/* Loop: a request has been read. */
void visit_start(struct request *request, void *data)
{
    struct site *site = data;
    struct visit *visit = visit_open(request, site);

    struct str allow;
    int rc = router_find(site->router, request, &allow);
    if (rc == ERR_DENIED) {
        response_header(request, "Allow", allow);
        visit->err.code = ERR_DENIED;
    } else if (rc != 0) {
        visit->err.code = ERR_NOT_FOUND;
    }
    if (lanes_push(site->lanes, &request->node) == 0) return;
    visit_refuse(request, 503, site);
    visit_close(visit);
}

/* Loop: there was nothing to route, or it took too long: the loop answers with what this fills in.
 * No store, no session. */
void visit_refuse(struct request *request, int status, void *data)
{
    struct visit visit = {.request = request, .site = data, .arena = &request->arena};
    (void)lang_parse(request_cookie(request, COOKIE_LANG), &visit.lang);
    page_error(&visit, status);
}

int lane_open(void **lane, void *data, struct err *err)
{
    struct site *site = data;
    return store_open((struct store **)lane, site->config.data_dir, STORE_READ, err);
}

void lane_close(void *lane)
{
    store_close(lane);
}

static int look(struct visit *visit)
{
    const struct request *request = visit->request;
    (void)lang_parse(request_cookie(request, COOKIE_LANG), &visit->lang);
    visit->fragment = str_is(request_header(request, "proeftuin-fragment"), "1");
    if (visit->err.code == ERR_DENIED) return page_error(visit, 405);
    if (clock_ms() > request->deadline_ms)
        return err_set(&visit->err, ERR_BUSY, "waited too long for a lane");
    int rc = guard_check(visit);
    if (rc != 0 || request->response.status != 0) return rc;
    if (request->route == NULL) return ERR_NOT_FOUND;
    return request->route->look(visit);
}

/* What is ours to mend. To be busy is no news: a line each would fill the log of a busy server. */
static void error_log(const struct visit *visit, int rc)
{
    const struct route *route = visit->request->route;
    const char *name = route ? route->name : "no route";
    if (visit->err.text[0] == '\0') return;
    if (rc == ERR_BUSY) log_debug("%s: %s", name, visit->err.text);
    else if (rc == ERR_CONFLICT || error_status(rc) >= 500)
        log_error("%s: %s", name, visit->err.text);
}

/* Lane: look or show, in one snapshot. */
void lane_run(void *lane, struct queue_node *baton, void *data)
{
    struct request *request = (struct request *)baton;
    struct visit *visit = request->site;
    struct site *site = data;
    struct store *store = lane;
    int rc = visit->at == AT_SHOW && visit->err.code != 0
                 ? visit->err.code
                 : snapshot_begin(store, site->gate, &visit->err);
    if (rc == 0) {
        visit->store = store;
        rc = visit->at == AT_LOOK ? look(visit) : request->route->show(visit);
        visit->store = NULL;
        snapshot_end(store, site->gate);
    }
    assert(!snapshot_is_open(store));
    if (rc == 0 && visit->at == AT_LOOK && request->response.status == 0 && request->route->ask)
        rc = request->route->ask(visit);
    if (rc != 0) {
        error_log(visit, rc);
        page_error(visit, error_status(rc));
    }
    visit_advance(visit);
}

/* To the next station that the route names, or to the loop when the answer stands. */
static void visit_advance(struct visit *visit)
{
    struct request *request = visit->request;
    struct site *site = visit->site;
    const struct route *route = request->route;
    int rc = 0;
    if (request->response.status != 0) {
        visit_close(visit);
        return;
    }
    assert(visit->at != AT_SHOW);
    if (visit->at < AT_ASK && visit->asks.len > 0) {
        visit->at = AT_ASK;
        visit->asks.arena = visit->arena;
        visit->asks.done = visit_asked;
        visit->asks.data = visit;
        rc = keeper_ask(site->keeper, &visit->asks);
    } else if (visit->at < AT_CHANGE && route->change) {
        visit->at = AT_CHANGE;
        visit->change.apply = visit_apply;
        visit->change.data = visit;
        visit->change.done = visit_changed;
        rc = writer_submit(site->writer, &visit->change);
    } else {
        visit->at = AT_SHOW;
        rc = lanes_push_always(site->lanes, &request->node);
    }
    if (rc == 0) return;
    /* a full queue: say so, from whichever station this is */
    page_error(visit, error_status(rc));
    visit_close(visit);
}

/* Keeper: every ask has its reply or its fault. */
static void visit_asked(struct asks *asks)
{
    visit_advance(asks->data);
}

/* Writer: what the route's change does to the rows. May run again. */
static int visit_apply(struct store *store, void *data, struct err *err)
{
    struct visit *visit = data;
    visit->store = store;
    visit->err = (struct err){0};
    int rc = visit->request->route->change(visit);
    visit->store = NULL;
    if (rc != 0 && err) *err = visit->err;
    visit->err = (struct err){0};
    return rc;
}

/* Writer: it is on disk, or it is not. */
static void visit_changed(struct change *change)
{
    struct visit *visit = change->data;
    if (change->rc != 0) visit->err = change->err;
    visit_advance(visit);
}
