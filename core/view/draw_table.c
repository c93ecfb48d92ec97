#include "view/draw.h"

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

struct html draw_table(const struct draw *d, const struct table *table, struct str id)
{
    struct val *v = val_object(d->arena);
    val_set_str(v, "id", id);
    draw_set_text(d, v, "caption", &table->caption);
    draw_set_columns(d, v, table);
    struct val *rows = val_set_list(v, "rows");
    for (size_t r = 0; r < table->rows_len; r++) {
        struct val *cells = val_set_list(val_add(rows), "cells");
        for (size_t c = 0; c < table->columns_len; c++) {
            struct val *cell = val_add(cells);
            draw_set_text(d, cell, "value", cell_text(table, r, c));
            val_set_bool(cell, "is_number", table->columns[c].is_number);
            if (c == 0 && table->row_heads) val_set_bool(cell, "is_head", true);
        }
    }
    return engine_piece(d->engine, d->arena, "block_table", v, d->lang);
}
