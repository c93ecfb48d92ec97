/* Who is served next: every organisation waits in a queue of its own, bounded, and they take turns.
 * So an organisation whose exercises loop for ever delays itself and nobody else. Owned by the
 * keeper's thread. */
#ifndef SANDBOX_FAIRQUEUE_H
#define SANDBOX_FAIRQUEUE_H

#include "sandbox/keeper.h"

struct org {
    struct str name;
    size_t active; /* calls in runners */
    size_t waiting;
    struct call *head, **tail;
    bool in_turn; /* stands in the row of those with something to do and room to do it */
    struct org *next_turn, *next_bucket;
};

/* One ask on its way. */
struct call {
    struct call *next;
    struct org *org;
    struct asks *asks;
    struct ask *ask;
    int64_t since_ms;
    bool again; /* given to a runner that was dying already, and to another since */
};

#define FAIRQUEUE_BUCKETS 256

struct fairqueue {
    struct org *buckets[FAIRQUEUE_BUCKETS];
    struct org *turn, **turn_tail;
    struct call *spare; /* used again, so that a busy keeper allocates nothing */
    size_t waiting, active;
};

void fairqueue_init(struct fairqueue *queue);
/* All calls must be over. */
void fairqueue_finish(struct fairqueue *queue);

/* ERR_BUSY when the organisation's queue is full, or all together are. */
int fairqueue_add(struct fairqueue *queue, struct asks *asks, struct ask *ask, int64_t now_ms);

/* The call whose turn it is, counted as active, or NULL. It is given back by fairqueue_end. */
struct call *fairqueue_next(struct fairqueue *queue);
void fairqueue_end(struct fairqueue *queue, struct call *call);

/* Any waiting call, without regard to turns or room: for the end. Also counted as active. */
struct call *fairqueue_any(struct fairqueue *queue);

#endif
