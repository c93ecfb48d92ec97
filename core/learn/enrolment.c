#include "learn/enrolment.h"

#include "base/limits.h"

int enrolment_find(struct store *store, struct arena *arena, int64_t learner_id, int64_t module_id,
                   struct enrolment *enrolment, struct err *err)
{
    struct cursor c;
    int rc = cursor_one(&c, store, err, SQL_ENROLMENT_FIND, learner_id, module_id);
    if (rc == 1)
        *enrolment = (struct enrolment){.module_id = module_id,
                                        .closure_id = cursor_int(&c, 0),
                                        .at_step = cursor_text(&c, arena, 1)};
    cursor_close(&c);
    if (rc != 1) return rc;

    struct str *done = arena_array(arena, struct str, MODULE_STEPS_MAX);
    rc = cursor_open(&c, store, err, SQL_STEP_LIST, learner_id, module_id);
    if (rc != 0) return rc;
    while (enrolment->done_len < MODULE_STEPS_MAX && (rc = cursor_next(&c, err)) == 1)
        done[enrolment->done_len++] = cursor_text(&c, arena, 0);
    cursor_close(&c);
    enrolment->done = done;
    return rc < 0 ? rc : 1;
}

bool enrolment_done(const struct enrolment *enrolment, struct str step)
{
    for (size_t i = 0; i < enrolment->done_len; i++)
        if (str_eq(enrolment->done[i], step)) return true;
    return false;
}

int step_apply(struct store *store, void *data, struct err *err)
{
    struct step_change *s = data;
    struct cursor c;
    int rc = cursor_one(&c, store, err, SQL_ENROLMENT_FIND, s->learner_id, s->module_id);
    cursor_close(&c);
    if (rc < 0) return rc;
    s->gone = rc == 0;
    if (s->gone) return 0;
    rc = store_run(store, err, SQL_STEP_ADD, s->learner_id, s->module_id, s->step, s->day);
    if (rc >= 0)
        rc = store_run(store, err, SQL_ENROLMENT_AT, s->learner_id, s->module_id,
                       s->next.ptr ? s->next : s->step);
    if (rc >= 0) rc = store_run(store, err, SQL_LEARNER_SEEN, s->learner_id, s->day);
    return rc < 0 ? rc : 0;
}
