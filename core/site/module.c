/* A module's own page: what you will be able to do, its steps as plots, and Beginnen. */
#include "learn/enrolment.h"
#include "site/pages.h"

void plots_set(struct visit *visit, struct val *to, const struct place *place, struct str current)
{
    const struct module *module = place->module;
    struct val *steps = val_set_list(to, "steps");
    int64_t done = 0;
    for (size_t i = 0; i < module->steps_len; i++) {
        const struct step *step = &module->steps[i];
        bool is_done = place->enrolled && enrolment_done(place->enrolment, step->id);
        struct val *item = val_add(steps);
        val_set_str(item, "title", text_in(visit->arena, &step->title, visit->lang));
        val_set_str(item, "address", step_address(visit, place, step->id));
        val_set_int(item, "minutes", step->minutes);
        val_set_bool(item, "done", is_done);
        val_set_bool(item, "current", str_eq(step->id, current));
        done += is_done;
    }
    val_set_int(to, "progress_done", done);
    val_set_int(to, "progress_total", (int64_t)module->steps_len);
}

static void texts_set(struct visit *visit, struct val *to, const char *key,
                      const struct text *texts, size_t len)
{
    struct val *list = val_set_list(to, key);
    for (size_t i = 0; i < len; i++)
        val_set_str(val_add(list), "text", text_in(visit->arena, &texts[i], visit->lang));
}

static struct str authors_text(struct visit *visit, const struct pack *pack)
{
    struct str text = STR("");
    for (size_t i = 0; i < pack->authors_len; i++)
        text = arena_printf(visit->arena, "%.*s%s%.*s", STR_ARG(text), i ? ", " : "",
                            STR_ARG(pack->authors[i]));
    return text;
}

static struct str languages_text(struct visit *visit, const struct pack *pack)
{
    struct str text = STR("");
    for (int l = 0; l < LANG_COUNT; l++)
        if (pack->has[l])
            text = arena_printf(visit->arena, "%.*s%s%s", STR_ARG(text), text.len ? ", " : "",
                                lang_name((enum lang)l));
    return text;
}

int module_look(struct visit *visit)
{
    struct place place;
    int rc = place_find(visit, &place);
    if (rc != 0) return rc;
    const struct module *module = place.module;
    const struct pack *pack = place.entry->pack;
    struct str title = text_in(visit->arena, &module->title, visit->lang);
    struct val *scope = page_scope(visit, title);
    struct str at = place.enrolled ? place.enrolment->at_step : STR_NONE;
    struct str first = module->steps_len ? module->steps[0].id : STR_NONE;
    val_set_str(scope, "summary", text_in(visit->arena, &module->summary, visit->lang));
    val_set_int(scope, "minutes", module->minutes);
    val_set_str(scope, "address", place.address);
    val_set_str(scope, "begin_address",
                arena_printf(visit->arena, "%.*s/begin", STR_ARG(place.address)));
    val_set_str(scope, "first_address", step_address(visit, &place, first));
    val_set_str(scope, "resume_address",
                step_address(visit, &place, at.ptr && module_step(module, at) ? at : first));
    val_set_bool(scope, "enrolled", place.enrolled);
    val_set_bool(scope, "older_version", !place.entry->current);
    val_set_str(scope, "version", pack->version);
    val_set_str(scope, "licence", pack->licence);
    val_set_str(scope, "review_by", pack->review_by);
    val_set_bool(scope, "fiction", pack->fiction);
    val_set_str(scope, "authors", authors_text(visit, pack));
    val_set_str(scope, "languages", languages_text(visit, pack));
    texts_set(visit, scope, "outcomes", module->outcomes, module->outcomes_len);
    facets_set(visit, scope, module);
    plots_set(visit, scope, &place, at);
    return page_render(visit, 200, "module", scope);
}
