/* The writer: one thread with the only read-write connection. It applies all changes that wait in
 * one transaction, each in its own savepoint, commits once, and only then lets them go on.
 * "Opgeslagen" means that this commit is on disk.
 *
 * A change's apply does no I/O but SQL, re-checks every guard on the rows as they are now, writes
 * what it found into its own result, touches at most WRITE_ROWS_MAX rows, and may be run again: if
 * the batch is lost (the disk is full, the commit fails) its changes are applied one by one and
 * only those that fail alone get the error. */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include "base/queue.h"
#include "store/store.h"

struct writer;

struct change {
    struct queue_node node;
    /* 0, or a negative error: then all it did is undone. */
    int (*apply)(struct store *store, void *data, struct err *err);
    void *data;
    void (*done)(
        struct change *change); /* on the writer's thread, after the commit; must not block */
    void *owner;
    int rc; /* of apply or of its commit */
    struct err err;
};

/* Takes the data folder for this process; ERR_BUSY if another has it. */
int writer_start(struct writer **out, const char *data_dir, struct err *err);
/* Applies what waits, then stops. */
void writer_stop(struct writer *writer);

/* Takes the change until `done`. ERR_BUSY when the queue is full, ERR_STOPPED. */
int writer_submit(struct writer *writer, struct change *change);
/* The same, waiting for it: start-up, upkeep and tests only. Returns change->rc. */
int writer_submit_wait(struct writer *writer, struct change *change);

struct writer_stats {
    uint64_t changes, commits, failures;
    uint64_t busy_us; /* spent applying and committing */
    size_t waiting;
};
void writer_stats(struct writer *writer, struct writer_stats *stats);

#endif
