#include "site/step.h"

#include "base/log.h"
#include "site/pages.h"

int step_page_load(struct visit *visit, struct step_page *page)
{
    int rc = place_find(visit, &page->place);
    if (rc != 0) return rc;
    page->step = module_step(page->place.module, visit->request->params[3]);
    if (page->step == NULL) return ERR_NOT_FOUND;
    size_t len = page->step->exercises_len;
    page->exercises = arena_array(visit->arena, struct exercise, len);
    for (size_t i = 0; rc == 0 && i < len; i++)
        rc = exercise_load(visit, &page->place, page->step->exercises[i], &page->exercises[i]);
    return rc;
}

int step_look(struct visit *visit)
{
    visit->page = arena_new(visit->arena, struct step_page);
    return step_page_load(visit, visit->page);
}

int step_ask(struct visit *visit)
{
    struct step_page *page = visit->page;
    size_t len = page->step->exercises_len;
    visit->asks.list = arena_array(visit->arena, struct ask, len);
    visit->asks.len = len;
    for (size_t i = 0; i < len; i++) {
        struct exercise *x = &page->exercises[i];
        x->ask = &visit->asks.list[i];
        exercise_ask(visit, &page->place, x, ASK_VIEW, page->place.enrolled ? x->practice.n : 0,
                     x->ask);
    }
    return 0;
}

int step_show(struct visit *visit)
{
    struct step_page *page = visit->page;
    struct str elsewhere = request_query(visit->request, "elsewhere");
    for (size_t i = 0; i < page->step->exercises_len; i++) {
        struct exercise *x = &page->exercises[i];
        x->elsewhere = page->place.enrolled && str_eq(x->slug, elsewhere);
        if (x->has_attempt && x->ask->fault == FAULT_NONE &&
            x->attempt.fingerprint != x->ask->fingerprint)
            log_warn(
                "%.*s: a variant no longer gives the same parameters; its generate is not pure",
                STR_ARG(x->name));
    }
    return step_page_show(visit, page, 200);
}

struct insert {
    struct visit *visit;
    const struct step_page *page;
};

static struct html insert_exercise(const struct insert *in, struct str id)
{
    struct visit *visit = in->visit;
    const struct step *step = in->page->step;
    for (size_t i = 0; i < step->exercises_len; i++) {
        if (!str_eq(step->exercises[i], id)) continue;
        struct val *scope = exercise_scope(visit, &in->page->place, step, &in->page->exercises[i]);
        val_set_int(scope, "number", (int64_t)i + 1);
        return engine_piece(visit->site->engine, visit->arena, "exercise", scope, visit->lang);
    }
    return (struct html){STR("")};
}

static struct html insert_pitfall(const struct insert *in, struct str id)
{
    struct visit *visit = in->visit;
    const struct pitfall *pitfall = pack_pitfall(in->page->place.entry->pack, id);
    if (pitfall == NULL) return (struct html){STR("")};
    struct val *scope = val_object(visit->arena);
    val_set_str(scope, "id", id);
    val_set_str(scope, "title", text_in(visit->arena, &pitfall->title, visit->lang));
    val_set_str(scope, "repair", text_in(visit->arena, &pitfall->repair, visit->lang));
    struct val *signs = val_set_list(scope, "signs");
    for (size_t i = 0; i < pitfall->signs_len; i++)
        val_set_str(val_add(signs), "text", text_in(visit->arena, &pitfall->signs[i], visit->lang));
    return engine_piece(visit->site->engine, visit->arena, "pitfall", scope, visit->lang);
}

static struct html insert_term(const struct insert *in, struct str id)
{
    struct visit *visit = in->visit;
    const struct pack *pack = in->page->place.entry->pack;
    for (size_t i = 0; i < pack->glossary_len; i++) {
        const struct term *term = &pack->glossary[i];
        if (!str_eq(term->id, id)) continue;
        struct val *scope = val_object(visit->arena);
        val_set_str(scope, "term", text_in(visit->arena, &term->term, visit->lang));
        val_set_str(scope, "meaning", text_in(visit->arena, &term->meaning, visit->lang));
        val_set_str(scope, "who", text_in(visit->arena, &term->who, visit->lang));
        return engine_piece(visit->site->engine, visit->arena, "term", scope, visit->lang);
    }
    return (struct html){STR("")};
}

static struct html insert(void *data, enum doc_kind kind, struct str id)
{
    const struct insert *in = data;
    if (kind == DOC_EXERCISE) return insert_exercise(in, id);
    if (kind == DOC_PITFALL) return insert_pitfall(in, id);
    return insert_term(in, id);
}

/* The step's title is the h1: sections begin at h2, whether the author wrote # or ##. */
static int heading_base(const struct doc *doc)
{
    for (const struct doc *child = doc->first; child; child = child->next)
        if (child->kind == DOC_HEADING && child->level == 1) return 1;
    return 0;
}

/* The page's text; an exercise step has none of its own, only its exercise. */
static struct html doc_of(struct visit *visit, const struct step_page *page)
{
    struct insert in = {visit, page};
    if (page->step->kind == STEP_EXERCISE) return insert_exercise(&in, page->step->exercise);
    const struct page *text = &page->step->page;
    enum lang lang = visit->lang;
    if (text->in[lang] == NULL) lang = page->place.entry->pack->source;
    struct doc_inserts inserts = {.insert = insert,
                                  .data = &in,
                                  .media_base = STR(""),
                                  .heading_base = heading_base(text->in[lang])};
    return draw_doc(visit->site->engine, visit->arena, text->in[lang], &inserts, visit->lang);
}

static void neighbour_set(struct visit *visit, struct val *scope, const char *key,
                          const struct place *place, const struct step *step)
{
    struct val *to = val_set_object(scope, key);
    val_set_str(to, "title", text_in(visit->arena, &step->title, visit->lang));
    val_set_str(to, "address", step_address(visit, place, step->id));
}

int step_page_show(struct visit *visit, const struct step_page *page, int status)
{
    const struct place *place = &page->place;
    const struct module *module = place->module;
    const struct step *step = page->step;
    size_t at = (size_t)(step - module->steps);
    struct str title = text_in(visit->arena, &step->title, visit->lang);
    struct val *scope = page_scope(visit, title);
    val_set_str(scope, "module_title", text_in(visit->arena, &module->title, visit->lang));
    val_set_str(scope, "module_address", place->address);
    val_set_str(scope, "address", step_address(visit, place, step->id));
    /* to come back to, also when this page answers a form */
    val_set_str(scope, "path", step_address(visit, place, step->id));
    val_set_int(scope, "number", (int64_t)at + 1);
    val_set_int(scope, "total", (int64_t)module->steps_len);
    val_set_int(scope, "minutes", step->minutes);
    val_set_bool(scope, "enrolled", place->enrolled);
    val_set_bool(scope, "older_version", !place->entry->current);
    val_set_bool(scope, "fiction", place->entry->pack->fiction);
    if (at > 0) neighbour_set(visit, scope, "previous", place, step - 1);
    if (at + 1 < module->steps_len) neighbour_set(visit, scope, "next", place, step + 1);
    plots_set(visit, scope, place, step->id);
    val_set_html(scope, "doc", doc_of(visit, page));
    return page_render(visit, status, "step", scope);
}
