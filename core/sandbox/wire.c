#include "sandbox/wire.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/escape.h"
#include "base/limits.h"
#include "sandbox/keeper.h"

/* Where we are in the document, so that an error can say so, and where the result goes. */
struct wire {
    struct arena *arena;
    struct err *err;
    struct step {
        const char *name; /* of a key; NULL: the place in a list */
        size_t at;
    } path[WIRE_DEPTH_MAX + 4]; /* a list inside a key takes two steps */
    size_t depth;
};

typedef int read_fn(struct wire *w, const json_t *json, void *to);

/* One key of an object: how it is read, and where into. */
struct key {
    const char *name;
    read_fn *read;
    size_t offset;
    bool required;
};

#define NEED true
#define MAY false
#define KEY(name, fn, type, member, required)                                                      \
    {                                                                                              \
        name, fn, offsetof(type, member), required                                                 \
    }
#define WHOLE(name, fn, required)                                                                  \
    {                                                                                              \
        name, fn, 0, required                                                                      \
    }
#define READ_OBJECT(w, json, keys, to) read_object(w, json, keys, sizeof keys / sizeof keys[0], to)

static int __attribute__((format(printf, 3, 4)))
fail_with(struct wire *w, int code, const char *fmt, ...)
{
    char path[256];
    size_t len = 0;
    path[0] = '\0';
    for (size_t i = 0; i < w->depth && len < sizeof path - 1; i++) {
        const struct step *step = &w->path[i];
        int n = step->name
                    ? snprintf(path + len, sizeof path - len, "%s%s", len ? "." : "", step->name)
                    : snprintf(path + len, sizeof path - len, "[%zu]", step->at + 1);
        if (n > 0) len += (size_t)n;
    }
    char text[256];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return err_set(w->err, code, "%s%s%s", path, path[0] ? ": " : "", text);
}

#define fail(w, ...) fail_with(w, ERR_CORRUPT, __VA_ARGS__)

static void enter(struct wire *w, const char *name, size_t at)
{
    assert(w->depth < sizeof w->path / sizeof w->path[0]); /* the schema's own depth */
    w->path[w->depth++] = (struct step){name, at};
}

static int leave(struct wire *w, int rc)
{
    w->depth--;
    return rc;
}

/* Lists of keys, lists of things */

static int read_object(struct wire *w, const json_t *json, const struct key *keys, size_t keys_len,
                       void *to)
{
    if (!json_is_object(json)) return fail(w, "must be a table with named fields");
    unsigned seen = 0;
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)json, name, value)
    {
        size_t k = 0;
        while (k < keys_len && strcmp(keys[k].name, name) != 0) k++;
        if (k == keys_len) {
            bool plain = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-"
                                      "0123456789") == strlen(name);
            if (!plain || strlen(name) > SLUG_LEN) return fail(w, "a field that is not known");
            return fail(w, "\"%s\" is not a field that is known here", name);
        }
        enter(w, keys[k].name, 0);
        int rc = keys[k].read(w, value, (char *)to + keys[k].offset);
        if (rc) return rc;
        leave(w, 0);
        seen |= 1u << k;
    }
    for (size_t k = 0; k < keys_len; k++)
        if (keys[k].required && !(seen & 1u << k))
            return fail(w, "\"%s\" is missing", keys[k].name);
    return 0;
}

/* A list of at most `max` things of `size` bytes each, read by `read` into the arena. */
static int read_list(struct wire *w, const json_t *json, size_t max, size_t size, read_fn *read,
                     void **items, size_t *len)
{
    if (!json_is_array(json)) return fail(w, "must be a list");
    size_t n = json_array_size(json);
    if (n > max) return fail(w, "has %zu entries; at most %zu are allowed", n, max);
    char *to = arena_zero(w->arena, n, size);
    for (size_t i = 0; i < n; i++) {
        enter(w, NULL, i);
        int rc = read(w, json_array_get(json, i), to + i * size);
        if (rc) return rc;
        leave(w, 0);
    }
    *items = to;
    *len = n;
    return 0;
}

