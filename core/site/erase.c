/* "Wis alles": erases what the database has of this learner, and forgets the device. */
#include "site/pages.h"

int erase_page_look(struct visit *visit)
{
    return page_render(visit, 200, "erase", page_scope(visit, say(visit, "Dit apparaat wissen")));
}

int erase_look(struct visit *visit)
{
    struct erase *erase = arena_new(visit->arena, struct erase);
    erase->learner_id = visit->learner.id;
    visit->page = erase;
    return 0;
}

int erase_change(struct visit *visit)
{
    return erase_apply(visit->store, visit->page, &visit->err);
}

int erase_show(struct visit *visit)
{
    /* what one change could not take is unfindable already; the upkeep takes the rest, and the log
     * is emptied too */
    const struct erase *erase = visit->page;
    checkpoint_truncate(visit->site->checkpoint);
    if (erase->more) atomic_store(&visit->site->next_sweep_ms, 0); /* not in half a minute: now */
    visit->has_learner = false;
    visit->token[0] = '\0';
    cookie_clear(visit, COOKIE_KEY);
    cookie_clear(visit, COOKIE_STAMP);
    response_header(visit->request, "Clear-Site-Data", STR("\"storage\""));
    return page_render(visit, 200, "erased", page_scope(visit, say(visit, "Gewist")));
}
