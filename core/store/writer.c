#include "store/writer.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "store/handle.h"

struct writer {
    pthread_t thread;
    int lock_fd; /* the data folder, held for this process alone */
    struct queue queue;
    struct store *store;
    pthread_mutex_t stats_lock;
    struct writer_stats stats;
};

static void *writer_main(void *arg);

/* Two servers on one folder would each commit well, but tidy away each other's packs and hold up
 * each other's checkpoints. The lock goes with the process, also when that is killed. */
static int folder_lock(int *fd, const char *data_dir, struct err *err)
{
    *fd = open(data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*fd < 0)
        return err_set(err, ERR_IO, "cannot open the data folder %s: %s", data_dir,
                       strerror(errno));
    if (flock(*fd, LOCK_EX | LOCK_NB) == 0) return 0;
    int why = errno;
    close(*fd);
    if (why == EWOULDBLOCK)
        return err_set(err, ERR_BUSY,
                       "the data folder %s is in use by a Proeftuin that runs already. Stop that"
                       " one, or choose another folder with --data DIR",
                       data_dir);
    return err_set(err, ERR_IO, "cannot lock the data folder %s: %s", data_dir, strerror(why));
}

int writer_start(struct writer **out, const char *data_dir, struct err *err)
{
    struct writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL) return err_set(err, ERR_IO, "no memory for the writer");
    int rc = folder_lock(&writer->lock_fd, data_dir, err);
    if (rc == 0) {
        rc = store_open(&writer->store, data_dir, STORE_WRITE, err);
        if (rc != 0) close(writer->lock_fd);
    }
    if (rc != 0) {
        free(writer);
        return rc;
    }
    queue_init(&writer->queue, WRITER_QUEUE_MAX, false);
    pthread_mutex_init(&writer->stats_lock, NULL);
    if (pthread_create(&writer->thread, NULL, writer_main, writer) != 0) abort();
    pthread_setname_np(writer->thread, "writer");
    *out = writer;
    return 0;
}

int writer_submit(struct writer *writer, struct change *change)
{
    return queue_push(&writer->queue, &change->node);
}

static struct change *change_next(struct change *change)
{
    return (struct change *)change->node.next;
}

/* Applies one change inside its savepoint. Returns false when the whole transaction is gone. */
static bool change_try(struct writer *writer, struct change *change)
{
    struct store *store = writer->store;
    change->rc = store_control(store, CONTROL_SAVE, &change->err);
    if (change->rc != 0) return store_in_transaction(store);
    int before = sqlite3_total_changes(store->db);
    change->rc = change->apply(store, change->data, &change->err);
    assert(sqlite3_total_changes(store->db) - before <= WRITE_ROWS_MAX);
    /* a failed statement (disk full, I/O) may have rolled back everything */
    if (!store_in_transaction(store)) return false;
    struct err undo;
    if (change->rc != 0 && store_control(store, CONTROL_UNDO, &undo) != 0) return false;
    return store_control(store, CONTROL_RELEASE, &undo) == 0;
}

static bool batch_try(struct writer *writer, struct change *batch)
{
    struct err err;
    if (store_control(writer->store, CONTROL_BEGIN_WRITE, &err) != 0) return false;
    for (struct change *c = batch; c; c = change_next(c))
        if (!change_try(writer, c)) return false;
    return store_control(writer->store, CONTROL_COMMIT, &err) == 0;
}

static void batch_end(struct writer *writer)
{
    struct err err;
    if (store_in_transaction(writer->store) &&
        store_control(writer->store, CONTROL_ROLLBACK, &err) != 0)
        log_error("writer: %s", err.text);
}

static void change_alone(struct writer *writer, struct change *change)
{
    struct store *store = writer->store;
    change->rc = store_control(store, CONTROL_BEGIN_WRITE, &change->err);
    if (change->rc == 0) change->rc = change->apply(store, change->data, &change->err);
    if (change->rc == 0) change->rc = store_control(store, CONTROL_COMMIT, &change->err);
    batch_end(writer);
}

static void stats_add(struct writer *writer, struct change *batch, int64_t began_us)
{
    pthread_mutex_lock(&writer->stats_lock);
    for (struct change *c = batch; c; c = change_next(c)) {
        writer->stats.changes++;
        writer->stats.failures += c->rc != 0;
    }
    writer->stats.commits++;
    writer->stats.busy_us += (uint64_t)(clock_us() - began_us);
    pthread_mutex_unlock(&writer->stats_lock);
}

static void *writer_main(void *arg)
{
    struct writer *writer = arg;
    struct change *batch;
    while ((batch = (struct change *)queue_take(&writer->queue, WRITER_BATCH_MAX)) != NULL) {
        int64_t began_us = clock_us();
        if (!batch_try(writer, batch)) {
            batch_end(writer);
            for (struct change *c = batch; c; c = change_next(c)) change_alone(writer, c);
        }
        stats_add(writer, batch, began_us);
        while (batch) {
            struct change *next = change_next(batch); /* done gives it away */
            batch->done(batch);
            batch = next;
        }
    }
    return NULL;
}

void writer_stop(struct writer *writer)
{
    if (writer == NULL) return;
    queue_close(&writer->queue);
    pthread_join(writer->thread, NULL);
    queue_finish(&writer->queue);
    pthread_mutex_destroy(&writer->stats_lock);
    store_close(writer->store);
    close(writer->lock_fd);
    free(writer);
}

static void wait_done(struct change *change)
{
    sem_post(change->owner);
}

int writer_submit_wait(struct writer *writer, struct change *change)
{
    sem_t done;
    sem_init(&done, 0, 0);
    change->done = wait_done;
    change->owner = &done;
    int rc = writer_submit(writer, change);
    if (rc == 0) {
        while (sem_wait(&done) != 0) {}
        rc = change->rc;
    }
    sem_destroy(&done);
    return rc;
}

void writer_stats(struct writer *writer, struct writer_stats *stats)
{
    pthread_mutex_lock(&writer->stats_lock);
    *stats = writer->stats;
    pthread_mutex_unlock(&writer->stats_lock);
    stats->waiting = queue_len(&writer->queue);
}
