#include "sandbox/keeper.h"

#include <assert.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include "base/clock.h"
#include "base/log.h"
#include "sandbox/crew.h"
#include "sandbox/quarantine.h"
#include "sandbox/reply.h"

#define UNSAFE_LEN 512
#define EVENTS_MAX 64

struct keeper {
    pthread_t thread;
    struct queue queue; /* of struct asks; the only way in */
    char *runner_path;

    /* the thread's own */
    struct crew crew;
    struct fairqueue fair;
    struct quarantine quarantine;
    uint32_t next_id;
    char arrived[KIB(64)]; /* what one read gives; a whole reply is read in place */

    /* written by the thread before keeper_start returns, and never again */
    pthread_mutex_t lock;
    pthread_cond_t started;
    bool is_started;
    char unsafe[UNSAFE_LEN]; /* empty: safe */
    char ready[READY_LEN];

    atomic_bool stopping;
    atomic_uint_least64_t calls, faults, kills, spawns, demotions, quarantined, busy_us;
    atomic_size_t runners, waiting;
};

#define count(counter) atomic_fetch_add_explicit(&(counter), 1, memory_order_relaxed)

/* --- answering --- */

/* The last word about an ask. The baton may be gone after this. */
static void ask_end(struct asks *asks)
{
    assert(asks->left > 0);
    if (--asks->left == 0) asks->done(asks);
}

static void ask_log(const struct ask *ask)
{
    struct str first, rest = ask->fault_text;
    if (!str_cut(&rest, '\n', &first)) first = STR("");
    log_warn("exercise %.*s of %.*s: %s: %.*s", STR_ARG(ask->exercise), STR_ARG(ask->bundle->org),
             fault_name(ask->fault), STR_ARG(first));
}

/* Those that were not called are not news: one line each would fill the log of a busy server. */
static void ask_refuse(struct asks *asks, struct ask *ask, enum fault fault, struct str text)
{
    reply_fault(ask, fault, text);
    log_debug("exercise %.*s of %.*s: not called: %s", STR_ARG(ask->exercise),
              STR_ARG(ask->bundle->org), fault_name(fault));
    ask_end(asks);
}

static void call_end(struct keeper *keeper, struct call *call)
{
    struct asks *asks = call->asks;
    if (call->ask->fault != FAULT_NONE) {
        count(keeper->faults);
        ask_log(call->ask);
    }
    fairqueue_end(&keeper->fair, call);
    ask_end(asks);
}

static void call_refuse(struct keeper *keeper, struct call *call, enum fault fault, struct str text)
{
    struct asks *asks = call->asks;
    struct ask *ask = call->ask;
    fairqueue_end(&keeper->fair, call);
    ask_refuse(asks, ask, fault, text);
}

static struct str quarantine_text(struct arena *arena, const struct ask *ask, int64_t left_ms)
{
    return arena_printf(arena,
                        "exercises/%.*s.lua: put aside for %" PRId64
                        " more minutes, because it ended its runner %d times in a short while. A "
                        "mended version of the pack can be called at once.",
                        STR_ARG(ask->exercise), left_ms / 60000 + 1, QUARANTINE_FAULTS);
}

/* --- ending a runner --- */

/* Tried again by the upkeep, one answer must not put an exercise aside for everybody. */
static void blame(struct keeper *keeper, const struct worker *worker, int64_t now_ms)
{
    const struct bundle *bundle = worker->last_bundle;
    if (worker->call && worker->call->ask->retry) return;
    struct str slug = str_of(worker->last_slug);
    if (bundle == NULL || !quarantine_add(&keeper->quarantine, bundle->digest, slug, now_ms))
        return;
    count(keeper->quarantined);
    log_warn("exercise %.*s of %.*s: put aside for %d minutes: it ended its runner %d times",
             STR_ARG(slug), STR_ARG(bundle->org), QUARANTINE_MS / 60000, QUARANTINE_FAULTS);
}

static struct call *take_call(struct worker *worker)
{
    struct call *call = worker->call;
    worker->call = NULL;
    return call;
}

