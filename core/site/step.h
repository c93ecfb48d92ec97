/* A step's page: its text with the exercises in it. Also drawn by the answer of a browser without
 * our script. */
#ifndef SITE_STEP_H
#define SITE_STEP_H

#include "site/exercise.h"

struct step_page {
    struct place place;
    const struct step *step;
    struct exercise *exercises; /* as step->exercises */
};

/* In look: finds the step of params 3 and loads its exercises. */
int step_page_load(struct visit *visit, struct step_page *page);
/* In show: draws the whole page. */
int step_page_show(struct visit *visit, const struct step_page *page, int status);

#endif