/* The same into a typed pointer and length. */
#define READ_LIST(w, json, max, type, read, items, len)                                            \
    read_list_into(w, json, max, sizeof(type), read, (const void **)&(items), &(len))

static int read_list_into(struct wire *w, const json_t *json, size_t max, size_t size,
                          read_fn *read, const void **items, size_t *len)
{
    void *list = NULL;
    int rc = read_list(w, json, max, size, read, &list, len);
    *items = list;
    return rc;
}

/* Single values */

static int read_bool(struct wire *w, const json_t *json, void *to)
{
    if (!json_is_boolean(json)) return fail(w, "must be true or false");
    *(bool *)to = json_is_true(json);
    return 0;
}

static int read_number(struct wire *w, const json_t *json, void *to)
{
    if (!json_is_number(json)) return fail(w, "must be a number");
    double n = json_number_value(json);
    if (!isfinite(n) || fabs(n) > NUMBER_MAX)
        return fail(w, "must be a finite number, at most %g either way", NUMBER_MAX);
    *(double *)to = n;
    return 0;
}

static int read_score(struct wire *w, const json_t *json, void *to)
{
    int rc = read_number(w, json, to);
    if (rc) return rc;
    double n = *(double *)to;
    return n >= 0 && n <= 1 ? 0 : fail(w, "must be from 0 to 1");
}

static int read_weight(struct wire *w, const json_t *json, void *to)
{
    int rc = read_number(w, json, to);
    if (rc) return rc;
    return *(double *)to >= 0 ? 0 : fail(w, "must be 0 or more");
}

static int read_minutes(struct wire *w, const json_t *json, void *to)
{
    double n;
    int rc = read_number(w, json, &n);
    if (rc) return rc;
    if (n < 1 || n > EXERCISE_MINUTES_MAX || n != floor(n))
        return fail(w, "must be a whole number from 1 to %d", EXERCISE_MINUTES_MAX);
    *(int *)to = (int)n;
    return 0;
}

/* Borrowed. The same rule as for what a learner types (base/field.c): an exercise that repeats an
 * answer must not become a fault by it. jansson has refused ill-formed UTF-8, lone surrogates and
 * NUL already. */
static int peek_string(struct wire *w, const json_t *json, size_t max, struct str *s)
{
    if (!json_is_string(json)) return fail(w, "must be a text");
    *s = (struct str){json_string_value(json), json_string_length(json)};
    if (s->len > max) return fail(w, "is %zu bytes long; at most %zu are allowed", s->len, max);
    for (size_t i = 0; i < s->len; i++) {
        unsigned char c = (unsigned char)s->ptr[i];
        if ((c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f)
            return fail(w, "holds a control character (byte %zu is 0x%02x)", i + 1, c);
    }
    return 0;
}

static int read_string(struct wire *w, const json_t *json, size_t max, void *to)
{
    struct str s;
    int rc = peek_string(w, json, max, &s);
    if (rc) return rc;
    *(struct str *)to = arena_str(w->arena, s);
    return 0;
}

static int read_long(struct wire *w, const json_t *json, void *to)
{
    return read_string(w, json, TEXT_LEN, to);
}

static int read_typed(struct wire *w, const json_t *json, void *to)
{
    return read_string(w, json, FIELD_VALUE_LEN, to);
}

/* One line without white space around it: what a form sends back unchanged. */
static int read_line(struct wire *w, const json_t *json, void *to)
{
    int rc = read_string(w, json, LINE_LEN, to);
    if (rc) return rc;
    struct str s = *(struct str *)to;
    if (s.len == 0) return fail(w, "must not be empty");
    if (str_trim(s).len != s.len) return fail(w, "must not begin or end with white space");
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] < 0x20) return fail(w, "must be one line");
    return 0;
}

