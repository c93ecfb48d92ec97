#include "view/draw.h"

#include "base/escape.h"
#include "base/limits.h"

static const struct text *cell_text(const struct table *table, size_t row, size_t column)
{
    return &table->cells[row * table->columns_len + column];
}

void draw_set_columns(const struct draw *d, struct val *to, const struct table *table)
{
    struct val *columns = val_set_list(to, "columns");
    for (size_t c = 0; c < table->columns_len; c++) {
        struct val *column = val_add(columns);
        draw_set_text(d, column, "text", &table->columns[c].label);
        val_set_bool(column, "is_number", table->columns[c].is_number);
    }
}

void draw_set_cell(const struct draw *d, struct val *to, const struct table *table, size_t row,
                   size_t column)
{
    val_set_int(to, "row", (int64_t)row + 1);
    val_set_str(to, "column", text_in(d->arena, &table->columns[column].label, d->lang));
    draw_set_text(d, to, "value", cell_text(table, row, column));
}

struct str draw_cell_id(const struct draw *d, struct str id, const struct table *table, size_t row,
                        size_t column)
{
    return arena_printf(d->arena, "%.*s-%zu-%.*s", STR_ARG(id), row + 1,
                        STR_ARG(table->columns[column].id));
}

void draw_add_lang(const struct draw *d, struct buf *to, const struct text *text)
{
    enum lang used = text_lang(text, d->lang);
    if (used != d->lang) buf_printf(to, " lang=\"%s\"", lang_code(used));
}

/* Rows are written by hand, not by a template: a table may have thousands of cells, and the page
 * with it is drawn at every answer. */
static struct html rows_draw(const struct draw *d, const struct table *table)
{
    struct buf buf;
    buf_init(&buf, HTTP_RESPONSE_LEN);
    for (size_t r = 0; r < table->rows_len; r++) {
        buf_add_c(&buf, "<tr>");
        for (size_t c = 0; c < table->columns_len; c++) {
            const struct text *text = cell_text(table, r, c);
            bool head = c == 0 && table->row_heads;
            if (head) buf_add_c(&buf, "<th scope=\"row\"");
            else buf_add_c(&buf, table->columns[c].is_number ? "<td class=\"is-number\"" : "<td");
            draw_add_lang(d, &buf, text);
            buf_add_char(&buf, '>');
            escape_html(&buf, text_in(d->arena, text, d->lang));
            buf_add_c(&buf, head ? "</th>" : "</td>");
        }
        buf_add_c(&buf, "</tr>\n");
    }
    return html_take(d->arena, &buf);
}

struct html draw_table(const struct draw *d, const struct table *table, struct str id)
{
    struct val *v = val_object(d->arena);
    val_set_str(v, "id", id);
    draw_set_text(d, v, "caption", &table->caption);
    draw_set_columns(d, v, table);
    val_set_html(v, "rows", rows_draw(d, table));
    return engine_piece(d->engine, d->arena, "block_table", v, d->lang);
}
