/* The upkeep that no browser asks for, on the same stations as a request: answers that could not be
 * graded are tried again, and learners whose time is over are erased. One piece at a time, the two
 * in turn; while there is work the next tick takes the next piece. */
#include "base/clock.h"
#include "base/log.h"
#include "learn/attempt.h"
#include "sandbox/wire.h"
#include "site/visit.h"

/* One waiting answer is asked of the version it was given to; if that is no longer the current one,
 * also how that version draws its variant, and of the current version. */
enum { SWEEP_OWN, SWEEP_OWN_VIEW, SWEEP_CURRENT, SWEEP_ASKS };

struct sweep_item {
    struct due due;
    int64_t own_closure_id, current_closure_id; /* of the versions asked; equal: only SWEEP_OWN */
    struct ask *asks;                           /* NULL: nothing can be asked */
};

struct sweep {
    struct sweep_item *items;
    size_t len;
    struct erase erase; /* of one learner, if there is nothing to grade or it is their turn */
};

static int64_t closure_of(const struct catalogue_entry *entry)
{
    return ((const struct site_pack *)entry->bundle)->closure_id;
}

static void ask_fill(const struct site *site, const struct due *due,
                     const struct catalogue_entry *entry, enum ask_kind kind, struct str slug,
                     const struct raw *raw, size_t raw_len, struct ask *ask)
{
    struct digest key_hash;
    memcpy(key_hash.bytes, due->key_hash.ptr, DIGEST_LEN);
    *ask = (struct ask){.kind = kind,
                        .bundle = &((const struct site_pack *)entry->bundle)->bundle,
                        .exercise = slug,
                        .lang = due->lang,
                        .raw = raw,
                        .raw_len = raw_len,
                        .retry = true};
    secret_seed(&site->secret, &key_hash, due->exercise, due->n, ask->seed);
}

static void item_asks(struct visit *visit, struct sweep_item *item)
{
    const struct due *due = &item->due;
    struct str rest = due->exercise, org, pack;
    struct raw *raw;
    size_t raw_len;
    if (!str_cut(&rest, '/', &org) || !str_cut(&rest, '/', &pack) ||
        due->key_hash.len != DIGEST_LEN)
        return;
    const struct catalogue_entry *own = entry_of_closure(visit->site, due->closure_id);
    const struct catalogue_entry *current = catalogue_find(visit->site->catalogue, org, pack);
    if (current == NULL) return;
    if (own == NULL) own = current;
    if (wire_read_raw(visit->arena, due->answer, &raw, &raw_len, &visit->err) != 0) {
        log_error("a waiting answer to %.*s cannot be read: %s", STR_ARG(due->exercise),
                  visit->err.text);
        return;
    }
    item->own_closure_id = closure_of(own);
    item->current_closure_id = closure_of(current);
    item->asks = &visit->asks.list[visit->asks.len];
    visit->asks.len += own == current ? 1 : SWEEP_ASKS;
    ask_fill(visit->site, due, own, ASK_ANSWER, rest, raw, raw_len, &item->asks[SWEEP_OWN]);
    if (own == current) return;
    ask_fill(visit->site, due, own, ASK_VIEW, rest, NULL, 0, &item->asks[SWEEP_OWN_VIEW]);
    ask_fill(visit->site, due, current, ASK_ANSWER, rest, raw, raw_len, &item->asks[SWEEP_CURRENT]);
}

static int due_look(struct visit *visit, struct sweep *sweep)
{
    struct due due[SWEEP_ROWS_MAX];
    int n = due_list(visit->store, visit->arena, clock_wall_ms(), due, SWEEP_ROWS_MAX, &visit->err);
    if (n < 0) return n;
    sweep->len = (size_t)n;
    sweep->items = arena_array(visit->arena, struct sweep_item, sweep->len);
    for (int i = 0; i < n; i++) sweep->items[i].due = due[i];
    return n;
}

/* A clock that jumped a year ahead must not erase everybody: when nobody has answered for long, the
 * operator gets a day to see the warning. What a learner asked to be erased goes all the same. */
static int erasing_day(struct visit *visit, int64_t *today)
{
    struct site *site = visit->site;
    *today = clock_day();
    if (clock_ms() - site->started_ms > CLOCK_JUMP_HOLD_MS) return 0;
    int odd = learner_clock_is_odd(visit->store, *today, &visit->err);
    if (odd <= 0) return odd;
    if (!site->clock_warned)
        log_warn("the last answer is more than %d days old: is the clock of this machine right? "
                 "Nothing is erased by its age"
                 " until the server has run for a day",
                 CLOCK_JUMP_DAYS);
    site->clock_warned = true;
    *today = 0;
    return 0;
}

