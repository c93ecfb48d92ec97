/* From an address to the module it means, in the version that holds for this reader. */
#include "base/log.h"
#include "learn/enrolment.h"
#include "site/visit.h"

static const struct site_pack *pack_of(const struct catalogue_entry *entry)
{
    return entry->bundle;
}

static int module_in(struct place *place, const struct catalogue_entry *entry, struct str id)
{
    place->entry = entry;
    place->pack = pack_of(entry);
    place->module = pack_module(entry->pack, id);
    if (place->module == NULL) return ERR_NOT_FOUND;
    place->module_id = place->pack->module_ids[place->module - entry->pack->modules];
    return 0;
}

const struct catalogue_entry *entry_of_closure(const struct site *site, int64_t closure_id)
{
    size_t len;
    const struct catalogue_entry *list = catalogue_list(site->catalogue, &len);
    for (size_t i = 0; i < len; i++)
        if (pack_of(&list[i])->closure_id == closure_id) return &list[i];
    return NULL;
}

int place_find(struct visit *visit, struct place *place)
{
    const struct str *p = visit->request->params;
    *place = (struct place){0};
    const struct catalogue_entry *current = catalogue_find(visit->site->catalogue, p[0], p[1]);
    if (current == NULL) return ERR_NOT_FOUND;
    int rc = module_in(place, current, p[2]);
    if (rc != 0) return rc;
    place->address = arena_printf(visit->arena, "/m/%.*s/%.*s/%.*s", STR_ARG(p[0]), STR_ARG(p[1]),
                                  STR_ARG(p[2]));
    if (!visit->has_learner) return 0;

    struct enrolment *e = arena_new(visit->arena, struct enrolment);
    rc = enrolment_find(visit->store, visit->arena, visit->learner.id, place->module_id, e,
                        &visit->err);
    if (rc <= 0) return rc;
    place->enrolled = true;
    place->enrolment = e;
    const struct catalogue_entry *begun = entry_of_closure(visit->site, e->closure_id);
    if (begun == NULL || begun == current) {
        if (begun == NULL)
            log_warn("%.*s: a learner began with a version that is no longer stored; showing the "
                     "current one",
                     STR_ARG(place->address));
        return 0;
    }
    return module_in(place, begun, p[2]);
}

int place_exercise(const struct place *place, struct str slug)
{
    for (size_t i = 0; i < place->entry->pack->exercises_len; i++)
        if (str_eq(place->entry->pack->exercises[i], slug)) return (int)i;
    return -1;
}

struct str step_address(struct visit *visit, const struct place *place, struct str step)
{
    return arena_printf(visit->arena, "%.*s/%.*s", STR_ARG(place->address), STR_ARG(step));
}
