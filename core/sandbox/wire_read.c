#include "sandbox/wire_read.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

int wire_fail(struct wire *w, int code, const char *fmt, ...)
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

void wire_enter(struct wire *w, const char *name, size_t at)
{
    assert(w->depth < sizeof w->path / sizeof w->path[0]); /* the schema's own depth */
    w->path[w->depth++] = (struct step){name, at};
}

int wire_leave(struct wire *w, int rc)
{
    w->depth--;
    return rc;
}

/* Lists of keys, lists of things */

int wire_read_object(struct wire *w, const json_t *json, const struct key *keys, size_t keys_len,
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
        wire_enter(w, keys[k].name, 0);
        int rc = keys[k].read(w, value, (char *)to + keys[k].offset);
        if (rc) return rc;
        wire_leave(w, 0);
        seen |= 1u << k;
    }
    for (size_t k = 0; k < keys_len; k++)
        if (keys[k].required && !(seen & 1u << k))
            return fail(w, "\"%s\" is missing", keys[k].name);
    return 0;
}

/* A list of at most `max` things of `size` bytes each, read by `read` into the arena. */
int wire_read_list(struct wire *w, const json_t *json, size_t max, size_t size, read_fn *read,
                   void **items, size_t *len)
{
    if (!json_is_array(json)) return fail(w, "must be a list");
    size_t n = json_array_size(json);
    if (n > max) return fail(w, "has %zu entries; at most %zu are allowed", n, max);
    char *to = arena_zero(w->arena, n, size);
    for (size_t i = 0; i < n; i++) {
        wire_enter(w, NULL, i);
        int rc = read(w, json_array_get(json, i), to + i * size);
        if (rc) return rc;
        wire_leave(w, 0);
    }
    *items = to;
    *len = n;
    return 0;
}

int wire_read_list_into(struct wire *w, const json_t *json, size_t max, size_t size, read_fn *read,
                        const void **items, size_t *len)
{
    void *list = NULL;
    int rc = wire_read_list(w, json, max, size, read, &list, len);
    *items = list;
    return rc;
}

/* Single values */

int wire_read_bool(struct wire *w, const json_t *json, void *to)
{
    if (!json_is_boolean(json)) return fail(w, "must be true or false");
    *(bool *)to = json_is_true(json);
    return 0;
}

int wire_read_number(struct wire *w, const json_t *json, void *to)
{
    if (!json_is_number(json)) return fail(w, "must be a number");
    double n = json_number_value(json);
    if (!isfinite(n) || fabs(n) > NUMBER_MAX)
        return fail(w, "must be a finite number, at most %g either way", NUMBER_MAX);
    *(double *)to = n;
    return 0;
}

int wire_read_score(struct wire *w, const json_t *json, void *to)
{
    int rc = wire_read_number(w, json, to);
    if (rc) return rc;
    double n = *(double *)to;
    return n >= 0 && n <= 1 ? 0 : fail(w, "must be from 0 to 1");
}

int wire_read_weight(struct wire *w, const json_t *json, void *to)
{
    int rc = wire_read_number(w, json, to);
    if (rc) return rc;
    return *(double *)to >= 0 ? 0 : fail(w, "must be 0 or more");
}

int wire_read_minutes(struct wire *w, const json_t *json, void *to)
{
    double n = 0;
    int rc = wire_read_number(w, json, &n);
    if (rc) return rc;
    if (n < 1 || n > EXERCISE_MINUTES_MAX || n != floor(n))
        return fail(w, "must be a whole number from 1 to %d", EXERCISE_MINUTES_MAX);
    *(int *)to = (int)n;
    return 0;
}

/* Borrowed. The same rule as for what a learner types (base/field.c): an exercise that repeats an
 * answer must not become a fault by it. jansson has refused ill-formed UTF-8, lone surrogates and
 * NUL already. */
int wire_peek_string(struct wire *w, const json_t *json, size_t max, struct str *s)
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
    int rc = wire_peek_string(w, json, max, &s);
    if (rc) return rc;
    *(struct str *)to = arena_str(w->arena, s);
    return 0;
}

int wire_read_long(struct wire *w, const json_t *json, void *to)
{
    return read_string(w, json, TEXT_LEN, to);
}

int wire_read_typed(struct wire *w, const json_t *json, void *to)
{
    return read_string(w, json, FIELD_VALUE_LEN, to);
}

/* One line without white space around it: what a form sends back unchanged. */
int wire_read_line(struct wire *w, const json_t *json, void *to)
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
int wire_read_sentence(struct wire *w, const json_t *json, void *to)
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
int wire_read_name(struct wire *w, const json_t *json, void *to)
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
int wire_read_key(struct wire *w, const json_t *json, void *to)
{
    int rc = read_string(w, json, SLUG_LEN, to);
    if (rc) return rc;
    return is_key(*(struct str *)to) ? 0 : fail(w, "must be an id of letters a-z, digits, - and _");
}

int wire_read_slug(struct wire *w, const json_t *json, void *to)
{
    int rc = read_string(w, json, SLUG_LEN, to);
    if (rc) return rc;
    return str_is_slug(*(struct str *)to, SLUG_LEN)
               ? 0
               : fail(w, "must be an id like \"two-means\": a-z, 0-9 and single hyphens inside");
}

/* Ids that must differ: the id is the first member of each item. */
int wire_ids_differ(struct wire *w, const void *items, size_t len, size_t size)
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
        wire_enter(w, var->name.ptr, 0);
        var->is_number = json_is_number(value);
        int rc = var->is_number ? wire_read_number(w, value, &var->number)
                                : wire_read_long(w, value, &var->string);
        if (rc) return rc;
        wire_leave(w, 0);
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

int wire_read_text(struct wire *w, const json_t *json, void *to)
{
    struct text *text = to;
    *text = (struct text){0};
    if (json_is_string(json)) {
        struct str s;
        int rc = wire_read_long(w, json, &s);
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
            wire_enter(w, "with", 0);
            rc = read_vars(w, value, text);
        } else if (lang_parse(str_of(name), &lang)) {
            wire_enter(w, lang_code(lang), 0);
            rc = wire_read_long(w, value, &text->in[lang]);
            any = true;
        } else {
            return fail(w, "a text may have the keys" LANG_NAMES " and with, no others");
        }
        if (rc) return rc;
        wire_leave(w, 0);
    }
    if (!any) return fail(w, "a text needs at least one language");
    return text->vars_len > 0 ? check_filled(w, text) : 0;
}
#undef X

int wire_read_label(struct wire *w, const json_t *json, void *to)
{
    int rc = wire_read_text(w, json, to);
    if (rc) return rc;
    return text_is_empty(to) ? fail(w, "must not be empty: readers who listen depend on it") : 0;
}