/* The runner is gone, or about to be: what its call gets. */
static void call_fail(struct keeper *keeper, struct worker *worker, enum fault fault,
                      const char *why)
{
    struct call *call = take_call(worker);
    if (call == NULL) return;
    struct ask *ask = call->ask;
    reply_fault(
        ask, fault,
        arena_printf(call->asks->arena, "exercises/%.*s.lua: %s", STR_ARG(ask->exercise), why));
    call_end(keeper, call);
}

static void worker_condemn(struct keeper *keeper, struct worker *worker, enum fault fault,
                           const char *why, bool held_against, int64_t now_ms)
{
    if (worker->call == NULL)
        log_warn("a runner of %.*s was ended: %s",
                 STR_ARG(worker->org ? worker->org->name : STR("nobody")), why);
    count(keeper->kills);
    crew_kill(&keeper->crew, worker);
    if (held_against) blame(keeper, worker, now_ms);
    call_fail(keeper, worker, fault, why);
}

static void worker_hostile(struct keeper *keeper, struct worker *worker, const char *what,
                           int64_t now_ms)
{
    char why[ERR_TEXT_MAX + 128];
    snprintf(why, sizeof why, "its runner sent what no honest one sends: %s", what);
    worker_condemn(keeper, worker, FAULT_HOSTILE, why, true, now_ms);
}

/* --- starting one --- */

static void started(struct keeper *keeper, const char *ready, const char *unsafe)
{
    pthread_mutex_lock(&keeper->lock);
    if (!keeper->is_started) {
        snprintf(keeper->ready, sizeof keeper->ready, "%s", ready);
        snprintf(keeper->unsafe, sizeof keeper->unsafe, "%s", unsafe);
        keeper->is_started = true;
        pthread_cond_signal(&keeper->started);
    }
    pthread_mutex_unlock(&keeper->lock);
}

/* A runner that did not get ready. The first one decides about this machine; a later one only fails
 * the call it was started for, and that is not the exercise's fault. */
static void start_failed(struct keeper *keeper, struct worker *worker, const char *why)
{
    char text[UNSAFE_LEN];
    snprintf(text, sizeof text, "Exercises cannot run: %s", why);
    if (!keeper->is_started) {
        started(keeper, "", text);
        return;
    }
    log_error("%s", text);
    struct call *call = take_call(worker);
    if (call) call_refuse(keeper, call, FAULT_UNSAFE, arena_str(call->asks->arena, str_of(text)));
}

static void worker_begin_call(struct keeper *keeper, struct worker *worker, int64_t now_ms);

static void on_ready(struct keeper *keeper, struct worker *worker, const struct frame *frame,
                     int64_t now_ms)
{
    char ready[READY_LEN], why[UNSAFE_LEN];
    struct err err;
    int rc = reply_ready(frame, ready, &err);
    if (rc) {
        snprintf(why, sizeof why,
                 rc == ERR_DENIED
                     ? "this machine cannot lock the process that runs them: %s. It needs Linux "
                       "with seccomp filters; in a container, allow the seccomp system call."
                     : "%s. Is this the proeftuin-runner of the same version?",
                 err.text);
        crew_kill(&keeper->crew, worker);
        start_failed(keeper, worker, why);
        return;
    }
    worker_move(worker, WORKER_IDLE);
    started(keeper, ready, "");
    if (worker->call) worker_begin_call(keeper, worker, now_ms);
}

static int worker_start(struct keeper *keeper, struct org *org, int64_t now_ms,
                        struct worker **worker, struct err *err)
{
    int rc = crew_add(&keeper->crew, org, now_ms, worker, err);
    if (rc == 0) count(keeper->spawns);
    return rc;
}

/* --- a call --- */

static void worker_write(struct keeper *keeper, struct worker *worker)
{
    int rc = worker_send(worker);
    if (rc < 0) worker->unread = true; /* reading will find the end of it */
    crew_want_out(&keeper->crew, worker, rc == 1);
}

static void worker_begin_call(struct keeper *keeper, struct worker *worker, int64_t now_ms)
{
    worker->org = worker->call->org;
    worker->used = ++keeper->crew.turn;
    if (++keeper->next_id == 0) keeper->next_id = 1;
    worker_begin(worker, keeper->next_id, now_ms);
    count(keeper->calls);
    worker_write(keeper, worker);
}

