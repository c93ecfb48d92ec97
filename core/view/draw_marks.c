#include "view/draw.h"

#include "base/escape.h"
#include "base/field.h"
#include "base/limits.h"

/* Per cell of the table: marked, and the remark on it. */
struct cell_state {
    bool marked;
    enum level level;
};

/* A table under way. Rows are written by hand for the same reason as in draw_table.c; what all
 * cells share is escaped once. */
struct marks {
    const struct draw *d;
    const struct table *table;
    struct buf *to;
    struct str id, name; /* of the field; escaped */
    struct marks_column {
        struct str id, label; /* escaped */
    } * columns;
    struct str named, named_empty; /* messages: the accessible name of a cell */
    struct str verdicts[LEVEL_LOOK + 1];
};

static struct cell_state *states_find(const struct draw *d, const struct field *field,
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

static struct str escaped(const struct draw *d, struct str s)
{
    struct buf buf;
    buf_init(&buf, MIB(1));
    escape_html(&buf, s);
    struct str copy = arena_str(d->arena, buf_str(&buf));
    buf_finish(&buf);
    return copy;
}

static struct str verdict_find(struct marks *m, enum level level)
{
    if (m->verdicts[level].ptr == NULL) {
        struct val *v = val_object(m->d->arena);
        draw_set_level(v, level);
        m->verdicts[level] =
            engine_piece(m->d->engine, m->d->arena, "verdict", v, m->d->lang).markup;
    }
    return m->verdicts[level];
}

/* "rij {row}, {column}: {value}" with its places filled. */
static void name_add(const struct marks *m, struct str row, const struct marks_column *column,
                     struct str value)
{
    struct str rest = value.len > 0 ? m->named : m->named_empty;
    while (rest.len > 0) {
        ptrdiff_t brace = str_find(rest, '{');
        struct str before = brace < 0 ? rest : str_slice(rest.ptr, (size_t)brace);
        escape_html(m->to, before);
        rest = str_slice(rest.ptr + before.len, rest.len - before.len);
        size_t used = 0;
        if (str_starts(rest, STR("{row}"))) {
            buf_add_str(m->to, row);
            used = 5;
        } else if (str_starts(rest, STR("{column}"))) {
            buf_add_str(m->to, column->label);
            used = 8;
        } else if (str_starts(rest, STR("{value}"))) {
            escape_html(m->to, value);
            used = 7;
        } else if (rest.len > 0) {
            buf_add_char(m->to, '{');
            used = 1;
        }
        rest = str_slice(rest.ptr + used, rest.len - used);
    }
}

/* "<id>-4-leeftijd" */
static void id_add(const struct marks *m, struct str row, const struct marks_column *column)
{
    buf_add_str(m->to, m->id);
    buf_add_char(m->to, '-');
    buf_add_str(m->to, row);
    buf_add_char(m->to, '-');
    buf_add_str(m->to, column->id);
}

static void cell_draw(struct marks *m, struct str row, size_t c, const struct text *text,
                      const struct cell_state *state)
{
    static const char *const classes[] = {"\"", " is-right\"", " is-partly\"", " is-again\"",
                                          " is-again\""};
    const struct marks_column *column = &m->columns[c];
    struct str value = text_in(m->d->arena, text, m->d->lang);
    buf_add_c(m->to, m->table->columns[c].is_number ? "<td class=\"mark-cell is-number"
                                                    : "<td class=\"mark-cell");
    buf_add_c(m->to, classes[state->level]);
    buf_add_c(m->to, "><label class=\"mark\"><input class=\"mark-box\" type=\"checkbox\" id=\"");
    id_add(m, row, column);
    buf_add_c(m->to, "\" name=\"a.");
    buf_add_str(m->to, m->name);
    buf_add_c(m->to, "\" value=\"");
    buf_add_str(m->to, row);
    buf_add_char(m->to, '.');
    buf_add_str(m->to, column->id);
    buf_add_c(m->to, "\" aria-label=\"");
    name_add(m, row, column, value);
    if (state->level != LEVEL_NONE) {
        buf_add_c(m->to, "\" aria-describedby=\"");
        id_add(m, row, column);
        buf_add_c(m->to, "-note");
    }
    buf_add_c(m->to, state->marked ? "\" checked" : "\"");
    /* one by one, not the whole group: the keyboard must still be able to scroll the table */
    buf_add_c(m->to, m->d->drawing->disabled ? " disabled>" : ">");
    buf_add_c(m->to, "<span class=\"mark-text\"");
    draw_add_lang(m->d, m->to, text);
    buf_add_char(m->to, '>');
    escape_html(m->to, value);
    buf_add_c(m->to, "</span></label>");
    if (state->level != LEVEL_NONE) {
        buf_add_c(m->to, "<span class=\"mark-note\" id=\"");
        id_add(m, row, column);
        buf_add_c(m->to, "-note\">");
        buf_add_str(m->to, verdict_find(m, state->level));
        buf_add_c(m->to, "</span>");
    }
    buf_add_c(m->to, "</td>\n");
}

static struct html rows_draw(const struct draw *d, const struct field *field, struct str id,
                             const struct cell_state *state)
{
    const struct table *table = field->table;
    struct buf buf;
    struct marks m = {.d = d, .table = table, .to = &buf, .id = escaped(d, id)};
    m.name = escaped(d, field->id);
    m.named = engine_message(d->engine, d->lang, "rij {row}, {column}: {value}");
    m.named_empty = engine_message(d->engine, d->lang, "rij {row}, {column}: leeg");
    m.columns = arena_array(d->arena, struct marks_column, table->columns_len + 1);
    for (size_t c = 0; c < table->columns_len; c++) {
        m.columns[c].id = escaped(d, table->columns[c].id);
        m.columns[c].label = escaped(d, text_in(d->arena, &table->columns[c].label, d->lang));
    }
    buf_init(&buf, HTTP_RESPONSE_LEN);
    for (size_t r = 0; r < table->rows_len; r++) {
        struct str row = arena_printf(d->arena, "%zu", r + 1);
        buf_add_c(&buf, "<tr><th scope=\"row\">");
        buf_add_str(&buf, row);
        buf_add_c(&buf, "</th>\n");
        for (size_t c = 0; c < table->columns_len; c++, state++)
            cell_draw(&m, row, c, &table->cells[r * table->columns_len + c], state);
        buf_add_c(&buf, "</tr>\n");
    }
    return html_take(d->arena, &buf);
}

void draw_set_marks(const struct draw *d, struct val *to, const struct field *field, struct str id)
{
    size_t marked;
    const struct cell_state *states = states_find(d, field, &marked);
    struct html count = {arena_printf(d->arena, "<span class=\"marks-count\">%zu</span>", marked)};
    val_set_html(to, "count", count);
    draw_set_text(d, to, "caption", &field->table->caption);
    draw_set_columns(d, to, field->table);
    val_set_html(to, "rows", rows_draw(d, field, id, states));
}