static int old_look(struct visit *visit, struct sweep *sweep)
{
    int64_t today;
    int rc = erasing_day(visit, &today);
    if (rc != 0) return rc;
    sweep->erase.spare_from = today - SHARED_KEEP_DAYS;
    return learner_list_old(visit->store, today, &sweep->erase.learner_id, 1, &visit->err);
}

static int sweep_look(struct visit *visit)
{
    struct sweep *sweep = visit->page = arena_new(visit->arena, struct sweep);
    bool erases = visit->site->sweep_erases = !visit->site->sweep_erases;
    int n = erases ? old_look(visit, sweep) : due_look(visit, sweep);
    if (n == 0) n = erases ? due_look(visit, sweep) : old_look(visit, sweep);
    if (n == 0) visit->request->response.status = 204; /* nothing to do */
    return n < 0 ? n : 0;
}

static int sweep_ask(struct visit *visit)
{
    struct sweep *sweep = visit->page;
    visit->asks.list = arena_array(visit->arena, struct ask, sweep->len * SWEEP_ASKS);
    for (size_t i = 0; i < sweep->len; i++) item_asks(visit, &sweep->items[i]);
    return 0;
}

/* The reply to trust: the own version's, or the mended one's if it means the same variant. */
static const struct ask *item_reply(const struct sweep_item *item, int64_t *closure_id)
{
    const struct ask *own = &item->asks[SWEEP_OWN], *view = &item->asks[SWEEP_OWN_VIEW],
                     *current = &item->asks[SWEEP_CURRENT];
    *closure_id = item->own_closure_id;
    if (own->fault == FAULT_NONE) return own;
    if (item->own_closure_id == item->current_closure_id) return NULL;
    *closure_id = item->current_closure_id;
    bool same = view->fault == FAULT_NONE && current->fault == FAULT_NONE &&
                view->fingerprint == current->fingerprint;
    return same ? current : NULL;
}

static int item_apply(struct visit *visit, const struct sweep_item *item)
{
    const struct due *due = &item->due;
    int64_t closure_id;
    const struct ask *reply = item->asks ? item_reply(item, &closure_id) : NULL;
    if (reply == NULL || reply->answer.checks_len > 0) {
        struct defer_change defer = {due->learner_id, due->exercise_id, due->n, clock_wall_ms()};
        return defer_apply(visit->store, &defer, &visit->err);
    }
    struct answer_change graded = {.learner_id = due->learner_id,
                                   .exercise_id = due->exercise_id,
                                   .closure_id = closure_id,
                                   .n = due->n,
                                   .try_no = due->try_no,
                                   .lang = due->lang,
                                   .answer = due->answer,
                                   .outcome = reply->outcome_json,
                                   .score = reply->outcome.score,
                                   .passed = reply->outcome.passed,
                                   .fingerprint = reply->fingerprint,
                                   .now_ms = clock_wall_ms(),
                                   .late = true};
    return answer_apply(visit->store, &graded, &visit->err);
}

static int sweep_change(struct visit *visit)
{
    const struct sweep *sweep = visit->page;
    struct erase erase = sweep->erase;
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < sweep->len; i++) rc = item_apply(visit, &sweep->items[i]);
    if (rc == 0 && erase.learner_id != 0) rc = erase_apply(visit->store, &erase, &visit->err);
    return rc;
}

static int sweep_show(struct visit *visit)
{
    const struct sweep *sweep = visit->page;
    if (sweep->erase.learner_id != 0) checkpoint_truncate(visit->site->checkpoint);
    atomic_store(&visit->site->next_sweep_ms, 0); /* there may be more */
    visit->request->response.status = 204;
    return 0;
}

static void sweep_finish(void *data)
{
    struct site *site = data;
    atomic_store(&site->sweeping, false);
}

/* Loop, about once a second. */
void sweep_tick(void *data)
{
    static const struct route sweep_route = {
        "sweep", METHOD_GET, "", sweep_look, sweep_ask, sweep_change, sweep_show, ANYONE, "upkeep"};
    struct site *site = data;
    if (clock_ms() < atomic_load(&site->next_sweep_ms) || atomic_exchange(&site->sweeping, true))
        return;
    atomic_store(&site->next_sweep_ms, clock_ms() + SWEEP_EVERY_MS);
    struct request *request = http_errand(site->http);
    struct visit *visit = visit_open(request, site);
    request->route = &sweep_route;
    arena_defer(&request->arena, sweep_finish, site);
    if (lanes_push(site->lanes, &request->node) != 0) visit_close(visit);
}
