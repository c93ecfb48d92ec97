#include "learn/attempt.h"

#include "base/limits.h"

int practice_find(struct store *store, int64_t learner_id, int64_t exercise_id,
                  struct practice *practice, struct err *err)
{
    *practice = (struct practice){.n = 1};
    struct cursor c;
    int rc = cursor_one(&c, store, err, SQL_PRACTICE_FIND, learner_id, exercise_id);
    if (rc == 1)
        *practice = (struct practice){cursor_int(&c, 0), cursor_int(&c, 1), cursor_int(&c, 2) != 0,
                                      cursor_real(&c, 3), cursor_int(&c, 4) != 0};
    cursor_close(&c);
    return rc < 0 ? rc : 0;
}

static enum lang lang_of(struct str code)
{
    enum lang lang = LANG_NL;
    (void)lang_parse(code, &lang);
    return lang;
}

int attempt_find(struct store *store, struct arena *arena, int64_t learner_id, int64_t exercise_id,
                 int64_t n, int64_t try_no, struct attempt *attempt, struct err *err)
{
    struct cursor c;
    int rc = cursor_one(&c, store, err, SQL_ATTEMPT_FIND, learner_id, exercise_id, n, try_no);
    if (rc == 1)
        *attempt = (struct attempt){cursor_real(&c, 1),
                                    cursor_int(&c, 2) != 0,
                                    lang_of(cursor_text(&c, arena, 3)),
                                    cursor_text(&c, arena, 4),
                                    cursor_text(&c, arena, 5),
                                    (uint64_t)cursor_int(&c, 6)};
    cursor_close(&c);
    return rc;
}

int ungraded_find(struct store *store, struct arena *arena, int64_t learner_id, int64_t exercise_id,
                  int64_t n, struct ungraded *ungraded, struct err *err)
{
    struct cursor c;
    int rc = cursor_one(&c, store, err, SQL_UNGRADED_FIND, learner_id, exercise_id, n);
    if (rc == 1)
        *ungraded = (struct ungraded){cursor_int(&c, 0), lang_of(cursor_text(&c, arena, 1)),
                                      cursor_text(&c, arena, 2)};
    cursor_close(&c);
    return rc;
}

static int learner_exists(struct store *store, int64_t learner_id, struct err *err)
{
    struct cursor c;
    int rc = cursor_one(&c, store, err, SQL_LEARNER_GET, learner_id);
    cursor_close(&c);
    return rc;
}

static int attempt_exists(struct store *store, int64_t learner_id, int64_t exercise_id, int64_t n,
                          int64_t try_no, struct err *err)
{
    struct cursor c;
    int rc = cursor_one(&c, store, err, SQL_ATTEMPT_FIND, learner_id, exercise_id, n, try_no);
    cursor_close(&c);
    return rc;
}

/* May this try be written? 0 and *result, or an error. Reads the practice as it is now. */
static int guard(struct store *store, int64_t learner_id, int64_t exercise_id, int64_t n,
                 int64_t try_no, bool late, struct practice *practice, enum answer_result *result,
                 struct err *err)
{
    int rc = learner_exists(store, learner_id, err);
    if (rc < 0) return rc;
    if (rc == 0) {
        *result = ANSWER_GONE;
        return 0;
    }
    rc = practice_find(store, learner_id, exercise_id, practice, err);
    if (rc < 0) return rc;
    *result = ANSWER_OK;
    if (n == practice->n && try_no == practice->tries + 1 && !practice->closed) return 0;
    rc = attempt_exists(store, learner_id, exercise_id, n, try_no, err);
    if (rc < 0) return rc;
    if (rc == 1) *result = ANSWER_DUPLICATE;
    else if (!(late && n < practice->n)) *result = ANSWER_CONFLICT;
    return 0;
}

static int practice_put(struct store *store, int64_t learner_id, int64_t exercise_id,
                        const struct practice *p, struct err *err)
{
    return store_run(store, err, SQL_PRACTICE_PUT, learner_id, exercise_id, p->n, p->tries,
                     (int64_t)p->closed, p->best, (int64_t)p->passed);
}

