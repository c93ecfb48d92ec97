#include "view/draw.h"

#include "base/field.h"

enum level level_of(double score)
{
    /* shares of a sum: a hair under 1 is 1 */
    if (score >= 1 - 1e-9) return LEVEL_RIGHT;
    return score <= 1e-9 ? LEVEL_AGAIN : LEVEL_PARTLY;
}

void draw_set_level(struct val *to, enum level level)
{
    static const char *const states[] = {"", "right", "partly", "again", "again"};
    val_set_c(to, "state", states[level]);
    val_set_bool(to, "right", level == LEVEL_RIGHT);
    val_set_bool(to, "partly", level == LEVEL_PARTLY);
    val_set_bool(to, "again", level == LEVEL_AGAIN);
    val_set_bool(to, "look", level == LEVEL_LOOK);
}

const struct check *drawing_check(const struct drawing *drawing, struct str field)
{
    for (size_t i = 0; i < drawing->checks_len; i++)
        if (str_eq(drawing->checks[i].field, field)) return &drawing->checks[i];
    return NULL;
}

/* What to do about a field that was left empty. */
static struct str empty_words(const struct draw *d, const struct field *field)
{
    switch (field->kind) {
    case FIELD_NUMBER:
        return engine_message(d->engine, d->lang, "Vul hier een getal in.");
    case FIELD_CHOICE:
        if (field->many)
            return engine_message(d->engine, d->lang, "Kies hier ten minste één antwoord.");
        return engine_message(d->engine, d->lang, "Kies hier een antwoord.");
    case FIELD_MARKS:
        return engine_message(d->engine, d->lang, "Markeer ten minste één cel in de tabel.");
    case FIELD_SHORT:
    case FIELD_KINDS:
        break;
    }
    return engine_message(d->engine, d->lang, "Vul hier iets in.");
}

static struct str check_words(const struct draw *d, const struct field *field, enum check_why why)
{
    switch (why) {
    case CHECK_EMPTY:
        return empty_words(d, field);
    case CHECK_NUMBER:
        return engine_message(
            d->engine, d->lang,
            "Hier kunnen we geen getal in lezen. Schrijf het met cijfers, zoals 12,5.");
    case CHECK_OPTION:
        return engine_message(d->engine, d->lang,
                              "Dit antwoord staat niet in de lijst. Kies er een uit de lijst.");
    case CHECK_CELL:
        return engine_message(
            d->engine, d->lang,
            "Een gemarkeerde cel hoort niet bij deze tabel. Laad de pagina opnieuw.");
    case CHECK_LENGTH:
        return engine_message(d->engine, d->lang, "Dit is te lang. Maak het korter.");
    case CHECK_TEXT:
        return engine_message(d->engine, d->lang,
                              "Hier staat een teken in dat we niet kunnen lezen. Typ het opnieuw.");
    case CHECK_COUNT:
        break;
    }
    return empty_words(d, field);
}

/* "Je schreef 1.000, wij lazen 1000": only where it differs from what stands in the field. */
static void set_read(const struct draw *d, struct val *v, const struct field *field)
{
    for (size_t i = 0; i < d->drawing->read_len; i++) {
        const struct value *value = &d->drawing->read[i];
        if (field->kind != FIELD_NUMBER || !str_eq(value->id, field->id) || value->strings_len == 0)
            continue;
        struct str read = draw_number(d, value->number);
        if (str_eq(read, value->strings[0])) return;
        val_set_str(v, "typed", value->strings[0]);
        val_set_str(v, "read", read);
        return;
    }
}

static void add_note(const struct draw *d, struct val *notes, const struct field *field,
                     const struct note *note)
{
    struct val *v = val_add(notes);
    size_t row, column;
    draw_set_level(v, note->right ? LEVEL_RIGHT : LEVEL_LOOK);
    draw_set_text(d, v, "text", &note->text);
    if (field == NULL || field->kind != FIELD_MARKS ||
        !cell_parse(note->at, field->table, &row, &column))
        return;
    val_set_str(v, "cell_id", draw_cell_id(d, draw_id(d, field->id), field->table, row, column));
    draw_set_cell(d, v, field->table, row, column);
}