/* A test's name may be a sentence. */
static int read_sentence(struct wire *w, const json_t *json, void *to)
{
    return read_string(w, json, KIB(1), to);
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* [a-z][a-z0-9_]*: a field's id is also a name in the author's Lua. */
static int read_name(struct wire *w, const json_t *json, void *to)
{
    int rc = read_string(w, json, SLUG_LEN, to);
    if (rc) return rc;
    struct str s = *(struct str *)to;
    bool ok = s.len > 0 && is_lower(s.ptr[0]);
    for (size_t i = 0; ok && i < s.len; i++)
        ok = is_lower(s.ptr[i]) || is_digit(s.ptr[i]) || s.ptr[i] == '_';
    return ok ? 0
              : fail(w,
                     "must be a name like \"mean\" or \"row_2\": a-z, 0-9 and _, a letter first");
}

static bool is_key(struct str s)
{
    if (s.len == 0 || s.len > SLUG_LEN) return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!is_lower(c) && !is_digit(c) && !(c >= 'A' && c <= 'Z') && c != '_' && c != '-')
            return false;
    }
    return true;
}

/* A column's or a part's id: also what stands at the head of somebody's data. */
static int read_key(struct wire *w, const json_t *json, void *to)
{
    int rc = read_string(w, json, SLUG_LEN, to);
    if (rc) return rc;
    return is_key(*(struct str *)to) ? 0 : fail(w, "must be an id of letters a-z, digits, - and _");
}

static int read_slug(struct wire *w, const json_t *json, void *to)
{
    int rc = read_string(w, json, SLUG_LEN, to);
    if (rc) return rc;
    return str_is_slug(*(struct str *)to, SLUG_LEN)
               ? 0
               : fail(w, "must be an id like \"two-means\": a-z, 0-9 and single hyphens inside");
}

/* Ids that must differ: the id is the first member of each item. */
static int ids_differ(struct wire *w, const void *items, size_t len, size_t size)
{
    for (size_t i = 1; i < len; i++) {
        const struct str *id = (const struct str *)(const void *)((const char *)items + i * size);
        for (size_t j = 0; j < i; j++) {
            const struct str *other =
                (const struct str *)(const void *)((const char *)items + j * size);
            if (str_eq(*id, *other))
                return fail(w, "[%zu] and [%zu] have the same id; each needs its own", j + 1,
                            i + 1);
        }
    }
    return 0;
}

/* Texts */

static int read_vars(struct wire *w, const json_t *json, struct text *text)
{
    if (!json_is_object(json)) return fail(w, "must be a table with named values");
    size_t n = json_object_size(json);
    if (n > TEXT_VARS_MAX)
        return fail(w, "has %zu values; at most %d are allowed", n, TEXT_VARS_MAX);
    struct text_var *vars = arena_array(w->arena, struct text_var, n);
    const char *name;
    json_t *value;
    size_t i = 0;
    json_object_foreach((json_t *)(uintptr_t)json, name, value)
    {
        if (!is_key(str_of(name)))
            return fail(w, "a value's name must be letters, digits, - and _");
        struct text_var *var = &vars[i++];
        var->name = arena_str(w->arena, str_of(name));
        enter(w, var->name.ptr, 0);
        var->is_number = json_is_number(value);
        int rc = var->is_number ? read_number(w, value, &var->number)
                                : read_long(w, value, &var->string);
        if (rc) return rc;
        leave(w, 0);
    }
    text->vars = vars;
    text->vars_len = n;
    return 0;
}

/* Filling placeholders must not make a page of a line: {a}{a}{a} with a long a. */
static int check_filled(struct wire *w, const struct text *text)
{
    size_t longest = 32; /* a number */
    for (size_t i = 0; i < text->vars_len; i++)
        if (text->vars[i].string.len > longest) longest = text->vars[i].string.len;
    for (int i = 0; i < LANG_COUNT; i++) {
        size_t len = text->in[i].len;
        for (size_t j = 0; j < text->in[i].len; j++)
            if (text->in[i].ptr[j] == '{') len += longest;
        if (len > TEXT_FILLED_LEN)
            return fail(w, "would grow over %zu bytes with its values filled in", TEXT_FILLED_LEN);
    }
    return 0;
}

#define X(id, code, ...) " " code
#define LANG_NAMES LANG_LIST(X)

