/* A bounded queue between threads: where a baton waits for its next station. Items carry their own
 * link (struct queue_node as their first member), so queueing allocates nothing. Many may push;
 * pop, take and wait are for the thread or threads that serve the station. */
#ifndef BASE_QUEUE_H
#define BASE_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct queue_node {
    struct queue_node *next;
};

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct queue_node *head, **tail;
    size_t len, max;
    bool closed;
    int event_fd; /* written on push when the server polls; -1: it waits on `filled` */
};

/* `with_event`: the reader polls queue_fd() instead of blocking in queue_pop. */
void queue_init(struct queue *queue, size_t max, bool with_event);
void queue_finish(struct queue *queue);

/* 0, ERR_BUSY when full, ERR_STOPPED when closed. The queue does not own the item. */
int queue_push(struct queue *queue, struct queue_node *item);
/* Past the bound: for a baton that holds work already done and must travel on. */
int queue_push_always(struct queue *queue, struct queue_node *item);

/* Blocks until there is an item, or returns NULL when the queue is closed and empty. */
struct queue_node *queue_pop(struct queue *queue);
/* Blocks likewise, then takes up to `max` items at once, linked by next, oldest first. */
struct queue_node *queue_take(struct queue *queue, size_t max);
/* Takes all there is without blocking; NULL if empty. Clears the event. */
struct queue_node *queue_take_now(struct queue *queue);

/* No more pushes; those who wait wake up. */
void queue_close(struct queue *queue);
size_t queue_len(struct queue *queue);
int queue_fd(const struct queue *queue);

#endif