static void add_part(const struct draw *d, struct val *parts, const struct field *field,
                     const struct part *part)
{
    struct val *v = val_add(parts);
    struct str title = STR_NONE, address = STR_NONE; /* no address: a pitfall without a page */
    draw_set_level(v, level_of(part->score));
    draw_set_text(d, v, "text", &part->text);
    if (part->pitfall.len > 0 && d->drawing->pitfall &&
        d->drawing->pitfall(d->drawing->pitfall_data, part->pitfall, &title, &address)) {
        val_set_str(v, "pitfall_title", title);
        val_set_str(v, "pitfall_address", address);
    }
    val_set_bool(v, "has_notes", part->notes_len > 0);
    struct val *notes = val_set_list(v, "notes");
    for (size_t i = 0; i < part->notes_len; i++) add_note(d, notes, field, &part->notes[i]);
}

struct html draw_slot(const struct draw *d, const struct field *field)
{
    struct val *v = val_object(d->arena);
    const struct check *check = drawing_check(d->drawing, field->id);
    const struct part *part =
        d->drawing->outcome ? outcome_part(d->drawing->outcome, field->id) : NULL;
    val_set_str(v, "id", draw_id(d, field->id));
    if (check) {
        val_set_c(v, "state", "unread");
        val_set_str(v, "error", check_words(d, field, check->why));
    } else {
        set_read(d, v, field);
    }
    struct val *parts = val_set_list(v, "parts");
    if (part) {
        static const char *const states[] = {"", "right", "partly", "again", "again"};
        if (!check) val_set_c(v, "state", states[level_of(part->score)]);
        add_part(d, parts, field, part);
    }
    return engine_piece(d->engine, d->arena, "field_feedback", v, d->lang);
}

struct html draw_slot_of_others(const struct draw *d)
{
    const struct outcome *outcome = d->drawing->outcome;
    struct val *v = val_object(d->arena);
    val_set_str(v, "id", draw_id(d, STR("0")));
    struct val *parts = val_set_list(v, "parts");
    for (size_t i = 0; outcome && i < outcome->parts_len; i++)
        if (view_field(d->drawing->view, outcome->parts[i].id) == NULL)
            add_part(d, parts, NULL, &outcome->parts[i]);
    return engine_piece(d->engine, d->arena, "field_feedback", v, d->lang);
}

/* ---- the worked answer ---- */

static void add_text_value(const struct draw *d, struct val *values, const struct text *text)
{
    struct val *v = val_add(values);
    val_set_bool(v, "is_cell", false);
    draw_set_text(d, v, "value", text);
}

static void add_values(const struct draw *d, struct val *row, const struct field *field,
                       const struct value *value)
{
    struct val *values = val_set_list(row, "values");
    if (field->kind == FIELD_NUMBER) {
        struct text text = text_same(draw_number(d, value->number));
        add_text_value(d, values, &text);
        draw_set_text(d, row, "unit", &field->unit);
        return;
    }
    for (size_t i = 0; i < value->strings_len; i++) {
        struct text text = text_same(value->strings[i]);
        size_t r, c;
        if (field->kind == FIELD_MARKS && cell_parse(value->strings[i], field->table, &r, &c)) {
            struct val *v = val_add(values);
            val_set_bool(v, "is_cell", true);
            draw_set_cell(d, v, field->table, r, c);
            continue;
        }
        const struct text *shown = &text;
        for (size_t o = 0; field->kind == FIELD_CHOICE && o < field->options_len; o++)
            if (str_eq(field->options[o].id, value->strings[i])) shown = &field->options[o].label;
        add_text_value(d, values, shown);
    }
}

struct html draw_solution(const struct engine *engine, struct arena *arena, const struct view *view,
                          const struct value *values, size_t values_len, const struct text *text,
                          enum lang lang)
{
    struct draw d = {engine, arena, lang, NULL};
    struct val *v = val_object(arena);
    struct val *rows = val_set_list(v, "rows");
    for (size_t i = 0; i < values_len; i++) {
        const struct field *field = view_field(view, values[i].id);
        if (field == NULL) continue;
        struct val *row = val_add(rows);
        draw_set_text(&d, row, "label", &field->label);
        add_values(&d, row, field, &values[i]);
    }
    draw_set_text(&d, v, "text", text);
    return engine_piece(engine, arena, "solution", v, lang);
}