static int read_text(struct wire *w, const json_t *json, void *to)
{
    struct text *text = to;
    *text = (struct text){0};
    if (json_is_string(json)) {
        struct str s;
        int rc = read_long(w, json, &s);
        if (rc == 0) *text = text_same(s);
        return rc;
    }
    if (!json_is_object(json)) return fail(w, "must be a text, or a text per language");
    bool any = false;
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)json, name, value)
    {
        enum lang lang;
        int rc;
        if (strcmp(name, "with") == 0) {
            enter(w, "with", 0);
            rc = read_vars(w, value, text);
        } else if (lang_parse(str_of(name), &lang)) {
            enter(w, lang_code(lang), 0);
            rc = read_long(w, value, &text->in[lang]);
            any = true;
        } else {
            return fail(w, "a text may have the keys" LANG_NAMES " and with, no others");
        }
        if (rc) return rc;
        leave(w, 0);
    }
    if (!any) return fail(w, "a text needs at least one language");
    return text->vars_len > 0 ? check_filled(w, text) : 0;
}
#undef X

static int read_label(struct wire *w, const json_t *json, void *to)
{
    int rc = read_text(w, json, to);
    if (rc) return rc;
    return text_is_empty(to) ? fail(w, "must not be empty: readers who listen depend on it") : 0;
}

/* Tables and charts */

static int read_cell(struct wire *w, const json_t *json, void *to)
{
    if (!json_is_number(json)) return read_text(w, json, to);
    struct text_var *var = arena_new(w->arena, struct text_var);
    var->name = STR("n");
    var->is_number = true;
    struct text *text = to;
    *text = text_same(STR("{n}")); /* so that it is written in the reader's notation */
    text->vars = var;
    text->vars_len = 1;
    return read_number(w, json, &var->number);
}

static int read_column(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("id", read_key, struct table_column, id, NEED),
        KEY("label", read_text, struct table_column, label, NEED),
        KEY("number", read_bool, struct table_column, is_number, MAY),
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
    return ids_differ(w, table->columns, table->columns_len, sizeof table->columns[0]);
}

static int read_rows(struct wire *w, const json_t *json, struct table *table)
{
    size_t rows = json_array_size(json), columns = table->columns_len;
    if (rows > TABLE_ROWS_MAX)
        return fail(w, "has %zu rows; at most %d are allowed", rows, TABLE_ROWS_MAX);
    if (rows * columns > TABLE_CELLS_MAX)
        return fail(w, "has %zu cells; at most %d are allowed", rows * columns, TABLE_CELLS_MAX);
    struct text *cells = arena_array(w->arena, struct text, rows * columns);
    for (size_t r = 0; r < rows; r++) {
        const json_t *row = json_array_get(json, r);
        enter(w, NULL, r);
        if (!json_is_array(row) || json_array_size(row) != columns)
            return fail(w, "must be a list of %zu cells, one for each column", columns);
        for (size_t c = 0; c < columns; c++) {
            enter(w, NULL, c);
            int rc = read_cell(w, json_array_get(row, c), &cells[r * columns + c]);
            if (rc) return rc;
            leave(w, 0);
        }
        leave(w, 0);
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
        KEY("caption", read_text, struct table, caption, MAY),
        WHOLE("columns", read_columns, NEED),
        WHOLE("rows", rows_later, NEED),
        KEY("row_heads", read_bool, struct table, row_heads, MAY),
    };
    struct table *table = arena_new(w->arena, struct table);
    int rc = READ_OBJECT(w, json, keys, table);
    if (rc) return rc;
    enter(w, "rows", 0);
    rc = read_rows(w, json_object_get(json, "rows"), table);
    if (rc) return rc;
    *(const struct table **)to = table;
    return leave(w, 0);
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
    int rc =
        READ_LIST(w, json, CHART_VALUES_MAX, double, read_number, chart->values, chart->values_len);
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
    return READ_LIST(w, json, CHART_VALUES_MAX, struct text, read_text, names->list, names->len);
}

static int read_chart(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("kind", read_chart_kind, struct chart_read, chart.kind, NEED),
        KEY("label", read_label, struct chart_read, chart.label, NEED),
        KEY("unit", read_text, struct chart_read, chart.unit, MAY),
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
        KEY("id", read_line, struct option, id, NEED),
        KEY("label", read_label, struct option, label, NEED),
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
    return ids_differ(w, field->options, field->options_len, sizeof field->options[0]);
}

