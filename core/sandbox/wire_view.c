/* What an exercise shows: tables, charts, fields, blocks. */
#include "sandbox/wire_read.h"

/* Tables and charts */

static int read_cell(struct wire *w, const json_t *json, void *to)
{
    if (!json_is_number(json)) return wire_read_text(w, json, to);
    struct text_var *var = arena_new(w->arena, struct text_var);
    var->name = STR("n");
    var->is_number = true;
    struct text *text = to;
    *text = text_same(STR("{n}")); /* so that it is written in the reader's notation */
    text->vars = var;
    text->vars_len = 1;
    return wire_read_number(w, json, &var->number);
}

static int read_column(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("id", wire_read_key, struct table_column, id, NEED),
        KEY("label", wire_read_text, struct table_column, label, NEED),
        KEY("number", wire_read_bool, struct table_column, is_number, MAY),
    };
    return READ_OBJECT(w, json, keys, to);
}

static int read_columns(struct wire *w, const json_t *json, void *to)
{
    struct table *table = to;
    int rc = READ_LIST(w, json, TABLE_COLUMNS_MAX, struct table_column, read_column, table->columns,
                       table->columns_len);
    if (rc) return rc;
    if (table->columns_len == 0) return fail(w, "a table needs at least one column");
    return wire_ids_differ(w, table->columns, table->columns_len, sizeof table->columns[0]);
}

static int read_rows(struct wire *w, const json_t *json, struct table *table)
{
    size_t rows = json_array_size(json), columns = table->columns_len;
    if (rows > TABLE_ROWS_MAX)
        return fail(w, "has %zu rows; at most %d are allowed", rows, TABLE_ROWS_MAX);
    if (rows * columns > TABLE_CELLS_MAX)
        return fail(w, "has %zu cells; at most %d are allowed", rows * columns, TABLE_CELLS_MAX);
    struct text *cells = arena_array(w->arena, struct text, rows * columns);
    const struct text lacking = text_same(STR("\xe2\x80\xa6"));
    for (size_t r = 0; r < rows; r++) {
        const json_t *row = json_array_get(json, r);
        wire_enter(w, NULL, r);
        if (w->rows_lack && json_is_null(row)) {
            for (size_t c = 0; c < columns; c++) cells[r * columns + c] = lacking;
            wire_leave(w, 0);
            continue;
        }
        if (!json_is_array(row) || json_array_size(row) != columns)
            return fail(w, "must be a list of %zu cells, one for each column", columns);
        for (size_t c = 0; c < columns; c++) {
            wire_enter(w, NULL, c);
            int rc = read_cell(w, json_array_get(row, c), &cells[r * columns + c]);
            if (rc) return rc;
            wire_leave(w, 0);
        }
        wire_leave(w, 0);
    }
    table->cells = cells;
    table->rows_len = rows;
    return 0;
}

/* Read after the columns, wherever they stand. */
static int rows_later(struct wire *w, const json_t *json, void *to)
{
    (void)to;
    return json_is_array(json) ? 0 : fail(w, "must be a list of rows");
}

static int read_table(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("caption", wire_read_text, struct table, caption, MAY),
        WHOLE("columns", read_columns, NEED),
        WHOLE("rows", rows_later, NEED),
        KEY("row_heads", wire_read_bool, struct table, row_heads, MAY),
    };
    struct table *table = arena_new(w->arena, struct table);
    int rc = READ_OBJECT(w, json, keys, table);
    if (rc) return rc;
    wire_enter(w, "rows", 0);
    rc = read_rows(w, json_object_get(json, "rows"), table);
    if (rc) return rc;
    *(const struct table **)to = table;
    return wire_leave(w, 0);
}

static int read_chart_kind(struct wire *w, const json_t *json, void *to)
{
    static const char *const names[] = {[CHART_DOTS] = "dots", [CHART_BARS] = "bars"};
    const char *name = json_string_value(json);
    for (size_t i = 0; name && i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) != 0) continue;
        *(enum chart_kind *)to = (enum chart_kind)i;
        return 0;
    }
    return fail(w, "must be \"dots\" or \"bars\"");
}

static int read_chart_values(struct wire *w, const json_t *json, void *to)
{
    struct chart *chart = to;
    int rc = READ_LIST(w, json, CHART_VALUES_MAX, double, wire_read_number, chart->values,
                       chart->values_len);
    if (rc) return rc;
    return chart->values_len ? 0 : fail(w, "a chart needs at least one value");
}

struct names {
    const struct text *list;
    size_t len;
};

struct chart_read {
    struct chart chart;
    struct names names;
};

static int read_chart_names(struct wire *w, const json_t *json, void *to)
{
    struct names *names = to;
    return READ_LIST(w, json, CHART_VALUES_MAX, struct text, wire_read_text, names->list,
                     names->len);
}

static int read_chart(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("kind", read_chart_kind, struct chart_read, chart.kind, NEED),
        KEY("label", wire_read_label, struct chart_read, chart.label, NEED),
        KEY("unit", wire_read_text, struct chart_read, chart.unit, MAY),
        KEY("values", read_chart_values, struct chart_read, chart, NEED),
        KEY("names", read_chart_names, struct chart_read, names, MAY),
    };
    struct chart_read *read = arena_new(w->arena, struct chart_read);
    int rc = READ_OBJECT(w, json, keys, read);
    if (rc) return rc;
    if (read->names.list && read->names.len != read->chart.values_len)
        return fail(w, "has %zu values but %zu names", read->chart.values_len, read->names.len);
    read->chart.names = read->names.list;
    *(const struct chart **)to = &read->chart;
    return 0;
}

