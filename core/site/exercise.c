#include "site/exercise.h"

#include "base/log.h"
#include "sandbox/wire.h"
#include "site/pages.h"

int exercise_load(struct visit *visit, const struct place *place, struct str slug,
                  struct exercise *exercise)
{
    int index = place_exercise(place, slug);
    if (index < 0) return ERR_NOT_FOUND;
    *exercise = (struct exercise){.slug = slug,
                                  .name = place->pack->exercise_names[index],
                                  .id = place->pack->exercise_ids[index],
                                  .info = pack_exercise(place->entry->pack, slug),
                                  .practice = {.n = 1}};
    if (!place->enrolled) return 0;
    int rc = practice_find(visit->store, visit->learner.id, exercise->id, &exercise->practice,
                           &visit->err);
    if (rc != 0) return rc;
    int64_t n = exercise->practice.n, tries = exercise->practice.tries;
    rc = ungraded_find(visit->store, visit->arena, visit->learner.id, exercise->id, n,
                       &exercise->ungraded, &visit->err);
    exercise->has_ungraded = rc == 1;
    if (rc < 0 || tries == 0) return rc < 0 ? rc : 0;
    rc = attempt_find(visit->store, visit->arena, visit->learner.id, exercise->id, n, tries,
                      &exercise->attempt, &visit->err);
    exercise->has_attempt = rc == 1;
    return rc < 0 ? rc : 0;
}

void exercise_ask(struct visit *visit, const struct place *place, const struct exercise *exercise,
                  enum ask_kind kind, int64_t n, struct ask *ask)
{
    *ask = (struct ask){.kind = kind,
                        .bundle = &place->pack->bundle,
                        .exercise = exercise->slug,
                        .lang = visit->lang,
                        .flags = FRAME_WANT_VIEW};
    if (n == 0) secret_preview_seed(ask->seed);
    else secret_seed(&visit->site->secret, &visit->learner.key_hash, exercise->name, n, ask->seed);
    if (kind == ASK_VIEW && exercise->practice.closed && exercise->practice.n == n)
        ask->flags |= FRAME_WANT_SOLUTION;
}

static bool doc_has(const struct doc *doc, enum doc_kind kind, struct str id)
{
    if (doc->kind == kind && str_eq(doc->text, id)) return true;
    for (const struct doc *child = doc->first; child; child = child->next)
        if (doc_has(child, kind, id)) return true;
    return false;
}

struct pitfall_source {
    struct visit *visit;
    const struct pack *pack;
    const struct step *step;
};

/* A pitfall is told where the page's author put it; without that there is nowhere to go. */
static bool pitfall_title(void *data, struct str slug, struct str *title, struct str *address)
{
    const struct pitfall_source *source = data;
    struct visit *visit = source->visit;
    const struct pitfall *pitfall = pack_pitfall(source->pack, slug);
    if (pitfall == NULL) return false;
    const struct doc *doc = source->step->page.in[visit->lang];
    if (doc == NULL) doc = source->step->page.in[source->pack->source];
    *title = text_in(visit->arena, &pitfall->title, visit->lang);
    *address = doc && doc_has(doc, DOC_PITFALL, slug)
                   ? arena_printf(visit->arena, "#valkuil-%.*s", STR_ARG(slug))
                   : STR_NONE;
    return true;
}

/* What stands in the fields: just typed, or last graded, or waiting to be graded. */
static void filled_set(struct visit *visit, const struct exercise *x, struct drawing *drawing,
                       const struct raw **raw, size_t *raw_len)
{
    struct raw *stored = NULL;
    struct str json = x->has_ungraded  ? x->ungraded.answer
                      : x->has_attempt ? x->attempt.answer
                                       : STR_NONE;
    *raw = x->typed;
    *raw_len = x->typed_len;
    if (*raw == NULL && json.ptr &&
        wire_read_raw(visit->arena, json, &stored, raw_len, &visit->err) == 0)
        *raw = stored;
    struct raw_value *filled = arena_array(visit->arena, struct raw_value, *raw_len);
    for (size_t i = 0; i < *raw_len; i++)
        filled[i] = (struct raw_value){(*raw)[i].id, (*raw)[i].value};
    drawing->filled = filled;
    drawing->filled_len = *raw_len;
}