static int read_kind_later(struct wire *w, const json_t *json, void *to)
{
    (void)w, (void)json, (void)to; /* it has chosen the list of keys already */
    return 0;
}

#define FIELD_KEYS                                                                                 \
    WHOLE("kind", read_kind_later, NEED), KEY("id", read_name, struct field, id, NEED),            \
        KEY("label", read_label, struct field, label, NEED),                                       \
        KEY("help", read_text, struct field, help, MAY),                                           \
        KEY("optional", read_bool, struct field, optional, MAY)

static const struct key choice_keys[] = {
    FIELD_KEYS,
    KEY("many", read_bool, struct field, many, MAY),
    WHOLE("options", read_options, NEED),
};
static const struct key short_keys[] = {FIELD_KEYS};
static const struct key number_keys[] = {
    FIELD_KEYS,
    KEY("unit", read_text, struct field, unit, MAY),
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
        return read_object(w, json, kinds[i].keys, kinds[i].len, field);
    }
    return fail(w, "\"kind\" must be one of choice, short, number, marks");
}

static const struct key text_block_keys[] = {
    WHOLE("block", read_kind_later, NEED),
    KEY("text", read_text, struct block, text, NEED),
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
        return read_object(w, json, kinds[i].keys, kinds[i].len, block);
    }
    return fail(w, "must be a block: ui.text, note, code, table, chart or a field");
}

static int read_view(struct wire *w, const json_t *json, void *to)
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

/* Answers and outcomes */

struct values {
    const struct value *list;
    size_t len;
};

static int read_strings(struct wire *w, const json_t *json, void *to)
{
    struct value *value = to;
    return READ_LIST(w, json, FIELD_VALUES_MAX, struct str, read_typed, value->strings,
                     value->strings_len);
}

static int read_value(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("id", read_name, struct value, id, NEED),
        WHOLE("strings", read_strings, NEED),
        KEY("number", read_number, struct value, number, MAY),
    };
    return READ_OBJECT(w, json, keys, to);
}

static int read_values(struct wire *w, const json_t *json, void *to)
{
    struct values *values = to;
    int rc = READ_LIST(w, json, BLOCKS_MAX, struct value, read_value, values->list, values->len);
    if (rc) return rc;
    return ids_differ(w, values->list, values->len, sizeof values->list[0]);
}

static int read_check_why(struct wire *w, const json_t *json, void *to)
{
    static const char *const names[CHECK_COUNT] = {
#define X(id, name) [CHECK_##id] = name,
        CHECK_LIST(X)
#undef X
    };
    const char *name = json_string_value(json);
    for (size_t i = 0; name && i < CHECK_COUNT; i++) {
        if (strcmp(name, names[i]) != 0) continue;
        *(enum check_why *)to = (enum check_why)i;
        return 0;
    }
    return fail(w, "is not a reason that is known");
}

static int read_check(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("field", read_name, struct check, field, NEED),
        KEY("why", read_check_why, struct check, why, NEED),
    };
    return READ_OBJECT(w, json, keys, to);
}

static int read_note(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("at", read_line, struct note, at, NEED),
        KEY("right", read_bool, struct note, right, NEED),
        KEY("text", read_text, struct note, text, NEED),
    };
    return READ_OBJECT(w, json, keys, to);
}

static int read_notes(struct wire *w, const json_t *json, void *to)
{
    struct part *part = to;
    return READ_LIST(w, json, NOTES_MAX, struct note, read_note, part->notes, part->notes_len);
}

static int read_part(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("id", read_key, struct part, id, NEED),
        KEY("score", read_score, struct part, score, NEED),
        KEY("weight", read_weight, struct part, weight, NEED),
        KEY("text", read_text, struct part, text, MAY),
        KEY("pitfall", read_slug, struct part, pitfall, MAY),
        WHOLE("notes", read_notes, MAY),
    };
    return READ_OBJECT(w, json, keys, to);
}

