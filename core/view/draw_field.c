#include "view/draw.h"

#include "base/field.h"

/* What was typed into this field: the first line of it, or STR_NONE. */
static struct str typed_first(const struct drawing *drawing, struct str field)
{
    for (size_t i = 0; i < drawing->filled_len; i++)
        if (str_eq(drawing->filled[i].id, field)) return drawing->filled[i].value;
    return STR_NONE;
}

static bool typed_has(const struct drawing *drawing, struct str field, struct str value)
{
    for (size_t i = 0; i < drawing->filled_len; i++)
        if (str_eq(drawing->filled[i].id, field) && str_eq(drawing->filled[i].value, value))
            return true;
    return false;
}

static void set_options(const struct draw *d, struct val *v, const struct field *field)
{
    struct val *options = val_set_list(v, "options");
    for (size_t i = 0; i < field->options_len; i++) {
        struct val *option = val_add(options);
        val_set_str(option, "option", field->options[i].id);
        draw_set_text(d, option, "text", &field->options[i].label);
        val_set_bool(option, "checked", typed_has(d->drawing, field->id, field->options[i].id));
    }
}

/* Per cell of the table: marked, and the remark on it. */
struct cell_state {
    bool marked;
    enum level level;
};

static struct cell_state *cell_states(const struct draw *d, const struct field *field,
                                      size_t *marked)
{
    const struct table *table = field->table;
    const struct drawing *drawing = d->drawing;
    struct cell_state *states =
        arena_array(d->arena, struct cell_state, table->rows_len * table->columns_len + 1);
    const struct part *part = drawing->outcome ? outcome_part(drawing->outcome, field->id) : NULL;
    size_t row, column;
    *marked = 0;
    for (size_t i = 0; i < drawing->filled_len; i++) {
        if (!str_eq(drawing->filled[i].id, field->id) ||
            !cell_parse(drawing->filled[i].value, table, &row, &column))
            continue;
        struct cell_state *state = &states[row * table->columns_len + column];
        *marked += !state->marked;
        state->marked = true;
    }
    for (size_t i = 0; part && i < part->notes_len; i++)
        if (cell_parse(part->notes[i].at, table, &row, &column))
            states[row * table->columns_len + column].level =
                part->notes[i].right ? LEVEL_RIGHT : LEVEL_LOOK;
    return states;
}

static void set_marks(const struct draw *d, struct val *v, const struct field *field, struct str id)
{
    const struct table *table = field->table;
    size_t marked;
    const struct cell_state *state = cell_states(d, field, &marked);
    val_set_html(
        v, "count",
        (struct html){arena_printf(d->arena, "<span class=\"marks-count\">%zu</span>", marked)});
    draw_set_text(d, v, "caption", &table->caption);
    draw_set_columns(d, v, table);
    struct val *rows = val_set_list(v, "rows");
    for (size_t r = 0; r < table->rows_len; r++) {
        struct val *row = val_add(rows);
        val_set_int(row, "row", (int64_t)r + 1);
        struct val *cells = val_set_list(row, "cells");
        for (size_t c = 0; c < table->columns_len; c++, state++) {
            struct val *cell = val_add(cells);
            draw_set_cell(d, cell, table, r, c);
            val_set_str(cell, "id", draw_cell_id(d, id, table, r, c));
            val_set_str(cell, "column_id", table->columns[c].id);
            val_set_bool(cell, "is_number", table->columns[c].is_number);
            val_set_bool(cell, "checked", state->marked);
            if (state->level != LEVEL_NONE) draw_set_level(cell, state->level);
        }
    }
}

/* What a screen reader says after the name of the entry, in the order of the page. The list of
 * judged cells would be too long for that, so a table is described by its status. */
static struct str described(const struct draw *d, const struct field *field, struct str id)
{
    struct buf buf;
    buf_init(&buf, 4096);
    if (!text_is_empty(&field->help)) buf_printf(&buf, "%.*s-help ", STR_ARG(id));
    if (field->kind == FIELD_SHORT) buf_printf(&buf, "%.*s-privacy ", STR_ARG(id));
    if (field->kind == FIELD_NUMBER && !text_is_empty(&field->unit))
        buf_printf(&buf, "%.*s-unit ", STR_ARG(id));
    if (field->kind != FIELD_MARKS) buf_printf(&buf, "%.*s-feedback", STR_ARG(id));
    else if (drawing_check(d->drawing, field->id))
        buf_printf(&buf, "%.*s-status %.*s-error", STR_ARG(id), STR_ARG(id));
    else buf_printf(&buf, "%.*s-status", STR_ARG(id));
    struct str s = arena_str(d->arena, buf_str(&buf));
    buf_finish(&buf);
    return s;
}

struct html draw_field(const struct draw *d, const struct field *field)
{
    struct val *v = val_object(d->arena);
    struct str id = draw_id(d, field->id);
    const char *name = NULL;
    val_set_str(v, "id", id);
    val_set_str(v, "field", field->id);
    draw_set_text(d, v, "label", &field->label);
    draw_set_text(d, v, "help", &field->help);
    val_set_bool(v, "optional", field->optional);
    val_set_bool(v, "disabled", d->drawing->disabled);
    val_set_bool(v, "error", drawing_check(d->drawing, field->id) != NULL);
    val_set_str(v, "described", described(d, field, id));
    val_set_html(v, "feedback", draw_slot(d, field));
    switch (field->kind) {
    case FIELD_NUMBER:
        name = "field_number";
        draw_set_text(d, v, "unit", &field->unit);
        val_set_str(v, "value", typed_first(d->drawing, field->id));
        break;
    case FIELD_SHORT:
        name = "field_short";
        val_set_str(v, "value", typed_first(d->drawing, field->id));
        break;
    case FIELD_CHOICE:
        name = "field_choice";
        val_set_bool(v, "many", field->many);
        set_options(d, v, field);
        break;
    case FIELD_MARKS:
        name = "field_marks";
        set_marks(d, v, field, id);
        break;
    case FIELD_KINDS:
        return (struct html){STR_NONE};
    }
    return engine_piece(d->engine, d->arena, name, v, d->lang);
}
