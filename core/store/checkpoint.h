/* The checkpointer: a thread that moves the write-ahead log into the database file. PASSIVE about
 * once a second; when the log is over WAL_SOFT it closes the reader gate for a moment and runs
 * RESTART; after an erasure TRUNCATE, so that what was erased is in no file any more. */
#ifndef STORE_CHECKPOINT_H
#define STORE_CHECKPOINT_H

#include "store/gate.h"
#include "store/store.h"

struct checkpoint;

/* The writer must have been started: the file exists. Borrows the gate. */
int checkpoint_start(struct checkpoint **out, const char *data_dir, struct gate *gate,
                     struct err *err);
/* Runs a last one and stops. */
void checkpoint_stop(struct checkpoint *checkpoint);

/* Something was erased: empty the log soon. Any thread. */
void checkpoint_truncate(struct checkpoint *checkpoint);
/* Size of the log at the last look, in bytes. Any thread. */
size_t checkpoint_wal_size(struct checkpoint *checkpoint);

#endif
