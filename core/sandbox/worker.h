/* One runner as the keeper sees it: its process, what it is doing, which bundles it has got, and
 * the call in flight. A worker belongs to the first organisation it is given and to no other until
 * it dies. Owned by the keeper's thread. */
#ifndef SANDBOX_WORKER_H
#define SANDBOX_WORKER_H

#include "sandbox/fairqueue.h"
#include "sandbox/process.h"

/*           spawn             ready            begin
 *   FREE ----------> STARTING -----> IDLE <-----------> BUSY
 *    ^                  |              |     answered    |
 *    |                  +------+-------+-----------------+
 *    |   reaped                v   killed, or hung up
 *    +--------------------- EXITING                            */
enum worker_state {
    WORKER_FREE,
    WORKER_STARTING, /* may hold the call that it was started for */
    WORKER_IDLE,
    WORKER_BUSY,
    WORKER_EXITING /* may hold the call it died in, until we know of what */
};

struct worker {
    enum worker_state state;
    struct process process;
    struct org *org; /* NULL: nobody's yet */
    struct call *call;
    uint32_t id;        /* of the call in flight, or of the last one */
    int64_t begin_us;   /* the call in flight */
    int64_t demote_ms;  /* when to demote it; INT64_MAX: done, or nothing to do */
    int64_t limit_ms;   /* when to end it: by state not ready, too slow, or not dead yet */
    bool demoted;       /* runs after all others */
    int64_t starved_ns; /* at the time of demotion */
    bool wants_out;     /* the poll set waits until it can be written to */
    uint64_t used;      /* rises with each call: the least recently used goes first */

    const struct bundle *last_bundle; /* of the last call, to blame */
    char last_slug[SLUG_LEN + 1];

    struct worker_bundle {
        const struct bundle *bundle;
        size_t size;
        uint64_t used;
    } bundles[RUNNER_BUNDLES_MAX];
    size_t bundles_len, bundles_size;
    const struct bundle *loading; /* not sent whole yet */
    size_t loading_at;
    bool call_sent;
    bool unread; /* it ended before it had read all that was sent: the call never ran */
};

/* Checks the move against the picture. */
void worker_move(struct worker *worker, enum worker_state state);

bool worker_has(const struct worker *worker, const struct bundle *bundle);

/* Whether an ask can be sent at all: a slug, and no more fields than a frame takes. */
bool worker_can_send(const struct ask *ask);
/* The most that a call may take, in milliseconds: the hard limits of its phases. */
int64_t worker_limit_ms(const struct ask *ask);

/* IDLE -> BUSY with worker->call; worker_send then writes as the socket takes it: the bundle, if it
 * has not got that yet, and the call. 0 all is written, 1 call again when it can be written to,
 * ERR_GONE it is. */
void worker_begin(struct worker *worker, uint32_t id, int64_t now_ms);
int worker_send(struct worker *worker);

#endif
