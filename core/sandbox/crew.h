/* All runners together: starting, choosing, ending and burying them, and the set of descriptors
 * that the keeper polls. At most RUNNERS_MAX live; those that are on their way out do not count and
 * have places of their own, so that nobody waits for a funeral. Owned by the keeper's thread. */
#ifndef SANDBOX_CREW_H
#define SANDBOX_CREW_H

#include "sandbox/worker.h"

#define CREW_SLOTS (2 * RUNNERS_MAX)

struct crew {
    int epoll;
    const char *runner_path;
    struct worker workers[CREW_SLOTS];
    size_t used;    /* slots from here on were never needed */
    size_t live;    /* STARTING, IDLE or BUSY */
    size_t exiting; /* not reaped yet */
    uint64_t turn;  /* counts calls, for "least recently used" */
};

/* What an event of the poll set is about. */
enum crew_event { CREW_OTHER, CREW_SOCKET, CREW_DEATH };

/* `other_fd` is polled for reading too. ERR_BUSY without descriptors. */
int crew_init(struct crew *crew, const char *runner_path, int other_fd, struct err *err);
void crew_finish(struct crew *crew); /* all must be FREE */
enum crew_event crew_event(struct crew *crew, uint64_t data, struct worker **worker);

/* An idle runner of this organisation, one that has the bundle if possible, or one that is nobody's
 * yet. NULL if there is none. */
struct worker *crew_find(struct crew *crew, struct org *org, const struct bundle *bundle);
bool crew_has_room(const struct crew *crew);
/* Starts one; an idle one of somebody else goes if RUNNERS_MAX live. Errors of process_spawn. */
int crew_add(struct crew *crew, struct org *org, int64_t now_ms, struct worker **worker,
             struct err *err);

/* Polls for room to write, or no longer. */
void crew_want_out(struct crew *crew, struct worker *worker, bool want);
/* Ends it now. Its call, if any, must have been taken off. */
void crew_kill(struct crew *crew, struct worker *worker);
/* It closed its end: it has RUNNER_EXIT_MS to die. */
void crew_hang_up(struct crew *crew, struct worker *worker, int64_t now_ms);
/* FREE again if it is dead. */
bool crew_reap(struct crew *crew, struct worker *worker, bool wait, int *status);

/* The nearest demotion or limit; INT64_MAX: none. */
int64_t crew_next_ms(const struct crew *crew);

#endif
