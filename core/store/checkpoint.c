#include "store/checkpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <pthread.h>

#include "base/limits.h"
#include "base/log.h"
#include "store/handle.h"

struct checkpoint {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping, truncate;
    size_t wal_size;
    struct store *store;
    struct gate *gate;
    char wal_path[STORE_PATH_LEN + 32];
};

static void *checkpoint_main(void *arg);

int checkpoint_start(struct checkpoint **out, const char *data_dir, struct gate *gate,
                     struct err *err)
{
    struct checkpoint *c = calloc(1, sizeof *c);
    if (c == NULL) return err_set(err, ERR_IO, "no memory for the checkpointer");
    /* not query_only: a checkpoint writes the database file */
    int rc = store_open(&c->store, data_dir, STORE_WRITE, err);
    if (rc != 0) {
        free(c);
        return rc;
    }
    c->gate = gate;
    snprintf(c->wal_path, sizeof c->wal_path, "%s/proeftuin.db-wal", data_dir);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->wake, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&c->thread, NULL, checkpoint_main, c) != 0) abort();
    pthread_setname_np(c->thread, "checkpoint");
    *out = c;
    return 0;
}

static size_t wal_size(const struct checkpoint *c)
{
    struct stat st;
    return stat(c->wal_path, &st) == 0 ? (size_t)st.st_size : 0;
}

static int run(struct checkpoint *c, int mode)
{
    return sqlite3_wal_checkpoint_v2(c->store->db, NULL, mode, NULL, NULL);
}

/* Behind the closed gate the log can start from its beginning. The writer may be in the way: then
 * again at the next turn. */
static bool run_gated(struct checkpoint *c, int mode)
{
    gate_close(c->gate);
    int rc = run(c, mode);
    gate_open(c->gate);
    return rc == SQLITE_OK;
}

static void turn(struct checkpoint *c, bool *truncate)
{
    int rc = run(c, SQLITE_CHECKPOINT_PASSIVE);
    if (rc != SQLITE_OK && rc != SQLITE_BUSY)
        log_error("checkpoint: %s", sqlite3_errmsg(c->store->db));
    if (*truncate) *truncate = !run_gated(c, SQLITE_CHECKPOINT_TRUNCATE);
    else if (wal_size(c) > WAL_SOFT) (void)run_gated(c, SQLITE_CHECKPOINT_RESTART);
}

static void *checkpoint_main(void *arg)
{
    struct checkpoint *c = arg;
    bool stopping = false, truncate = false;
    /* the writer holds its lock for milliseconds; do not wait for it with the gate closed */
    sqlite3_busy_timeout(c->store->db, GATE_WAIT_MS);
    while (!stopping) {
        pthread_mutex_lock(&c->lock);
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += CHECKPOINT_EVERY_MS / 1000;
        if (!c->stopping && !c->truncate) pthread_cond_timedwait(&c->wake, &c->lock, &until);
        stopping = c->stopping;
        truncate = truncate || c->truncate;
        c->truncate = false;
        pthread_mutex_unlock(&c->lock);

        turn(c, &truncate);

        pthread_mutex_lock(&c->lock);
        c->wal_size = wal_size(c);
        pthread_mutex_unlock(&c->lock);
    }
    return NULL;
}

void checkpoint_stop(struct checkpoint *c)
{
    if (c == NULL) return;
    pthread_mutex_lock(&c->lock);
    c->stopping = true;
    pthread_cond_signal(&c->wake);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    pthread_cond_destroy(&c->wake);
    pthread_mutex_destroy(&c->lock);
    store_close(c->store);
    free(c);
}

void checkpoint_truncate(struct checkpoint *c)
{
    pthread_mutex_lock(&c->lock);
    c->truncate = true;
    pthread_cond_signal(&c->wake);
    pthread_mutex_unlock(&c->lock);
}

size_t checkpoint_wal_size(struct checkpoint *c)
{
    pthread_mutex_lock(&c->lock);
    size_t size = c->wal_size;
    pthread_mutex_unlock(&c->lock);
    return size;
}