/* Fields and blocks */

static int read_option(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("id", wire_read_line, struct option, id, NEED),
        KEY("label", wire_read_label, struct option, label, NEED),
    };
    return READ_OBJECT(w, json, keys, to);
}

static int read_options(struct wire *w, const json_t *json, void *to)
{
    struct field *field = to;
    int rc = READ_LIST(w, json, OPTIONS_MAX, struct option, read_option, field->options,
                       field->options_len);
    if (rc) return rc;
    if (field->options_len == 0) return fail(w, "a choice needs at least one option");
    return wire_ids_differ(w, field->options, field->options_len, sizeof field->options[0]);
}

static int read_kind_later(struct wire *w, const json_t *json, void *to)
{
    (void)w, (void)json, (void)to; /* it has chosen the list of keys already */
    return 0;
}

#define FIELD_KEYS                                                                                 \
    WHOLE("kind", read_kind_later, NEED), KEY("id", wire_read_name, struct field, id, NEED),       \
        KEY("label", wire_read_label, struct field, label, NEED),                                  \
        KEY("help", wire_read_text, struct field, help, MAY),                                      \
        KEY("optional", wire_read_bool, struct field, optional, MAY)

static const struct key choice_keys[] = {
    FIELD_KEYS,
    KEY("many", wire_read_bool, struct field, many, MAY),
    WHOLE("options", read_options, NEED),
};
static const struct key short_keys[] = {FIELD_KEYS};
static const struct key number_keys[] = {
    FIELD_KEYS,
    KEY("unit", wire_read_text, struct field, unit, MAY),
};
static const struct key marks_keys[] = {
    FIELD_KEYS,
    KEY("table", read_table, struct field, table, NEED),
};

static int read_field(struct wire *w, const json_t *json, void *to)
{
    static const struct {
        const char *name;
        const struct key *keys;
        size_t len;
    } kinds[] = {
#define LEN(keys) keys, sizeof keys / sizeof keys[0]
        [FIELD_CHOICE] = {"choice", LEN(choice_keys)},
        [FIELD_SHORT] = {"short", LEN(short_keys)},
        [FIELD_NUMBER] = {"number", LEN(number_keys)},
        [FIELD_MARKS] = {"marks", LEN(marks_keys)},
    };
    _Static_assert(sizeof kinds / sizeof kinds[0] == FIELD_KINDS, "a field kind without its keys");
    const char *name = json_string_value(json_object_get(json, "kind"));
    for (size_t i = 0; name && i < FIELD_KINDS; i++) {
        if (strcmp(name, kinds[i].name) != 0) continue;
        struct field *field = arena_new(w->arena, struct field);
        field->kind = (enum field_kind)i;
        *(const struct field **)to = field;
        return wire_read_object(w, json, kinds[i].keys, kinds[i].len, field);
    }
    return fail(w, "\"kind\" must be one of choice, short, number, marks");
}

static const struct key text_block_keys[] = {
    WHOLE("block", read_kind_later, NEED),
    KEY("text", wire_read_text, struct block, text, NEED),
};
static const struct key table_block_keys[] = {
    WHOLE("block", read_kind_later, NEED),
    KEY("table", read_table, struct block, table, NEED),
};
static const struct key chart_block_keys[] = {
    WHOLE("block", read_kind_later, NEED),
    KEY("chart", read_chart, struct block, chart, NEED),
};
static const struct key field_block_keys[] = {
    WHOLE("block", read_kind_later, NEED),
    KEY("field", read_field, struct block, field, NEED),
};

static int read_block(struct wire *w, const json_t *json, void *to)
{
    static const struct {
        const char *name;
        const struct key *keys;
        size_t len;
    } kinds[] = {
        [BLOCK_TEXT] = {"text", LEN(text_block_keys)},
        [BLOCK_NOTE] = {"note", LEN(text_block_keys)},
        [BLOCK_CODE] = {"code", LEN(text_block_keys)},
        [BLOCK_TABLE] = {"table", LEN(table_block_keys)},
        [BLOCK_CHART] = {"chart", LEN(chart_block_keys)},
        [BLOCK_FIELD] = {"field", LEN(field_block_keys)},
    };
    _Static_assert(sizeof kinds / sizeof kinds[0] == BLOCK_KINDS, "a block kind without its keys");
    const char *name = json_string_value(json_object_get(json, "block"));
    for (size_t i = 0; name && i < BLOCK_KINDS; i++) {
        if (strcmp(name, kinds[i].name) != 0) continue;
        struct block *block = to;
        block->kind = (enum block_kind)i;
        return wire_read_object(w, json, kinds[i].keys, kinds[i].len, block);
    }
    return fail(w, "must be a block: ui.text, note, code, table, chart or a field");
}

int wire_read_view(struct wire *w, const json_t *json, void *to)
{
    struct view *view = to;
    int rc = READ_LIST(w, json, BLOCKS_MAX, struct block, read_block, view->blocks, view->len);
    if (rc) return rc;
    for (size_t i = 0; i < view->len; i++) {
        if (view->blocks[i].kind != BLOCK_FIELD) continue;
        if (view_field(view, view->blocks[i].field->id) == view->blocks[i].field) continue;
        return fail(w, "two fields have the id \"%.*s\"; each needs its own",
                    STR_ARG(view->blocks[i].field->id));
    }
    return 0;
}