int answer_apply(struct store *store, void *data, struct err *err)
{
    struct answer_change *a = data;
    int rc = guard(store, a->learner_id, a->exercise_id, a->n, a->try_no, a->late, &a->practice,
                   &a->result, err);
    if (rc < 0) return rc;
    if (a->result == ANSWER_DUPLICATE || (a->late && a->result == ANSWER_CONFLICT)) {
        /* graded by another way in the meantime: what waited is done with */
        rc = store_run(store, err, SQL_UNGRADED_REMOVE, a->learner_id, a->exercise_id, a->n);
        return rc < 0 ? rc : 0;
    }
    if (a->result != ANSWER_OK) return 0;

    rc = store_run(store, err, SQL_ATTEMPT_ADD, a->learner_id, a->exercise_id, a->n, a->try_no,
                   a->closure_id, str_of(lang_code(a->lang)), a->score, (int64_t)a->passed,
                   a->answer, a->outcome, (int64_t)a->fingerprint, a->now_ms);
    if (rc < 0) return rc;
    struct practice *p = &a->practice;
    if (a->n == p->n) {
        p->tries = a->try_no;
        p->closed = a->score >= 1 || p->tries >= TRIES_MAX;
    }
    if (a->score > p->best) p->best = a->score;
    p->passed = p->passed || a->passed;
    rc = practice_put(store, a->learner_id, a->exercise_id, p, err);
    if (rc >= 0)
        rc = store_run(store, err, SQL_UNGRADED_REMOVE, a->learner_id, a->exercise_id, a->n);
    if (rc >= 0 && !a->late) {
        rc = store_run(store, err, SQL_LEARNER_SEEN, a->learner_id, a->day);
        if (rc >= 0)
            rc = store_run(store, err, SQL_ENROLMENT_AT, a->learner_id, a->module_id, a->step);
    }
    return rc < 0 ? rc : 0;
}

int ungraded_apply(struct store *store, void *data, struct err *err)
{
    struct ungraded_change *u = data;
    int rc = guard(store, u->learner_id, u->exercise_id, u->n, u->try_no, false, &u->practice,
                   &u->result, err);
    if (rc < 0) return rc;
    struct str detail = u->detail;
    if (detail.len > FAULT_DETAIL_LEN) {
        detail.len = FAULT_DETAIL_LEN;
        while (detail.len > 0 && ((unsigned char)detail.ptr[detail.len] & 0xC0) == 0x80)
            detail.len--;
    }
    rc = store_run(store, err, SQL_FAULT_PUT, u->exercise_id, u->closure_id, u->fault, detail,
                   u->now_ms);
    if (rc < 0 || u->result != ANSWER_OK) return rc < 0 ? rc : 0;
    rc = store_run(store, err, SQL_UNGRADED_PUT, u->learner_id, u->exercise_id, u->n, u->try_no,
                   u->closure_id, str_of(lang_code(u->lang)), u->answer, u->now_ms);
    return rc < 0 ? rc : 0;
}

int again_apply(struct store *store, void *data, struct err *err)
{
    struct again_change *a = data;
    int rc = learner_exists(store, a->learner_id, err);
    if (rc < 0) return rc;
    a->result = ANSWER_GONE;
    if (rc == 0) return 0;
    rc = practice_find(store, a->learner_id, a->exercise_id, &a->practice, err);
    if (rc < 0) return rc;
    struct practice *p = &a->practice;
    a->result = p->n > a->n ? ANSWER_DUPLICATE : ANSWER_CONFLICT;
    if (p->n != a->n || p->tries == 0 || p->n >= VARIANTS_MAX) return 0;
    a->result = ANSWER_OK;
    p->n++;
    p->tries = 0;
    p->closed = false;
    rc = practice_put(store, a->learner_id, a->exercise_id, p, err);
    if (rc >= 0) rc = store_run(store, err, SQL_LEARNER_SEEN, a->learner_id, a->day);
    return rc < 0 ? rc : 0;
}

int due_list(struct store *store, struct arena *arena, int64_t now_ms, struct due *due, size_t max,
             struct err *err)
{
    struct cursor c;
    size_t n = 0;
    int rc = cursor_open(&c, store, err, SQL_UNGRADED_LIST_DUE, now_ms, (int64_t)max);
    if (rc != 0) return rc;
    while (n < max && (rc = cursor_next(&c, err)) == 1) {
        due[n++] = (struct due){.learner_id = cursor_int(&c, 0),
                                .exercise_id = cursor_int(&c, 1),
                                .closure_id = cursor_int(&c, 2),
                                .n = cursor_int(&c, 3),
                                .try_no = cursor_int(&c, 4),
                                .key_hash = cursor_blob(&c, arena, 5),
                                .lang = lang_of(cursor_text(&c, arena, 6)),
                                .answer = cursor_text(&c, arena, 7),
                                .exercise = cursor_text(&c, arena, 8)};
    }
    cursor_close(&c);
    return rc < 0 ? rc : (int)n;
}

int defer_apply(struct store *store, void *data, struct err *err)
{
    const struct defer_change *d = data;
    int rc =
        store_run(store, err, SQL_UNGRADED_DEFER, d->learner_id, d->exercise_id, d->n, d->now_ms);
    return rc < 0 ? rc : 0;
}
