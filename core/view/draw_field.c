#include "view/draw.h"

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
        draw_set_marks(d, v, field, id);
        break;
    case FIELD_KINDS:
        return (struct html){STR_NONE};
    }
    return engine_piece(d->engine, d->arena, name, v, d->lang);
}