static const struct outcome *outcome_of(struct visit *visit, const struct exercise *x)
{
    if (x->outcome) return x->outcome;
    if (!x->has_attempt || x->has_ungraded || (x->typed && !x->saved)) return NULL;
    struct outcome *outcome = arena_new(visit->arena, struct outcome);
    if (wire_read_outcome(visit->arena, x->attempt.outcome, outcome, &visit->err) == 0)
        return outcome;
    log_error("a stored outcome of %.*s cannot be read: %s", STR_ARG(x->name), visit->err.text);
    return NULL;
}

/* The sum at the top: a word, and what to do next. Never scolding, never cheering for nothing. */
static void summary_set(struct visit *visit, struct val *scope, const struct exercise *x,
                        const struct outcome *outcome)
{
    if (outcome == NULL) return;
    size_t right = 0;
    for (size_t i = 0; i < outcome->parts_len; i++) right += outcome->parts[i].score >= 1;
    struct val *summary = val_set_object(scope, "summary");
    struct str title, sentence;
    if (outcome->score >= 1) {
        val_set_bool(summary, "right", true);
        title = say(visit, "Dat klopt.");
        sentence = say(visit, "Je kunt verder, of nog een keer oefenen met andere gegevens.");
    } else {
        bool partly = outcome->score > 0;
        val_set_bool(summary, partly ? "partly" : "not_yet", true);
        title = partly ? say(visit, "Deels goed.") : say(visit, "Nog niet helemaal.");
        if (x->practice.closed)
            sentence = say(
                visit, "Dit was de laatste keer met deze gegevens. Bekijk de uitwerking en probeer "
                       "het daarna opnieuw.");
        else if (right > 0)
            sentence = say_count(
                visit,
                "Wat klopt, blijft staan: {n} onderdeel. Bij de rest lees je wat je kunt nagaan.",
                "Wat klopt, blijft staan: {n} onderdelen. Bij de rest lees je wat je kunt nagaan.",
                (int64_t)right);
        else
            sentence =
                say(visit, "Bij elk onderdeel lees je wat je kunt nagaan. Een hint mag altijd.");
    }
    val_set_str(summary, "title", title);
    val_set_str(summary, "sentence", sentence);
}

/* What is no outcome: a free check, another window, a fault that is not the learner's to mend. */
static void notice_set(struct visit *visit, struct val *scope, const struct exercise *x)
{
    if (x->has_ungraded) {
        val_set_str(scope, "notice",
                    say(visit, "Deze oefening heeft een storing; dat telt niet mee voor jou. Je "
                               "antwoord is bewaard en "
                               "wordt nagekeken zodra de oefening weer werkt."));
    } else if (x->ask == NULL || x->ask->fault != FAULT_NONE) {
        val_set_str(scope, "notice",
                    say(visit, "Deze oefening heeft nu een storing; dat telt niet mee voor jou. De "
                               "rest van de pagina "
                               "werkt gewoon. Kom later nog eens terug."));
    } else if (x->elsewhere) {
        val_set_str(scope, "notice",
                    say(visit, "In een ander venster was je al verder. Hieronder zie je waar je nu "
                               "bent; er is niets "
                               "verloren."));
    } else if (x->ask->answer.checks_len > 0) {
        struct val *summary = val_set_object(scope, "summary");
        val_set_bool(summary, "calm", true);
        val_set_str(summary, "title", say(visit, "Kijk dit nog even na."));
        val_set_str(summary, "sentence",
                    say_count(visit, "{n} veld kon niet gelezen worden. Dit telt niet als poging.",
                              "{n} velden konden niet gelezen worden. Dit telt niet als poging.",
                              (int64_t)x->ask->answer.checks_len));
    }
}

