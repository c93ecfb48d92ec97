/* One exercise on a page: where the learner is in it, what to ask its pack, and how it is drawn.
 * Used by the step page, and by the answer that comes back as a piece of it. */
#ifndef SITE_EXERCISE_H
#define SITE_EXERCISE_H

#include "learn/attempt.h"
#include "site/visit.h"

struct exercise {
    struct str slug, name; /* "gemiddelde-of-mediaan", "proeftuin/start/gemiddelde-of-mediaan" */
    int64_t id;
    const struct exercise_info *info; /* NULL if its pack could not be asked about it */
    struct practice practice;
    bool has_attempt; /* the last graded try of the variant in hand */
    struct attempt attempt;
    bool has_ungraded;
    struct ungraded ungraded;

    /* what comes from this very request */
    struct ask *ask;
    const struct outcome *outcome; /* graded just now; else the attempt's is read */
    const struct raw *typed;       /* just now, not (or not yet) stored */
    size_t typed_len;
    bool saved;     /* just now committed */
    bool elsewhere; /* another window was ahead */
};

/* In look or show. ERR_NOT_FOUND if the pack has no such exercise. Anonymous readers get a first,
 * untried variant. */
int exercise_load(struct visit *visit, const struct place *place, struct str slug,
                  struct exercise *exercise);

/* Fills an ask for the variant `n` (0: the preview). */
void exercise_ask(struct visit *visit, const struct place *place, const struct exercise *exercise,
                  enum ask_kind kind, int64_t n, struct ask *ask);

/* The scope of exercise.html and of answer_fragment.html. */
struct val *exercise_scope(struct visit *visit, const struct place *place, const struct step *step,
                           const struct exercise *exercise);

#endif
