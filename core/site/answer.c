/* Controleren: one try of one variant, from the form to the disk and back. */
#include "base/clock.h"
#include "sandbox/wire.h"
#include "site/pages.h"
#include "site/step.h"

struct answer_page {
    struct step_page step;
    struct exercise *exercise; /* the one answered, in step.exercises */
    int64_t n, try_no;
    struct raw *raw;
    size_t raw_len;
    struct str raw_json;
    bool repeated; /* this try was graded before */
    bool behind;   /* the learner is elsewhere: another variant, another try */
    int64_t asked_n;
    struct answer_change graded;
    struct ungraded_change ungraded;
};

/* The lines of the form that are fields: "a.<field id>". */
static int raw_read(struct visit *visit, struct answer_page *page)
{
    size_t bytes = 0;
    page->raw = arena_array(visit->arena, struct raw, visit->form_len);
    for (size_t i = 0; i < visit->form_len; i++) {
        struct str name = visit->form[i].name;
        if (!str_starts(name, STR("a."))) continue;
        page->raw[page->raw_len++] =
            (struct raw){{name.ptr + 2, name.len - 2}, visit->form[i].value};
        bytes += name.len + visit->form[i].value.len;
    }
    if (bytes > ANSWER_LEN)
        return err_set(&visit->err, ERR_TOO_LARGE, "an answer of %zu bytes", bytes);
    page->raw_json = wire_write_raw(visit->arena, page->raw, page->raw_len);
    return 0;
}

int answer_look(struct visit *visit)
{
    struct answer_page *page = arena_new(visit->arena, struct answer_page);
    visit->page = page;
    int rc = step_page_load(visit, &page->step);
    if (rc != 0) return rc;
    const struct place *place = &page->step.place;
    for (size_t i = 0; i < page->step.step->exercises_len; i++)
        if (str_eq(page->step.exercises[i].slug, visit->request->params[4]))
            page->exercise = &page->step.exercises[i];
    if (page->exercise == NULL) return ERR_NOT_FOUND;
    if (!place->enrolled) return page_redirect(visit, place->address);
    if (form_count(visit, "n", VARIANTS_MAX, &page->n) != 0 ||
        form_count(visit, "try", TRIES_MAX, &page->try_no) != 0)
        return err_set(&visit->err, ERR_INVALID, "the form says not which variant or which try");
    rc = raw_read(visit, page);
    if (rc != 0) return rc;
    struct attempt first;
    rc = attempt_find(visit->store, visit->arena, visit->learner.id, page->exercise->id, page->n,
                      page->try_no, &first, &visit->err);
    page->repeated = rc == 1;
    /* the writer decides; but what cannot be the next try is not shown to the pack either, for its
     * worked answer may be one that this learner has yet to find */
    const struct practice *p = &page->exercise->practice;
    page->behind = rc == 0 && (page->n != p->n || page->try_no != p->tries + 1 || p->closed);
    page->asked_n = page->repeated || page->behind ? p->n : page->n;
    return rc < 0 ? rc : 0;
}

int answer_ask(struct visit *visit)
{
    struct answer_page *page = visit->page;
    struct step_page *step = &page->step;
    size_t len = visit->fragment ? 1 : step->step->exercises_len;
    visit->asks.list = arena_array(visit->arena, struct ask, len);
    visit->asks.len = len;
    size_t at = 0;
    for (size_t i = 0; i < step->step->exercises_len; i++) {
        struct exercise *x = &step->exercises[i];
        if (visit->fragment && x != page->exercise) continue;
        x->ask = &visit->asks.list[at++];
        if (x != page->exercise || page->repeated || page->behind) {
            exercise_ask(visit, &step->place, x, ASK_VIEW, x->practice.n, x->ask);
            continue;
        }
        exercise_ask(visit, &step->place, x, ASK_ANSWER, page->n, x->ask);
        x->ask->raw = page->raw;
        x->ask->raw_len = page->raw_len;
        if (visit->fragment) x->ask->flags = FRAME_WANT_FIELDS;
        if (page->try_no == TRIES_MAX) x->ask->flags |= FRAME_WANT_SOLUTION;
    }
    return 0;
}