static void info_set(struct visit *visit, struct val *scope, const struct place *place,
                     const struct exercise *x, struct pitfall_source *source)
{
    const struct exercise_info *info = x->info;
    val_set_str(scope, "title", info ? text_in(visit->arena, &info->title, visit->lang) : x->slug);
    if (info == NULL) return;
    val_set_int(scope, "minutes", info->minutes);
    struct val *pitfalls = val_set_list(scope, "pitfalls");
    for (size_t i = 0; i < info->pitfalls_len; i++) {
        struct str title, address;
        if (!pitfall_title(source, info->pitfalls[i], &title, &address)) continue;
        struct val *pitfall = val_add(pitfalls);
        val_set_str(pitfall, "title", title);
        val_set_str(pitfall, "address", address);
    }
    struct val *hints = val_set_list(scope, "hints");
    for (size_t i = 0; place->enrolled && i < info->hints_len; i++)
        val_set_str(val_add(hints), "text", text_in(visit->arena, &info->hints[i], visit->lang));
}

struct val *exercise_scope(struct visit *visit, const struct place *place, const struct step *step,
                           const struct exercise *x)
{
    struct val *scope = val_object(visit->arena);
    struct str address = arena_printf(visit->arena, "%.*s/%.*s/%.*s", STR_ARG(place->address),
                                      STR_ARG(step->id), STR_ARG(x->slug));
    bool fault = x->ask == NULL || x->ask->fault != FAULT_NONE;
    val_set_str(scope, "prefix", x->slug);
    val_set_bool(scope, "preview", !place->enrolled);
    val_set_str(scope, "begin_address",
                arena_printf(visit->arena, "%.*s/begin", STR_ARG(place->address)));
    val_set_str(scope, "action", arena_printf(visit->arena, "%.*s/check", STR_ARG(address)));
    if (x->practice.tries > 0)
        val_set_str(scope, "again", arena_printf(visit->arena, "%.*s/again", STR_ARG(address)));
    val_set_str(scope, "path", step_address(visit, place, step->id));
    val_set_c(scope, "csrf", visit->token);
    val_set_int(scope, "n", x->practice.n);
    val_set_int(scope, "try", x->practice.tries + 1);
    val_set_int(scope, "tries_left", TRIES_MAX - x->practice.tries);
    val_set_bool(scope, "closed", x->practice.closed);
    val_set_bool(scope, "saved",
                 x->saved || (x->has_attempt && !x->has_ungraded && x->typed == NULL));
    val_set_bool(scope, "unavailable", fault);
    struct pitfall_source source = {visit, place->entry->pack, step};
    info_set(visit, scope, place, x, &source);
    notice_set(visit, scope, x);
    if (fault) return scope;

    struct drawing drawing = {.view = &x->ask->view,
                              .prefix = x->slug,
                              .disabled = !place->enrolled || x->practice.closed,
                              .checks = x->ask->answer.checks,
                              .checks_len = x->ask->answer.checks_len,
                              .outcome = outcome_of(visit, x),
                              .pitfall = pitfall_title,
                              .pitfall_data = &source};
    const struct raw *raw;
    size_t raw_len;
    filled_set(visit, x, &drawing, &raw, &raw_len);
    struct answer read = {0};
    if (raw_len > 0) {
        enum lang typed_in = x->typed          ? visit->lang
                             : x->has_ungraded ? x->ungraded.lang
                                               : x->attempt.lang;
        answer_parse(visit->arena, &x->ask->view, raw, raw_len, typed_in, &read);
        drawing.read = read.values;
        drawing.read_len = read.values_len;
    }
    summary_set(visit, scope, x, drawing.outcome);
    const struct engine *engine = visit->site->engine;
    if (visit->fragment)
        val_set_html(scope, "feedback", draw_feedback(engine, visit->arena, &drawing, visit->lang));
    else val_set_html(scope, "fields", draw_exercise(engine, visit->arena, &drawing, visit->lang));
    if (x->practice.closed && x->ask->has_solution &&
        !(drawing.outcome && drawing.outcome->score >= 1))
        val_set_html(scope, "solution",
                     draw_solution(engine, visit->arena, &x->ask->view, x->ask->solution,
                                   x->ask->solution_len, &x->ask->solution_text, visit->lang));
    return scope;
}
