/* The calls that a runner answers: index entry, view, answer, the author's tests. Each builds its
 * reply as one frame: RESULT with the JSON of wire.h, or FAULT. */
#ifndef SANDBOX_RUNNER_CALL_H
#define SANDBOX_RUNNER_CALL_H

#include "base/frame.h"
#include "sandbox/runner_code.h"

struct world;

struct runner {
    struct codes codes;
    struct world *world; /* replaced after an abort and every RUNNER_CALLS_PER_STATE calls */
};

/* Handles one frame: adds its reply, if it has one, to `out`. ERR_CORRUPT for a frame that no
 * keeper sends. */
int runner_call(struct runner *runner, const struct frame *frame, struct buf *out);

/* Every Lua-touching library once, before the wall, so that nothing opens a file later. */
int runner_warm_up(struct runner *runner);

#endif
