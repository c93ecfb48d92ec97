/* Opnieuw proberen: the next variant of an exercise. */
#include "base/clock.h"
#include "learn/attempt.h"
#include "site/pages.h"

struct again_page {
    struct again_change change;
    struct str to;
};

int again_look(struct visit *visit)
{
    struct place place;
    int rc = place_find(visit, &place);
    if (rc != 0) return rc;
    const struct str *params = visit->request->params;
    const struct step *step = module_step(place.module, params[3]);
    int index = place_exercise(&place, params[4]);
    if (step == NULL || index < 0) return ERR_NOT_FOUND;
    if (!place.enrolled) return page_redirect(visit, place.address);
    struct again_page *page = arena_new(visit->arena, struct again_page);
    visit->page = page;
    page->change = (struct again_change){.learner_id = visit->learner.id,
                                         .exercise_id = place.pack->exercise_ids[index],
                                         .day = clock_day()};
    page->to = arena_printf(visit->arena, "%.*s#x-%.*s",
                            STR_ARG(step_address(visit, &place, step->id)), STR_ARG(params[4]));
    if (form_count(visit, "n", VARIANTS_MAX, &page->change.n) != 0)
        return err_set(&visit->err, ERR_INVALID, "the form says not which variant");
    return 0;
}

int again_change(struct visit *visit)
{
    struct again_page *page = visit->page;
    return again_apply(visit->store, &page->change, &visit->err);
}

int again_show(struct visit *visit)
{
    const struct again_page *page = visit->page;
    if (page->change.result == ANSWER_GONE) return ERR_GONE;
    return page_redirect(visit, page->to);
}