static void on_reply(struct keeper *keeper, struct worker *worker, const struct frame *frame,
                     int64_t now_ms)
{
    struct call *call = worker->call;
    struct err err;
    if (!worker->call_sent) {
        worker_hostile(keeper, worker, "an answer before the question", now_ms);
        return;
    }
    if (reply_read(call->asks->arena, frame, worker->id, call->ask, &err)) {
        worker_hostile(keeper, worker, err.text, now_ms);
        return;
    }
    atomic_fetch_add_explicit(&keeper->busy_us, (uint64_t)(clock_us() - worker->begin_us),
                              memory_order_relaxed);
    worker_move(worker, WORKER_IDLE);
    take_call(worker);
    /* a plain user may demote but not promote: then a fresh one is better than a slow one */
    if (worker->demoted && !process_restore(&worker->process)) crew_kill(&keeper->crew, worker);
    worker->demoted = false;
    call_end(keeper, call);
}

/* --- events, as they come --- */

static void on_bytes(struct keeper *keeper, struct worker *worker, size_t n, int64_t now_ms)
{
    struct str bytes = {keeper->arrived, n};
    struct buf *in = &worker->process.in;
    if (in->len > 0) {
        buf_add_str(in, bytes);
        bytes = buf_str(in);
    }
    struct frame frame;
    size_t used = 0;
    int rc = buf_failed(in) ? ERR_CORRUPT : frame_parse(bytes, FRAME_LEN, &frame, &used);
    if (rc == 0) {
        if (in->len == 0) buf_add_str(in, bytes);
        return;
    }
    bool starting = worker->state == WORKER_STARTING;
    if (rc < 0 || used < bytes.len) { /* it never has two things to say */
        const char *what = rc < 0 ? "a frame that breaks the rules" : "more than one answer";
        if (!starting) {
            worker_hostile(keeper, worker, what, now_ms);
            return;
        }
        crew_kill(&keeper->crew, worker);
        start_failed(keeper, worker, "the runner sent a frame that breaks the rules.");
        return;
    }
    if (starting) on_ready(keeper, worker, &frame, now_ms);
    else if (worker->state == WORKER_BUSY) on_reply(keeper, worker, &frame, now_ms);
    else worker_hostile(keeper, worker, "an answer that nobody asked", now_ms);
    if (worker->process.fd >= 0) buf_finish(in); /* nothing was kept of a frame that came whole */
}

/* False when there was nothing to read. */
static bool on_socket(struct keeper *keeper, struct worker *worker, int64_t now_ms)
{
    ssize_t n = process_receive(&worker->process, keeper->arrived, sizeof keeper->arrived);
    if (n > 0) on_bytes(keeper, worker, (size_t)n, now_ms);
    if (n >= 0) return n > 0;
    if (n == ERR_GONE) worker->unread = true;
    crew_hang_up(&keeper->crew, worker, now_ms);
    return true;
}

static void dispatch_one(struct keeper *keeper, struct call *call, int64_t now_ms);

static void on_death(struct keeper *keeper, struct worker *worker, int64_t now_ms)
{
    /* what it said before it died is still to be heard; its end makes it EXITING */
    while (worker->state != WORKER_EXITING)
        if (!on_socket(keeper, worker, now_ms)) crew_hang_up(&keeper->crew, worker, now_ms);
    int status = 0;
    bool called = worker->call && worker->last_bundle; /* else it was only starting for it */
    if (!crew_reap(&keeper->crew, worker, false, &status)) return;
    char name[32], why[128];
    process_status_name(status, name, sizeof name);
    if (called && worker->unread && !worker->call->again) {
        struct call *call = take_call(worker);
        call->again = true;
        dispatch_one(keeper, call, now_ms);
    } else if (called) {
        snprintf(why, sizeof why, "its runner ended by %s.", name);
        blame(keeper, worker, now_ms);
        call_fail(keeper, worker, FAULT_CRASH, why);
    } else if (worker->call || !keeper->is_started) {
        snprintf(why, sizeof why, "the runner ended by %s before it was locked.", name);
        start_failed(keeper, worker, why);
    }
}

