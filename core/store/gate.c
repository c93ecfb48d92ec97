#include "store/gate.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/limits.h"

struct gate {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int inside;
    bool closed;
};

struct gate *gate_create(void)
{
    struct gate *gate = calloc(1, sizeof *gate);
    if (gate == NULL) abort();
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&gate->lock, NULL);
    pthread_cond_init(&gate->changed, &attr);
    pthread_condattr_destroy(&attr);
    return gate;
}

void gate_destroy(struct gate *gate)
{
    if (gate == NULL) return;
    assert(gate->inside == 0);
    pthread_cond_destroy(&gate->changed);
    pthread_mutex_destroy(&gate->lock);
    free(gate);
}

static struct timespec wait_end(void)
{
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_nsec += GATE_WAIT_MS * 1000000L;
    end.tv_sec += end.tv_nsec / 1000000000;
    end.tv_nsec %= 1000000000;
    return end;
}

void gate_enter(struct gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    if (gate->closed) {
        struct timespec end = wait_end();
        while (gate->closed &&
               pthread_cond_timedwait(&gate->changed, &gate->lock, &end) != ETIMEDOUT) {}
    }
    gate->inside++;
    pthread_mutex_unlock(&gate->lock);
}

void gate_leave(struct gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    gate->inside--;
    if (gate->closed && gate->inside == 0) pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->lock);
}

bool gate_close(struct gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    gate->closed = true;
    struct timespec end = wait_end();
    while (gate->inside > 0 &&
           pthread_cond_timedwait(&gate->changed, &gate->lock, &end) != ETIMEDOUT) {}
    bool empty = gate->inside == 0;
    pthread_mutex_unlock(&gate->lock);
    return empty;
}

void gate_open(struct gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    gate->closed = false;
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->lock);
}