static int graded_apply(struct visit *visit, struct answer_page *page, const struct ask *ask)
{
    const struct place *place = &page->step.place;
    page->graded = (struct answer_change){.learner_id = visit->learner.id,
                                          .exercise_id = page->exercise->id,
                                          .closure_id = place->pack->closure_id,
                                          .module_id = place->module_id,
                                          .step = page->step.step->id,
                                          .n = page->n,
                                          .try_no = page->try_no,
                                          .lang = visit->lang,
                                          .answer = page->raw_json,
                                          .outcome = ask->outcome_json,
                                          .score = ask->outcome.score,
                                          .passed = ask->outcome.passed,
                                          .fingerprint = ask->fingerprint,
                                          .now_ms = clock_wall_ms(),
                                          .day = clock_day()};
    return answer_apply(visit->store, &page->graded, &visit->err);
}

static int ungraded_put(struct visit *visit, struct answer_page *page, const struct ask *ask)
{
    page->ungraded =
        (struct ungraded_change){.learner_id = visit->learner.id,
                                 .exercise_id = page->exercise->id,
                                 .closure_id = page->step.place.pack->closure_id,
                                 .n = page->n,
                                 .try_no = page->try_no,
                                 .lang = visit->lang,
                                 .answer = page->raw_json,
                                 .fault = str_of(fault_name(ask->fault)),
                                 .detail = ask->fault_text.ptr ? ask->fault_text : STR(""),
                                 .now_ms = clock_wall_ms()};
    return ungraded_apply(visit->store, &page->ungraded, &visit->err);
}

/* Neither a free check nor a busy pack writes anything, nor a try that cannot be the next. */
int answer_change(struct visit *visit)
{
    struct answer_page *page = visit->page;
    const struct ask *ask = page->exercise->ask;
    if (page->repeated || page->behind || ask->fault == FAULT_BUSY) return 0;
    if (ask->fault != FAULT_NONE) return ungraded_put(visit, page, ask);
    if (ask->answer.checks_len > 0) return 0;
    return graded_apply(visit, page, ask);
}

static enum answer_result result_of(const struct answer_page *page)
{
    const struct ask *ask = page->exercise->ask;
    if (page->repeated) return ANSWER_DUPLICATE;
    if (page->behind) return ANSWER_CONFLICT;
    return ask->fault != FAULT_NONE ? page->ungraded.result : page->graded.result;
}

/* Where the exercise stands now, from this request if it was the one that changed it, else from the
 * rows. */
static int exercise_after(struct visit *visit, struct answer_page *page)
{
    struct exercise *x = page->exercise;
    struct ask *ask = x->ask;
    if (ask->fault == FAULT_NONE && ask->answer.checks_len > 0) {
        x->typed = page->raw;
        x->typed_len = page->raw_len;
        return 0;
    }
    if (ask->fault == FAULT_NONE && result_of(page) == ANSWER_OK) {
        x->practice = page->graded.practice;
        x->outcome = &ask->outcome;
        x->typed = page->raw;
        x->typed_len = page->raw_len;
        x->saved = true;
        x->has_ungraded = false;
        return 0;
    }
    int rc = exercise_load(visit, &page->step.place, x->slug, x);
    x->ask = ask;
    /* meanwhile another window may have gone on to a variant that was not asked about */
    if (x->practice.n != page->asked_n) ask->has_solution = false;
    x->elsewhere = rc == 0 && (result_of(page) == ANSWER_CONFLICT || x->practice.n != page->n);
    return rc;
}

int answer_show(struct visit *visit)
{
    struct answer_page *page = visit->page;
    struct exercise *x = page->exercise;
    const struct place *place = &page->step.place;
    if (x->ask->fault == FAULT_BUSY)
        return err_set(&visit->err, ERR_BUSY, "the queue of %.*s is full",
                       STR_ARG(place->entry->pack->org));
    bool unread = x->ask->fault == FAULT_NONE && x->ask->answer.checks_len > 0;
    if (!unread && result_of(page) == ANSWER_GONE) return ERR_GONE;
    int rc = exercise_after(visit, page);
    if (rc != 0) return rc;
    if (visit->fragment) {
        struct val *scope = exercise_scope(visit, place, page->step.step, x);
        return page_render(visit, unread ? 422 : 200, "answer_fragment", scope);
    }
    if (unread) return step_page_show(visit, &page->step, 422);
    struct str to = step_address(visit, place, page->step.step->id);
    if (x->elsewhere)
        to = arena_printf(visit->arena, "%.*s?elsewhere=%.*s", STR_ARG(to), STR_ARG(x->slug));
    return page_redirect(
        visit, arena_printf(visit->arena, "%.*s#%.*s-summary", STR_ARG(to), STR_ARG(x->slug)));
}