static void on_limit(struct keeper *keeper, struct worker *worker, int64_t now_ms)
{
    char why[256];
    if (worker->state == WORKER_EXITING) { /* hung up, but did not die */
        worker->limit_ms = INT64_MAX;
        process_kill(&worker->process);
        return;
    }
    if (worker->state == WORKER_STARTING) {
        snprintf(why, sizeof why, "the runner was not ready within %d ms.", RUNNER_READY_MS);
        crew_kill(&keeper->crew, worker);
        start_failed(keeper, worker, why);
        return;
    }
    int64_t limit = worker_limit_ms(worker->call->ask);
    int64_t starved_ns = worker->demoted ? process_starved_ns(&worker->process) : -1;
    bool starved = starved_ns >= 0 && worker->starved_ns >= 0 &&
                   starved_ns - worker->starved_ns > limit * 1000000 / 2;
    if (starved)
        snprintf(why, sizeof why,
                 "stopped after %" PRId64 " ms, because the machine was too busy to run it. It is "
                 "not held against the exercise.",
                 limit);
    else
        snprintf(why, sizeof why,
                 "did not end within %" PRId64 " ms and was stopped. Look for a loop without an "
                 "end, or do less in one call.",
                 limit);
    worker_condemn(keeper, worker, FAULT_TIME, why, !starved, now_ms);
}

static void on_slow(struct keeper *keeper, struct worker *worker)
{
    worker->demote_ms = INT64_MAX;
    worker->demoted = process_demote(&worker->process);
    if (!worker->demoted) return;
    worker->starved_ns = process_starved_ns(&worker->process);
    count(keeper->demotions);
}

static void look_at_clock(struct keeper *keeper, int64_t now_ms)
{
    struct crew *crew = &keeper->crew;
    if (crew_next_ms(crew) > now_ms) return;
    for (size_t i = 0; i < crew->used; i++) {
        struct worker *worker = &crew->workers[i];
        if (worker->state == WORKER_FREE || worker->state == WORKER_IDLE) continue;
        if (worker->limit_ms <= now_ms) on_limit(keeper, worker, now_ms);
        else if (worker->demote_ms <= now_ms) on_slow(keeper, worker);
    }
}

/* --- new work --- */

static void ask_take(struct keeper *keeper, struct asks *asks, struct ask *ask, int64_t now_ms)
{
    reply_fault(ask, FAULT_NONE, STR_NONE);
    if (keeper->unsafe[0]) {
        ask_refuse(asks, ask, FAULT_UNSAFE, str_of(keeper->unsafe));
        return;
    }
    if (!worker_can_send(ask)) {
        ask_refuse(asks, ask, FAULT_MISSING,
                   STR("An exercise's id is a slug, and a form has at most as many fields as the "
                       "server takes."));
        return;
    }
    if (fairqueue_add(&keeper->fair, asks, ask, now_ms))
        ask_refuse(asks, ask, FAULT_BUSY, STR("Too many calls of this organisation wait already."));
}

static void take_new(struct keeper *keeper, int64_t now_ms)
{
    struct queue_node *node = queue_take_now(&keeper->queue);
    while (node) {
        struct asks *asks = (struct asks *)node;
        node = node->next;
        size_t len = asks->len;
        struct ask *list = asks->list;
        asks->left = len + 1; /* ours, so that it does not travel on while we look at it */
        for (size_t i = 0; i < len; i++) ask_take(keeper, asks, &list[i], now_ms);
        ask_end(asks);
    }
}