static int read_parts(struct wire *w, const json_t *json, void *to)
{
    struct outcome *outcome = to;
    int rc =
        READ_LIST(w, json, PARTS_MAX, struct part, read_part, outcome->parts, outcome->parts_len);
    if (rc) return rc;
    return ids_differ(w, outcome->parts, outcome->parts_len, sizeof outcome->parts[0]);
}

static int read_outcome(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("score", read_score, struct outcome, score, NEED),
        KEY("passed", read_bool, struct outcome, passed, NEED),
        WHOLE("parts", read_parts, NEED),
    };
    return READ_OBJECT(w, json, keys, to);
}

static int read_pitfalls(struct wire *w, const json_t *json, void *to)
{
    struct exercise_info *info = to;
    return READ_LIST(w, json, PITFALLS_MAX, struct str, read_slug, info->pitfalls,
                     info->pitfalls_len);
}

static int read_hints(struct wire *w, const json_t *json, void *to)
{
    struct exercise_info *info = to;
    return READ_LIST(w, json, HINTS_MAX, struct text, read_label, info->hints, info->hints_len);
}

static int read_info(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("id", read_slug, struct exercise_info, id, NEED),
        KEY("title", read_label, struct exercise_info, title, NEED),
        KEY("minutes", read_minutes, struct exercise_info, minutes, NEED),
        WHOLE("pitfalls", read_pitfalls, NEED),
        WHOLE("hints", read_hints, NEED),
    };
    return READ_OBJECT(w, json, keys, to);
}

int wire_view(struct arena *arena, const json_t *json, struct view *view, struct err *err)
{
    struct wire w = {.arena = arena, .err = err};
    *view = (struct view){0};
    enter(&w, "blocks", 0);
    return read_view(&w, json, view);
}

int wire_outcome(struct arena *arena, const json_t *json, struct outcome *outcome, struct err *err)
{
    struct wire w = {.arena = arena, .err = err};
    *outcome = (struct outcome){0};
    enter(&w, "outcome", 0);
    return read_outcome(&w, json, outcome);
}

int wire_info(struct arena *arena, const json_t *json, struct exercise_info *info, struct err *err)
{
    struct wire w = {.arena = arena, .err = err};
    *info = (struct exercise_info){0};
    return read_info(&w, json, info);
}

/* Whole replies */

struct reply {
    struct ask *ask;
    struct values solution, answer;
    const struct check *checks;
    size_t checks_len;
    bool has_view, has_outcome, has_solution_text;
};

static int read_reply_view(struct wire *w, const json_t *json, void *to)
{
    struct reply *reply = to;
    reply->has_view = true;
    return read_view(w, json, &reply->ask->view);
}

static int read_fingerprint(struct wire *w, const json_t *json, void *to)
{
    struct reply *reply = to;
    struct str s;
    unsigned char bytes[8];
    int rc = peek_string(w, json, 16, &s);
    if (rc) return rc;
    if (!hex_parse(s, bytes, sizeof bytes)) return fail(w, "must be 16 hexadecimal digits");
    uint64_t n = 0;
    for (size_t i = 0; i < sizeof bytes; i++) n = n << 8 | bytes[i];
    reply->ask->fingerprint = n;
    return 0;
}

static int read_reply_solution(struct wire *w, const json_t *json, void *to)
{
    struct reply *reply = to;
    reply->ask->has_solution = true;
    return read_values(w, json, &reply->solution);
}

static int read_solution_text(struct wire *w, const json_t *json, void *to)
{
    struct reply *reply = to;
    reply->has_solution_text = true;
    return read_text(w, json, &reply->ask->solution_text);
}

static int read_checks(struct wire *w, const json_t *json, void *to)
{
    struct reply *reply = to;
    return READ_LIST(w, json, BLOCKS_MAX, struct check, read_check, reply->checks,
                     reply->checks_len);
}

