/* Volgende: this step is done; on to the next, or back to the module's page after the last. */
#include "base/clock.h"
#include "learn/enrolment.h"
#include "site/pages.h"

struct done_page {
    struct step_change change;
    struct str to;
};

int done_look(struct visit *visit)
{
    struct place place;
    int rc = place_find(visit, &place);
    if (rc != 0) return rc;
    const struct step *step = module_step(place.module, visit->request->params[3]);
    if (step == NULL) return ERR_NOT_FOUND;
    if (!place.enrolled) return page_redirect(visit, place.address);
    struct done_page *page = arena_new(visit->arena, struct done_page);
    visit->page = page;
    const struct step *next =
        step + 1 < place.module->steps + place.module->steps_len ? step + 1 : NULL;
    page->change = (struct step_change){.learner_id = visit->learner.id,
                                        .module_id = place.module_id,
                                        .day = clock_day(),
                                        .step = step->id,
                                        .next = next ? next->id : STR_NONE};
    page->to = next ? step_address(visit, &place, next->id) : place.address;
    return 0;
}

int done_change(struct visit *visit)
{
    struct done_page *page = visit->page;
    return step_apply(visit->store, &page->change, &visit->err);
}

int done_show(struct visit *visit)
{
    const struct done_page *page = visit->page;
    return page_redirect(visit, page->to);
}
