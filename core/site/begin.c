/* Beginnen: the learner's key with its sentence, own device or shared, and the enrolment. */
#include "base/clock.h"
#include "site/pages.h"

struct begin_page {
    struct begin begin;
    char key[LEARNER_KEY_TEXT_LEN + 1]; /* of a new learner; else empty */
    struct str to;
};

/* The step that the form stood on, else the first. */
static const struct step *step_of(const struct place *place, struct str back)
{
    const struct step *step = NULL;
    size_t skip = place->address.len + 1;
    if (back.len > skip && str_starts(back, place->address))
        step = module_step(place->module, (struct str){back.ptr + skip, back.len - skip});
    if (step == NULL && place->module->steps_len > 0) step = &place->module->steps[0];
    return step;
}

int begin_look(struct visit *visit)
{
    struct begin_page *page = arena_new(visit->arena, struct begin_page);
    visit->page = page;
    struct place place;
    int rc = place_find(visit, &place);
    if (rc != 0) return rc;
    const struct step *at = step_of(&place, form_value(visit, "back"));
    if (at == NULL) return ERR_NOT_FOUND;
    page->begin = (struct begin){.learner_id = visit->has_learner ? visit->learner.id : 0,
                                 .shared = str_is(form_value(visit, "device"), "shared"),
                                 .module_id = place.module_id,
                                 .closure_id = place.pack->closure_id,
                                 .day = clock_day(),
                                 .step = at->id};
    if (!visit->has_learner) learner_key_make(page->key, &page->begin.key_hash);
    page->to = step_address(visit, &place, at->id);
    return 0;
}

int begin_change(struct visit *visit)
{
    struct begin_page *page = visit->page;
    return begin_apply(visit->store, &page->begin, &visit->err);
}

int begin_show(struct visit *visit)
{
    const struct begin_page *page = visit->page;
    /* erased in another window meanwhile: the next page shows the preview again */
    visit->stale_key = page->begin.result == BEGIN_GONE; /* a key from before is replaced */
    /* a shared device forgets when its browser closes */
    if (page->key[0])
        cookie_set(visit, COOKIE_KEY, str_of(page->key), page->begin.shared ? 0 : KEY_AGE_S);
    if (page->key[0] && page->begin.shared) cookie_stamp(visit, &page->begin.key_hash);
    return page_redirect(visit, page->to);
}