static int read_reply_outcome(struct wire *w, const json_t *json, void *to)
{
    struct reply *reply = to;
    reply->has_outcome = true;
    int rc = read_outcome(w, json, &reply->ask->outcome);
    if (rc) return rc;
    char dump[4096];
    size_t flags = JSON_COMPACT | JSON_REAL_PRECISION(15);
    size_t len = json_dumpb(json, dump, sizeof dump, flags);
    if (len == 0 || len > OUTCOME_LEN)
        return fail_with(w, ERR_TOO_LARGE, "is %zu bytes long; at most %zu are kept", len,
                         OUTCOME_LEN);
    if (len <= sizeof dump) {
        reply->ask->outcome_json = arena_str(w->arena, (struct str){dump, len});
    } else {
        char *whole = arena_alloc(w->arena, len);
        json_dumpb(json, whole, len, flags);
        reply->ask->outcome_json = (struct str){whole, len};
    }
    return 0;
}

#define VIEW_REPLY_KEYS(need_view)                                                                 \
    WHOLE("view", read_reply_view, need_view), WHOLE("fingerprint", read_fingerprint, NEED),       \
        WHOLE("solution", read_reply_solution, MAY),                                               \
        WHOLE("solution_text", read_solution_text, MAY)

static int reply_view(struct wire *w, const json_t *json, struct reply *reply)
{
    static const struct key keys[] = {VIEW_REPLY_KEYS(NEED)};
    return READ_OBJECT(w, json, keys, reply);
}

static int reply_answer(struct wire *w, const json_t *json, struct reply *reply)
{
    static const struct key keys[] = {
        VIEW_REPLY_KEYS(MAY),
        KEY("answer", read_values, struct reply, answer, NEED),
        WHOLE("checks", read_checks, NEED),
        WHOLE("outcome", read_reply_outcome, MAY),
    };
    int rc = READ_OBJECT(w, json, keys, reply);
    if (rc) return rc;
    bool view_due = (reply->ask->flags & FRAME_WANT_VIEW) || reply->checks_len > 0;
    if (reply->has_view != view_due)
        return fail(w, view_due ? "\"view\" is missing" : "\"view\" was not asked");
    if (reply->has_outcome != (reply->checks_len == 0))
        return fail(w, reply->has_outcome ? "an outcome of an answer that could not be read"
                                          : "\"outcome\" is missing");
    return 0;
}

static int reply_index(struct wire *w, const json_t *json, struct reply *reply)
{
    int rc = read_info(w, json, &reply->ask->info);
    if (rc) return rc;
    return str_eq(reply->ask->info.id, reply->ask->exercise)
               ? 0
               : fail(w, "describes another exercise than was asked");
}

static int read_test(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("name", read_sentence, struct test_result, name, NEED),
        KEY("ok", read_bool, struct test_result, ok, NEED),
        KEY("text", read_long, struct test_result, text, MAY),
    };
    return READ_OBJECT(w, json, keys, to);
}

static int read_tests(struct wire *w, const json_t *json, void *to)
{
    struct ask *ask = ((struct reply *)to)->ask;
    return READ_LIST(w, json, TESTS_MAX, struct test_result, read_test, ask->tests, ask->tests_len);
}

static int reply_test(struct wire *w, const json_t *json, struct reply *reply)
{
    static const struct key keys[] = {WHOLE("tests", read_tests, NEED)};
    return READ_OBJECT(w, json, keys, reply);
}

/* Nesting, before the parser recurses into it. */
static bool is_deep(struct str json)
{
    size_t depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < json.len; i++) {
        char c = json.ptr[i];
        if (in_string) {
            if (c == '\\') i++;
            else if (c == '"') in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            if (++depth > WIRE_DEPTH_MAX) return true;
        } else if ((c == ']' || c == '}') && depth > 0) {
            depth--;
        }
    }
    return false;
}

/* Returns owned, or NULL with err set. What the parser found is not repeated: it may be a learner's
 * own words, and errors are logged. */
