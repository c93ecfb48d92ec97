/* An enrolment: a learner follows a module, in the version (closure) that was current at Beginnen,
 * and has done some of its steps. Reading functions run on a lane, the change on the writer. */
#ifndef LEARN_ENROLMENT_H
#define LEARN_ENROLMENT_H

#include "pack/digest.h"
#include "store/store.h"

struct enrolment {
    int64_t module_id, closure_id;
    struct str at_step;     /* where the learner was last, or none */
    const struct str *done; /* ids of steps done */
    size_t done_len;
};

/* 1, 0 if the learner is not enrolled, or an error. Copies into the arena. */
int enrolment_find(struct store *store, struct arena *arena, int64_t learner_id, int64_t module_id,
                   struct enrolment *enrolment, struct err *err);
bool enrolment_done(const struct enrolment *enrolment, struct str step);

/* "Volgende": a step is done, and the learner goes on to `next` (none: stays). Repeating it changes
 * nothing. */
struct step_change {
    int64_t learner_id, module_id, day;
    struct str step, next;
    bool gone; /* the enrolment is no longer there */
};
int step_apply(struct store *store, void *step_change, struct err *err);

#endif