static void dispatch_one(struct keeper *keeper, struct call *call, int64_t now_ms)
{
    struct ask *ask = call->ask;
    struct arena *arena = call->asks->arena;
    int64_t aside =
        quarantine_left_ms(&keeper->quarantine, ask->bundle->digest, ask->exercise, now_ms);
    if (aside > 0) {
        call_refuse(keeper, call, FAULT_QUARANTINE, quarantine_text(arena, ask, aside));
        return;
    }
    bool for_a_page = ask->kind == ASK_VIEW || ask->kind == ASK_ANSWER;
    if (for_a_page && now_ms - call->since_ms > ASK_WAIT_MS) {
        call_refuse(keeper, call, FAULT_BUSY, STR("It waited too long for its turn."));
        return;
    }
    struct worker *worker = crew_find(&keeper->crew, call->org, ask->bundle);
    if (worker) {
        worker->call = call;
        worker_begin_call(keeper, worker, now_ms);
        return;
    }
    struct err err;
    int rc = worker_start(keeper, call->org, now_ms, &worker, &err);
    if (rc == 0) {
        worker->call = call;
        return;
    }
    log_error("%s", err.text);
    call_refuse(keeper, call, rc == ERR_BUSY ? FAULT_BUSY : FAULT_UNSAFE,
                arena_str(arena, str_of(err.text)));
}

static void dispatch(struct keeper *keeper, int64_t now_ms)
{
    while (keeper->fair.active < RUNNERS_ACTIVE && crew_has_room(&keeper->crew)) {
        struct call *call = fairqueue_next(&keeper->fair);
        if (call == NULL) return;
        dispatch_one(keeper, call, now_ms);
    }
}

/* --- the thread --- */

static int wait_ms(const struct crew *crew)
{
    int64_t next = crew_next_ms(crew);
    if (next == INT64_MAX) return -1;
    int64_t left = next - clock_ms();
    return left < 0 ? 0 : (int)left + 1; /* the clock cuts off what epoll waits for */
}

static void turn(struct keeper *keeper)
{
    struct epoll_event events[EVENTS_MAX];
    int n = epoll_wait(keeper->crew.epoll, events, EVENTS_MAX, wait_ms(&keeper->crew));
    int64_t now_ms = clock_ms();
    for (int i = 0; i < n; i++) {
        struct worker *worker = NULL;
        switch (crew_event(&keeper->crew, events[i].data.u64, &worker)) {
        case CREW_OTHER:
            take_new(keeper, now_ms);
            break;
        case CREW_SOCKET:
            /* one that an earlier event of this round ended has no socket any more */
            if ((events[i].events & EPOLLOUT) && worker->process.fd >= 0 &&
                worker->state == WORKER_BUSY)
                worker_write(keeper, worker);
            if ((events[i].events & ~(uint32_t)EPOLLOUT) && worker->process.fd >= 0 &&
                worker->state != WORKER_FREE)
                on_socket(keeper, worker, now_ms);
            break;
        case CREW_DEATH:
            if (worker->state != WORKER_FREE) on_death(keeper, worker, now_ms);
            break;
        }
    }
    look_at_clock(keeper, now_ms);
    dispatch(keeper, now_ms);
    atomic_store_explicit(&keeper->runners, keeper->crew.live, memory_order_relaxed);
    atomic_store_explicit(&keeper->waiting, keeper->fair.waiting, memory_order_relaxed);
}

static void end_all(struct keeper *keeper)
{
    static const struct str stopping = {"The server is stopping.", 23};
    struct crew *crew = &keeper->crew;
    for (size_t i = 0; i < crew->used; i++) {
        struct worker *worker = &crew->workers[i];
        if (worker->state == WORKER_FREE) continue;
        crew_kill(crew, worker);
        struct call *call = take_call(worker);
        if (call) call_refuse(keeper, call, FAULT_BUSY, stopping);
    }
    take_new(keeper, clock_ms());
    struct call *call;
    while ((call = fairqueue_any(&keeper->fair))) call_refuse(keeper, call, FAULT_BUSY, stopping);
    for (size_t i = 0; i < crew->used; i++) {
        int status;
        if (crew->workers[i].state == WORKER_EXITING)
            crew_reap(crew, &crew->workers[i], true, &status);
    }
}

static void *run(void *arg)
{
    struct keeper *keeper = arg;
    struct worker *first;
    struct err err;
    if (worker_start(keeper, NULL, clock_ms(), &first, &err)) {
        char text[UNSAFE_LEN];
        snprintf(
            text, sizeof text,
            "Exercises cannot run: %.300s. Put proeftuin-runner beside proeftuin, and see that "
            "it may be executed.",
            err.text);
        started(keeper, "", text);
    }
    while (!atomic_load(&keeper->stopping)) turn(keeper);
    end_all(keeper);
    return NULL;
}