static json_t *parse(struct str json, size_t max, struct err *err)
{
    json_error_t error;
    if (json.len > max) {
        err_set(err, ERR_CORRUPT, "%zu bytes of JSON; at most %zu are allowed", json.len, max);
        return NULL;
    }
    if (is_deep(json)) {
        err_set(err, ERR_CORRUPT, "nested more than %d deep", WIRE_DEPTH_MAX);
        return NULL;
    }
    json_t *root = json_loadb(json.ptr ? json.ptr : "", json.len, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        const char *why = "not well-formed JSON";
        enum json_error_code code = json_error_code(&error);
        if (code == json_error_invalid_utf8) why = "not UTF-8";
        else if (code == json_error_duplicate_key) why = "a key stands twice in one object";
        else if (code == json_error_null_character) why = "a NUL character";
        else if (code == json_error_numeric_overflow) why = "a number that is too large";
        err_set(err, ERR_CORRUPT, "%s at byte %d", why, error.position);
    }
    return root;
}

int wire_reply(struct arena *arena, struct str json, struct ask *ask, struct err *err)
{
    json_t *root = parse(json, FRAME_LEN, err);
    if (root == NULL) return ERR_CORRUPT;
    struct wire w = {.arena = arena, .err = err};
    struct reply reply = {.ask = ask};
    int rc = ERR_CORRUPT;
    switch (ask->kind) {
    case ASK_INDEX:
        rc = reply_index(&w, root, &reply);
        break;
    case ASK_VIEW:
        rc = reply_view(&w, root, &reply);
        break;
    case ASK_ANSWER:
        rc = reply_answer(&w, root, &reply);
        break;
    case ASK_TEST:
        rc = reply_test(&w, root, &reply);
        break;
    }
    if (rc == 0 && !(ask->flags & FRAME_WANT_SOLUTION) &&
        (ask->has_solution || reply.has_solution_text))
        rc = fail(&w, "the solution was not asked");
    json_decref(root);
    ask->solution = reply.solution.list;
    ask->solution_len = reply.solution.len;
    ask->answer =
        (struct answer){reply.answer.list, reply.answer.len, reply.checks, reply.checks_len};
    return rc;
}

/* What is stored */

int wire_read_outcome(struct arena *arena, struct str json, struct outcome *outcome,
                      struct err *err)
{
    *outcome = (struct outcome){0};
    json_t *root = parse(json, OUTCOME_LEN, err);
    if (root == NULL) return ERR_CORRUPT;
    int rc = wire_outcome(arena, root, outcome, err);
    json_decref(root);
    return rc;
}

static int read_raw_string(struct wire *w, const json_t *json, struct str *s)
{
    if (!json_is_string(json)) return fail(w, "must be a text");
    *s = arena_str(w->arena, (struct str){json_string_value(json), json_string_length(json)});
    return 0;
}

static int read_raw(struct wire *w, const json_t *json, void *to)
{
    struct raw *raw = to;
    if (!json_is_array(json) || json_array_size(json) != 2)
        return fail(w, "must be a field's id and its value");
    int rc = read_raw_string(w, json_array_get(json, 0), &raw->id);
    return rc ? rc : read_raw_string(w, json_array_get(json, 1), &raw->value);
}

int wire_read_raw(struct arena *arena, struct str json, struct raw **raw, size_t *raw_len,
                  struct err *err)
{
    *raw = NULL;
    *raw_len = 0;
    json_t *root = parse(json, ANSWER_LEN, err);
    if (root == NULL) return ERR_CORRUPT;
    struct wire w = {.arena = arena, .err = err};
    void *list = NULL;
    int rc =
        read_list(&w, root, HTTP_FORM_FIELDS_MAX, sizeof(struct raw), read_raw, &list, raw_len);
    json_decref(root);
    if (rc) *raw_len = 0;
    else *raw = list;
    return rc;
}

struct str wire_write_raw(struct arena *arena, const struct raw *raw, size_t raw_len)
{
    struct buf buf;
    buf_init(&buf, ANSWER_LEN);
    buf_add_char(&buf, '[');
    for (size_t i = 0; i < raw_len; i++) {
        buf_add_c(&buf, i ? ",[" : "[");
        escape_json(&buf, raw[i].id);
        buf_add_char(&buf, ',');
        escape_json(&buf, raw[i].value);
        buf_add_char(&buf, ']');
    }
    buf_add_char(&buf, ']');
    struct str json = buf_failed(&buf) ? STR_NONE : arena_str(arena, buf_str(&buf));
    buf_finish(&buf);
    return json;
}
