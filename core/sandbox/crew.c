#include "sandbox/crew.h"

#include <assert.h>
#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#define DATA_OTHER UINT64_MAX

static int watch(struct crew *crew, int op, int fd, uint32_t events, uint64_t data)
{
    struct epoll_event event = {.events = events, .data.u64 = data};
    return epoll_ctl(crew->epoll, op, fd, &event) == 0 ? 0 : ERR_BUSY;
}

int crew_init(struct crew *crew, const char *runner_path, int other_fd, struct err *err)
{
    *crew = (struct crew){.runner_path = runner_path};
    crew->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (crew->epoll >= 0 && watch(crew, EPOLL_CTL_ADD, other_fd, EPOLLIN, DATA_OTHER) == 0)
        return 0;
    int rc = err_set(err, ERR_BUSY, "the keeper has no poll set: %s", strerror(errno));
    crew_finish(crew);
    return rc;
}

void crew_finish(struct crew *crew)
{
    assert(crew->live == 0 && crew->exiting == 0);
    if (crew->epoll >= 0) close(crew->epoll);
    crew->epoll = -1;
}

static uint64_t data_of(const struct crew *crew, const struct worker *worker, bool death)
{
    return (uint64_t)(worker - crew->workers) * 2 + death;
}

enum crew_event crew_event(struct crew *crew, uint64_t data, struct worker **worker)
{
    if (data == DATA_OTHER) return CREW_OTHER;
    *worker = &crew->workers[data / 2];
    return data % 2 ? CREW_DEATH : CREW_SOCKET;
}

struct worker *crew_find(struct crew *crew, struct org *org, const struct bundle *bundle)
{
    struct worker *best = NULL;
    for (size_t i = 0; i < crew->used; i++) {
        struct worker *worker = &crew->workers[i];
        if (worker->state != WORKER_IDLE) continue;
        if (worker->org == org && worker_has(worker, bundle)) return worker;
        if (worker->org == org || (worker->org == NULL && best == NULL)) best = worker;
    }
    return best;
}

static struct worker *free_slot(const struct crew *crew)
{
    for (size_t i = 0; i < CREW_SLOTS; i++)
        if (crew->workers[i].state == WORKER_FREE) return (struct worker *)&crew->workers[i];
    return NULL;
}

bool crew_has_room(const struct crew *crew)
{
    return crew->live + crew->exiting < CREW_SLOTS;
}

static struct worker *oldest_idle(struct crew *crew)
{
    struct worker *oldest = NULL;
    for (size_t i = 0; i < crew->used; i++) {
        struct worker *worker = &crew->workers[i];
        if (worker->state != WORKER_IDLE) continue;
        if (oldest == NULL || worker->used < oldest->used) oldest = worker;
    }
    return oldest;
}

int crew_add(struct crew *crew, struct org *org, int64_t now_ms, struct worker **out,
             struct err *err)
{
    if (crew->live >= RUNNERS_MAX) {
        struct worker *oldest = oldest_idle(crew);
        assert(oldest); /* RUNNERS_ACTIVE < RUNNERS_MAX, and only an active one is not idle */
        crew_kill(crew, oldest);
    }
    struct worker *worker = free_slot(crew);
    assert(worker); /* crew_has_room */
    *worker = (struct worker){.org = org, .demote_ms = INT64_MAX};
    int rc = process_spawn(&worker->process, crew->runner_path, err);
    if (rc) return rc;
    size_t slot = (size_t)(worker - crew->workers);
    if (slot >= crew->used) crew->used = slot + 1;
    worker_move(worker, WORKER_STARTING);
    worker->limit_ms = now_ms + RUNNER_READY_MS;
    crew->live++;
    if (watch(crew, EPOLL_CTL_ADD, worker->process.fd, EPOLLIN, data_of(crew, worker, false)) ||
        watch(crew, EPOLL_CTL_ADD, worker->process.pidfd, EPOLLIN, data_of(crew, worker, true))) {
        rc = err_set(err, ERR_BUSY, "a runner cannot be polled: %s", strerror(errno));
        int status;
        crew_kill(crew, worker);
        crew_reap(crew, worker, true, &status);
        return rc;
    }
    *out = worker;
    return 0;
}

void crew_want_out(struct crew *crew, struct worker *worker, bool want)
{
    if (worker->wants_out == want || worker->process.fd < 0) return;
    worker->wants_out = want;
    int rc = watch(crew, EPOLL_CTL_MOD, worker->process.fd, EPOLLIN | (want ? EPOLLOUT : 0),
                   data_of(crew, worker, false));
    assert(rc == 0); /* a change of what is there already takes no memory */
}

static void leave(struct crew *crew, struct worker *worker, int64_t limit_ms)
{
    if (worker->state != WORKER_EXITING) {
        worker_move(worker, WORKER_EXITING);
        crew->live--;
        crew->exiting++;
    }
    worker->demote_ms = INT64_MAX;
    worker->limit_ms = limit_ms;
}

void crew_kill(struct crew *crew, struct worker *worker)
{
    process_kill(&worker->process);
    leave(crew, worker, INT64_MAX);
}

void crew_hang_up(struct crew *crew, struct worker *worker, int64_t now_ms)
{
    process_hang_up(&worker->process);
    leave(crew, worker, now_ms + RUNNER_EXIT_MS);
}

bool crew_reap(struct crew *crew, struct worker *worker, bool wait, int *status)
{
    assert(worker->state == WORKER_EXITING);
    if (!process_reap(&worker->process, wait, status)) return false;
    worker_move(worker, WORKER_FREE);
    crew->exiting--;
    return true;
}

int64_t crew_next_ms(const struct crew *crew)
{
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < crew->used; i++) {
        const struct worker *worker = &crew->workers[i];
        if (worker->state == WORKER_FREE || worker->state == WORKER_IDLE) continue;
        if (worker->demote_ms < next) next = worker->demote_ms;
        if (worker->limit_ms < next) next = worker->limit_ms;
    }
    return next;
}
