#include "http/lane.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

struct lanes {
    struct lanes_config config;
    struct queue queue;
    pthread_t threads[LANES_MAX];
    int started;

    /* while starting */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int ready, failed;
    struct err err; /* of the first that failed */
};

static void *lane_main(void *arg);

/* Signals are for the main thread: a lane inherits a mask that blocks them all. */
static int thread_start(struct lanes *lanes)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int rc = pthread_create(&lanes->threads[lanes->started], NULL, lane_main, lanes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (rc != 0) return rc;
    char name[16];
    snprintf(name, sizeof name, "lane-%d", lanes->started + 1);
    pthread_setname_np(lanes->threads[lanes->started++], name);
    return 0;
}

int lanes_start(struct lanes **out, const struct lanes_config *config, struct err *err)
{
    *out = NULL;
    assert(config->threads >= 1 && config->threads <= LANES_MAX);
    struct lanes *lanes = calloc(1, sizeof *lanes);
    if (lanes == NULL) return err_set(err, ERR_IO, "no memory for the lanes");
    lanes->config = *config;
    queue_init(&lanes->queue, config->queue_max, false);
    pthread_mutex_init(&lanes->lock, NULL);
    pthread_cond_init(&lanes->changed, NULL);
    int rc = 0;
    while (rc == 0 && lanes->started < config->threads) rc = thread_start(lanes);

    pthread_mutex_lock(&lanes->lock);
    while (lanes->ready + lanes->failed < lanes->started)
        pthread_cond_wait(&lanes->changed, &lanes->lock);
    int failed = lanes->failed;
    pthread_mutex_unlock(&lanes->lock);
    if (rc != 0) err_set(err, ERR_IO, "cannot start a thread: %s", strerror(rc));
    else if (failed > 0) err_set(err, lanes->err.code, "%s", lanes->err.text);
    if (rc != 0 || failed > 0) {
        rc = rc != 0 ? ERR_IO : lanes->err.code;
        lanes_stop(lanes);
        return rc;
    }
    *out = lanes;
    return 0;
}

/* ---- on a lane's own thread ---- */

static void *lane_main(void *arg)
{
    struct lanes *lanes = arg;
    const struct lanes_config *config = &lanes->config;
    void *lane = NULL;
    struct err err = {0};
    int rc = config->init ? config->init(&lane, config->data, &err) : 0;

    pthread_mutex_lock(&lanes->lock);
    if (rc != 0) {
        if (lanes->failed++ == 0) {
            lanes->err = err;
            lanes->err.code = rc;
        }
    } else {
        lanes->ready++;
    }
    pthread_cond_signal(&lanes->changed);
    pthread_mutex_unlock(&lanes->lock);
    if (rc != 0) return NULL;

    struct queue_node *baton;
    while ((baton = queue_pop(&lanes->queue)) != NULL) config->run(lane, baton, config->data);
    if (config->finish) config->finish(lane);
    return NULL;
}

/* ---- from any thread ---- */

int lanes_push(struct lanes *lanes, struct queue_node *baton)
{
    return queue_push(&lanes->queue, baton);
}

int lanes_push_always(struct lanes *lanes, struct queue_node *baton)
{
    return queue_push_always(&lanes->queue, baton);
}

size_t lanes_waiting(struct lanes *lanes)
{
    return queue_len(&lanes->queue);
}

void lanes_stop(struct lanes *lanes)
{
    queue_close(&lanes->queue);
    for (int i = 0; i < lanes->started; i++) pthread_join(lanes->threads[i], NULL);
    queue_finish(&lanes->queue);
    pthread_cond_destroy(&lanes->changed);
    pthread_mutex_destroy(&lanes->lock);
    free(lanes);
}
