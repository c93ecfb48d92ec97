/* Practice and attempts. A learner practises an exercise in variants, numbered from 1; of one
 * variant at most TRIES_MAX tries are graded, and each graded try is an attempt row that never
 * changes.
 *
 *            answer: wrong, tries left               again
 *          ┌──────────────┐                ┌─────────────────────────┐
 *          ▼              │                │                         │
 *        OPEN ────────────┴── answer: all right, or the last try ─► CLOSED
 *          └── again ──► OPEN, the next variant      (worked answer shown)
 *
 * (learner, exercise, n, try) is unique: what is sent twice is answered with the first outcome. An
 * answer whose grading failed is kept as ungraded and uses up no try. Reading functions run on a
 * lane, the changes on the writer. */
#ifndef LEARN_ATTEMPT_H
#define LEARN_ATTEMPT_H

#include "base/lang.h"
#include "store/store.h"

struct practice {
    int64_t n;     /* the variant in hand */
    int64_t tries; /* graded tries of it */
    bool closed;
    double best;
    bool passed;
};

struct attempt {
    double score;
    bool passed;
    enum lang lang;
    struct str answer;  /* JSON, as typed */
    struct str outcome; /* JSON */
    uint64_t fingerprint;
};

struct ungraded {
    int64_t try_no;
    enum lang lang;
    struct str answer;
};

/* Always gives a practice: the first variant, untried, if there is no row. 0 or an error. */
int practice_find(struct store *store, int64_t learner_id, int64_t exercise_id,
                  struct practice *practice, struct err *err);
/* 1, 0 or an error; copies into the arena. */
int attempt_find(struct store *store, struct arena *arena, int64_t learner_id, int64_t exercise_id,
                 int64_t n, int64_t try_no, struct attempt *attempt, struct err *err);
int ungraded_find(struct store *store, struct arena *arena, int64_t learner_id, int64_t exercise_id,
                  int64_t n, struct ungraded *ungraded, struct err *err);

enum answer_result {
    ANSWER_OK,
    ANSWER_DUPLICATE, /* this try was graded before: its first outcome stands */
    ANSWER_CONFLICT,  /* the learner is elsewhere by now: another variant, another try */
    ANSWER_GONE       /* the learner was erased */
};

/* A graded answer. */
struct answer_change {
    int64_t learner_id, exercise_id, closure_id, module_id;
    struct str step;
    int64_t n, try_no;
    enum lang lang;
    struct str answer, outcome;
    double score;
    bool passed;
    uint64_t fingerprint;
    int64_t now_ms, day;
    bool late; /* graded by a sweep: an earlier variant may be filled in too */
    enum answer_result result;
    struct practice practice; /* as it is after the change, or as it was found */
};
int answer_apply(struct store *store, void *answer_change, struct err *err);

/* An answer that could not be graded: kept, with what the author is to know. */
struct ungraded_change {
    int64_t learner_id, exercise_id, closure_id;
    int64_t n, try_no;
    enum lang lang;
    struct str answer;
    struct str fault, detail; /* kind and text, for the author; detail is cut at FAULT_DETAIL_LEN */
    int64_t now_ms;
    enum answer_result result;
    struct practice practice;
};
#define FAULT_DETAIL_LEN 4000
int ungraded_apply(struct store *store, void *ungraded_change, struct err *err);

/* "Opnieuw proberen": the next variant, if `n` is the one in hand and was tried. */
struct again_change {
    int64_t learner_id, exercise_id, n, day;
    enum answer_result result; /* DUPLICATE: already there */
    struct practice practice;
};
int again_apply(struct store *store, void *again_change, struct err *err);

/* Ungraded answers whose turn has come, for the sweep. Returns how many, or an error. */
struct due {
    int64_t learner_id, exercise_id, closure_id, n, try_no;
    struct str key_hash;
    enum lang lang;
    struct str answer;
    struct str exercise; /* "org/pack/exercise" */
};
int due_list(struct store *store, struct arena *arena, int64_t now_ms, struct due *due, size_t max,
             struct err *err);
/* It still cannot be graded: later again, each time twice as late. */
struct defer_change {
    int64_t learner_id, exercise_id, n, now_ms;
};
int defer_apply(struct store *store, void *defer_change, struct err *err);

#endif
