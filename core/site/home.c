/* Home: what this is, and what there is to do. */
#include "learn/enrolment.h"
#include "site/pages.h"

/* A module as a seed packet. */
static int packet_add(struct visit *visit, struct val *list, const struct catalogue_entry *entry,
                      const struct module *module)
{
    const struct pack *pack = entry->pack;
    const struct site_pack *numbers = entry->bundle;
    struct val *packet = val_add(list);
    struct str address = arena_printf(visit->arena, "/m/%.*s/%.*s/%.*s", STR_ARG(pack->org),
                                      STR_ARG(pack->name), STR_ARG(module->id));
    val_set_str(packet, "title", text_in(visit->arena, &module->title, visit->lang));
    val_set_str(packet, "summary", text_in(visit->arena, &module->summary, visit->lang));
    val_set_str(packet, "address", address);
    val_set_int(packet, "minutes", module->minutes);
    val_set_str(packet, "org", pack->authors_len ? pack->authors[0] : pack->org);
    val_set_bool(packet, "fiction", pack->fiction);
    facets_set(visit, packet, module);
    level_set(visit, packet, module);
    if (!visit->has_learner) return 0;

    struct enrolment enrolment;
    int rc = enrolment_find(visit->store, visit->arena, visit->learner.id,
                            numbers->module_ids[module - pack->modules], &enrolment, &visit->err);
    if (rc <= 0) return rc;
    struct place place = {.entry = entry,
                          .module = module,
                          .address = address,
                          .enrolled = true,
                          .enrolment = &enrolment};
    struct str at = enrolment.at_step;
    val_set_bool(packet, "begun", true);
    plots_set(visit, packet, &place, at);
    val_set_str(packet, "resume_address", at.ptr ? step_address(visit, &place, at) : address);
    return 0;
}

int home_look(struct visit *visit)
{
    struct val *scope = page_scope(visit, STR("Proeftuin"));
    val_set_bool(scope, "home_current", true);
    struct val *list = val_set_list(scope, "modules");
    size_t len;
    const struct catalogue_entry *entries = catalogue_list(visit->site->catalogue, &len);
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < len; i++)
        for (size_t m = 0; rc == 0 && entries[i].current && m < entries[i].pack->modules_len; m++)
            rc = packet_add(visit, list, &entries[i], &entries[i].pack->modules[m]);
    return rc != 0 ? rc : page_render(visit, 200, "home", scope);
}
