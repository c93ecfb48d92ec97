/* The reader gate. Snapshots that overlap without end keep SQLite from starting its log anew; so
 * the checkpointer now and then closes the gate for a moment: new snapshots wait, at most
 * GATE_WAIT_MS, the old ones end. Any thread. */
#ifndef STORE_GATE_H
#define STORE_GATE_H

#include <stdbool.h>

struct gate;

struct gate *gate_create(void);
void gate_destroy(struct gate *gate);

void gate_enter(struct gate *gate);
void gate_leave(struct gate *gate);

/* Closes it and waits up to GATE_WAIT_MS for the snapshots inside to end. True if nobody is inside.
 * The gate must be opened again in either case. */
bool gate_close(struct gate *gate);
void gate_open(struct gate *gate);

#endif
