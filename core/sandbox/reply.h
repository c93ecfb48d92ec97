/* What a runner sends, judged: its READY, and its answer to the ask in flight. Everything in it may
 * be hostile. Pure; on the keeper's thread. */
#ifndef SANDBOX_REPLY_H
#define SANDBOX_REPLY_H

#include "sandbox/keeper.h"

#define READY_LEN 256

/* Copies what locked into `ready` as one line; 0, or ERR_DENIED with what is missing, or
 * ERR_CORRUPT if it is no READY. */
int reply_ready(const struct frame *frame, char ready[READY_LEN], struct err *err);

/* Fills the ask from a RESULT, or its fault and fault_text from a FAULT. ERR_CORRUPT: hostile. */
int reply_read(struct arena *arena, const struct frame *frame, uint32_t id, struct ask *ask,
               struct err *err);

/* Empties what the keeper fills, and sets the fault. `text` is in the arena or static. */
void reply_fault(struct ask *ask, enum fault fault, struct str text);

#endif