/* --- for the other threads --- */

static void destroy(struct keeper *keeper)
{
    quarantine_finish(&keeper->quarantine);
    fairqueue_finish(&keeper->fair);
    queue_finish(&keeper->queue);
    pthread_cond_destroy(&keeper->started);
    pthread_mutex_destroy(&keeper->lock);
    free(keeper->runner_path);
    free(keeper);
}

int keeper_start(struct keeper **out, const struct keeper_config *config, struct err *err)
{
    struct keeper *keeper = calloc(1, sizeof *keeper);
    if (keeper) keeper->runner_path = strdup(config->runner_path);
    if (keeper == NULL || keeper->runner_path == NULL) {
        free(keeper);
        return err_set(err, ERR_BUSY, "the machine has no memory left for the keeper");
    }
    queue_init(&keeper->queue, KEEPER_QUEUE_MAX, true);
    fairqueue_init(&keeper->fair);
    quarantine_init(&keeper->quarantine);
    pthread_mutex_init(&keeper->lock, NULL);
    pthread_cond_init(&keeper->started, NULL);
    int rc = crew_init(&keeper->crew, keeper->runner_path, queue_fd(&keeper->queue), err);
    if (rc) {
        destroy(keeper);
        return rc;
    }
    int failed = pthread_create(&keeper->thread, NULL, run, keeper);
    if (failed) {
        crew_finish(&keeper->crew);
        destroy(keeper);
        return err_set(err, ERR_BUSY, "the keeper's thread cannot start: %s", strerror(failed));
    }
    pthread_setname_np(keeper->thread, "keeper");
    pthread_mutex_lock(&keeper->lock);
    while (!keeper->is_started) pthread_cond_wait(&keeper->started, &keeper->lock);
    pthread_mutex_unlock(&keeper->lock);
    *out = keeper;
    return 0;
}

void keeper_stop(struct keeper *keeper)
{
    atomic_store(&keeper->stopping, true);
    queue_close(&keeper->queue);
    pthread_join(keeper->thread, NULL);
    crew_finish(&keeper->crew);
    destroy(keeper);
}

const char *keeper_unsafe(const struct keeper *keeper)
{
    return keeper->unsafe[0] ? keeper->unsafe : NULL;
}

struct str keeper_ready(const struct keeper *keeper)
{
    return str_of(keeper->ready);
}

int keeper_ask(struct keeper *keeper, struct asks *asks)
{
    return queue_push(&keeper->queue, &asks->node);
}

struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t woken;
    bool is_done;
};

static void wake(struct asks *asks)
{
    struct waiter *waiter = asks->data;
    pthread_mutex_lock(&waiter->lock);
    waiter->is_done = true;
    pthread_cond_signal(&waiter->woken);
    pthread_mutex_unlock(&waiter->lock);
}

int keeper_ask_wait(struct keeper *keeper, struct asks *asks)
{
    struct waiter waiter = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false};
    asks->done = wake;
    asks->data = &waiter;
    int rc = keeper_ask(keeper, asks);
    if (rc == 0) {
        pthread_mutex_lock(&waiter.lock);
        while (!waiter.is_done) pthread_cond_wait(&waiter.woken, &waiter.lock);
        pthread_mutex_unlock(&waiter.lock);
    }
    pthread_cond_destroy(&waiter.woken);
    pthread_mutex_destroy(&waiter.lock);
    return rc;
}

void keeper_stats(struct keeper *keeper, struct keeper_stats *stats)
{
    *stats = (struct keeper_stats){
        .calls = atomic_load(&keeper->calls),
        .faults = atomic_load(&keeper->faults),
        .kills = atomic_load(&keeper->kills),
        .spawns = atomic_load(&keeper->spawns),
        .demotions = atomic_load(&keeper->demotions),
        .quarantined = atomic_load(&keeper->quarantined),
        .busy_us = atomic_load(&keeper->busy_us),
        .runners = atomic_load(&keeper->runners),
        .waiting = atomic_load(&keeper->waiting),
    };
}
