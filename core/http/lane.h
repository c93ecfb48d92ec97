/* Lanes: threads that look and show. Each has a state of its own (the site gives it a read-only
 * snapshot of the store). A lane runs one function of a baton at a time and never waits for pack
 * code. */
#ifndef HTTP_LANE_H
#define HTTP_LANE_H

#include "base/err.h"
#include "base/queue.h"

struct lanes;

struct lanes_config {
    int threads;
    size_t queue_max;
    int (*init)(void **lane, void *data, struct err *err); /* on the lane's thread */
    void (*run)(void *lane, struct queue_node *baton, void *data);
    void (*finish)(void *lane);
    void *data;
};

/* Returns when every lane's init has; on failure none is left. */
int lanes_start(struct lanes **out, const struct lanes_config *config, struct err *err);
/* Runs what is queued, then joins. */
void lanes_stop(struct lanes *lanes);

/* A new baton: ERR_BUSY when the queue is full. */
int lanes_push(struct lanes *lanes, struct queue_node *baton);
/* A baton on its way back: never refused while the lanes run. */
int lanes_push_always(struct lanes *lanes, struct queue_node *baton);
size_t lanes_waiting(struct lanes *lanes);

#endif
