#include "pack/schema.h"

#include <stdlib.h>

#include "base/limits.h"
#include "pack/suggest.h"
#include "pack/version.h"

/* Every sentence of this file starts with the key it is about. */
#define PROBLEM(check, node, ...)                                                                  \
    problem_add((check)->problems, (check)->file, (node)->line, (node)->column, __VA_ARGS__)

static void check_value(const struct schema_check *check, const struct yaml *node,
                        const struct schema_field *field);

static bool is_nothing(const struct yaml *node)
{
    return node->kind == YAML_SCALAR && str_trim(node->text).len == 0;
}

/* A value that must be one scalar; says so if it is not. */
static bool is_scalar(const struct schema_check *check, const struct yaml *node,
                      const struct schema_field *field, const char *expected)
{
    if (node->kind == YAML_SCALAR && !is_nothing(node)) return true;
    PROBLEM(check, node, "%s: expected %s, found %s", field->key, expected, yaml_kind_name(node));
    return false;
}

static void check_length(const struct schema_check *check, const struct yaml *node,
                         const struct schema_field *field)
{
    size_t max = field->max > 0 ? (size_t)field->max : TEXT_LEN;
    if (node->text.len > max)
        PROBLEM(check, node, "%s: %zu bytes; at most %zu fit, make it shorter", field->key,
                node->text.len, max);
}

static struct str languages_of(const struct schema_check *check)
{
    struct str list = STR("");
    for (int i = 0; i < LANG_COUNT; i++)
        if (check->has[i])
            list = arena_printf(check->arena, "%.*s%s%s", STR_ARG(list), list.len ? ", " : "",
                                lang_code((enum lang)i));
    return list;
}

static void check_text(const struct schema_check *check, const struct yaml *node,
                       const struct schema_field *field)
{
    struct str languages = languages_of(check);
    if (node->kind == YAML_SCALAR) {
        if (!is_scalar(check, node, field, "a text")) return;
        check_length(check, node, field);
        for (int i = 0; i < LANG_COUNT; i++) {
            if (!check->has[i] || i == (int)check->source) continue;
            PROBLEM(check, node,
                    "%s: this text has no %s translation, and languages lists %.*s; write %s: "
                    "{%s: ..., %s: ...}",
                    field->key, lang_code((enum lang)i), STR_ARG(languages), field->key,
                    lang_code(check->source), lang_code((enum lang)i));
        }
        return;
    }
    if (node->kind != YAML_MAP) {
        PROBLEM(check, node,
                "%s: expected a text per language, found %s; write %s: {nl: ..., en: "
                "...}",
                field->key, yaml_kind_name(node), field->key);
        return;
    }
    bool found[LANG_COUNT] = {false};
    for (const struct yaml *entry = node->first; entry; entry = entry->next) {
        enum lang lang;
        if (!lang_parse(entry->key, &lang)) {
            problem_add(check->problems, check->file, entry->key_line, entry->key_column,
                        "%s: %.*s is not a language of this version; known: nl, en", field->key,
                        STR_ARG(entry->key));
            continue;
        }
        found[lang] = true;
        if (languages.len && !check->has[lang])
            problem_add(check->problems, check->file, entry->key_line, entry->key_column,
                        "%s: there is a text in %s, but languages lists only %.*s; add %s there or "
                        "remove the text here",
                        field->key, lang_code(lang), STR_ARG(languages), lang_code(lang));
        if (is_scalar(check, entry, field, "a text")) check_length(check, entry, field);
    }
    for (int i = 0; i < LANG_COUNT; i++)
        if (check->has[i] && !found[i])
            PROBLEM(check, node,
                    "%s: there is no text in %s, and languages lists %.*s; add %s: ...", field->key,
                    lang_code((enum lang)i), STR_ARG(languages), lang_code((enum lang)i));
}

static void check_slug(const struct schema_check *check, const struct yaml *node,
                       const struct schema_field *field)
{
    if (!is_scalar(check, node, field, "a name")) return;
    if (!str_is_slug(node->text, SLUG_LEN))
        PROBLEM(check, node,
                "%s: \"%.*s\" is not a name as we use them: lower-case letters, digits and single "
                "hyphens between them, at most %d",
                field->key, STR_ARG(node->text), SLUG_LEN);
}

static void check_number(const struct schema_check *check, const struct yaml *node,
                         const struct schema_field *field)
{
    uint64_t value;
    if (!is_scalar(check, node, field, "a whole number")) return;
    if (!str_parse_u64(node->text, (uint64_t)field->max, &value) || value < (uint64_t)field->min)
        PROBLEM(check, node, "%s: \"%.*s\" is not a whole number from %d to %d", field->key,
                STR_ARG(node->text), field->min, field->max);
}

static bool is_date(struct str s)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    uint64_t year, month, day;
    if (s.len != 10 || s.ptr[4] != '-' || s.ptr[7] != '-') return false;
    if (!str_parse_u64(str_slice(s.ptr, 4), 9999, &year) || year < 2000 ||
        !str_parse_u64(str_slice(s.ptr + 5, 2), 12, &month) || month < 1 ||
        !str_parse_u64(str_slice(s.ptr + 8, 2), (uint64_t)days[month - 1], &day) || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month != 2 || day <= 28 || leap;
}

/* One of a number of words, by a function that gives the i-th or NULL. */
static void check_word(const struct schema_check *check, const struct yaml *node,
                       const struct schema_field *field, const char *(*word)(const void *, size_t),
                       const void *data)
{
    if (!is_scalar(check, node, field, "a word")) return;
    struct suggest suggest;
    suggest_init(&suggest, node->text);
    struct str known = STR("");
    for (size_t i = 0; word(data, i); i++) {
        if (str_is(node->text, word(data, i))) return;
        suggest_offer(&suggest, str_of(word(data, i)));
        known =
            arena_printf(check->arena, "%.*s%s%s", STR_ARG(known), i ? ", " : "", word(data, i));
    }
    struct str hint = suggest_words(&suggest, check->arena);
    PROBLEM(check, node, "%s: \"%.*s\" is not known%.*s%s known: %.*s", field->key,
            STR_ARG(node->text), STR_ARG(hint), hint.len ? "" : ";", STR_ARG(known));
}

static const char *word_of_list(const void *data, size_t i)
{
    return ((const char *const *)data)[i];
}

static const char *word_of_facet(const void *data, size_t i)
{
    size_t len;
    const struct facet_value *values = facet_list(*(const enum facet *)data, &len);
    return i < len ? values[i].slug : NULL;
}

static const char *word_of_langs(const void *data, size_t i)
{
    (void)data;
    return i < LANG_COUNT ? lang_code((enum lang)i) : NULL;
}

/* `count` slugs with slashes between them. */
static bool is_path_of_slugs(struct str s, int count)
{
    struct str piece;
    int found = 0;
    for (; str_cut(&s, '/', &piece); found++)
        if (!str_is_slug(piece, SLUG_LEN)) return false;
    return found == count;
}

static void check_needs(const struct schema_check *check, const struct yaml *node,
                        const struct schema_field *field)
{
    if (node->kind != YAML_MAP) {
        PROBLEM(check, node,
                "%s: expected packs with their versions, found %s; write needs: "
                "{org/pack: ^1.0.0}",
                field->key, yaml_kind_name(node));
        return;
    }
    for (const struct yaml *entry = node->first; entry; entry = entry->next) {
        struct range range;
        if (!is_path_of_slugs(entry->key, 2))
            problem_add(check->problems, check->file, entry->key_line, entry->key_column,
                        "%s: \"%.*s\" is not a pack; write org/pack", field->key,
                        STR_ARG(entry->key));
        if (entry->kind != YAML_SCALAR || !range_parse(entry->text, &range))
            PROBLEM(check, entry,
                    "%s: this is not a range of versions; write 1.2.0 (exactly this), ^1.2.0 (up "
                    "to 2.0.0), ~1.2.0 (up to 1.3.0) or \">=1.2.0\"",
                    field->key);
    }
}

static void check_one(const struct schema_check *check, const struct yaml *node,
                      const struct schema_field *field)
{
    struct version version;
    switch (field->type) {
    case SCHEMA_TEXT:
        check_text(check, node, field);
        return;
    case SCHEMA_STRING:
        if (is_scalar(check, node, field, "a text")) check_length(check, node, field);
        return;
    case SCHEMA_SLUG:
        check_slug(check, node, field);
        return;
    case SCHEMA_NUMBER:
        check_number(check, node, field);
        return;
    case SCHEMA_TRUTH:
        if (is_scalar(check, node, field, "true or false") && !str_is(node->text, "true") &&
            !str_is(node->text, "false"))
            PROBLEM(check, node, "%s: \"%.*s\" is neither true nor false", field->key,
                    STR_ARG(node->text));
        return;
    case SCHEMA_DATE:
        if (is_scalar(check, node, field, "a date") && !is_date(node->text))
            PROBLEM(check, node, "%s: \"%.*s\" is not a date; write it as 2026-03-31", field->key,
                    STR_ARG(node->text));
        return;
    case SCHEMA_VERSION:
        if (is_scalar(check, node, field, "a version") && !version_parse(node->text, &version))
            PROBLEM(check, node, "%s: \"%.*s\" is not a version; write three numbers, as in 1.0.0",
                    field->key, STR_ARG(node->text));
        return;
    case SCHEMA_WORD:
        check_word(check, node, field, word_of_list, field->words);
        return;
    case SCHEMA_FACET:
        check_word(check, node, field, word_of_facet, &field->facet);
        return;
    case SCHEMA_LANG:
        check_word(check, node, field, word_of_langs, NULL);
        return;
    case SCHEMA_MODULE:
        if (is_scalar(check, node, field, "a module") && !is_path_of_slugs(node->text, 1) &&
            !is_path_of_slugs(node->text, 3))
            PROBLEM(check, node,
                    "%s: \"%.*s\" is not a module; write the name of its folder, or "
                    "org/pack/module for another pack's",
                    field->key, STR_ARG(node->text));
        return;
    case SCHEMA_NEEDS:
        check_needs(check, node, field);
        return;
    case SCHEMA_MAP:
        if (node->kind == YAML_MAP) schema_check(check, node, field->fields);
        else
            PROBLEM(check, node, "%s: expected a mapping (key: value), found %s", field->key,
                    yaml_kind_name(node));
        return;
    }
}

static void check_value(const struct schema_check *check, const struct yaml *node,
                        const struct schema_field *field)
{
    if (field->many == SCHEMA_ONE ||
        (field->many == SCHEMA_ONE_OR_LIST && node->kind != YAML_LIST)) {
        check_one(check, node, field);
        return;
    }
    if (node->kind != YAML_LIST) {
        PROBLEM(check, node,
                "%s: expected a list, found %s; write each entry on a line that starts "
                "with a hyphen",
                field->key, yaml_kind_name(node));
        return;
    }
    if (node->len == 0 && field->required)
        PROBLEM(check, node, "%s: the list is empty; at least one is needed", field->key);
    if (node->len > PACK_LIST_MAX) {
        PROBLEM(check, node, "%s: %zu entries; at most %d fit", field->key, node->len,
                PACK_LIST_MAX);
        return;
    }
    for (const struct yaml *entry = node->first; entry; entry = entry->next) {
        check_one(check, entry, field);
        if (entry->kind != YAML_SCALAR || is_nothing(entry)) continue;
        for (const struct yaml *other = node->first; other != entry; other = other->next) {
            if (other->kind != YAML_SCALAR || !str_eq(other->text, entry->text)) continue;
            PROBLEM(check, entry, "%s: this is in the list twice, first in line %d; remove one",
                    field->key, other->line);
            break;
        }
    }
}

void schema_check(const struct schema_check *check, const struct yaml *map,
                  const struct schema_field *fields)
{
    for (const struct yaml *entry = map->first; entry; entry = entry->next) {
        struct suggest suggest;
        suggest_init(&suggest, entry->key);
        const struct schema_field *field = fields;
        for (; field->key && !str_is(entry->key, field->key); field++)
            suggest_offer(&suggest, str_of(field->key));
        if (field->key) {
            check_value(check, entry, field);
            continue;
        }
        if (entry->key.len == 0 || str_is(entry->key, "<<")) continue; /* said by yaml.c */
        struct str hint = suggest_words(&suggest, check->arena);
        struct str known = STR("");
        for (field = fields; !hint.len && field->key; field++)
            known = arena_printf(check->arena, "%.*s%s%s", STR_ARG(known),
                                 field == fields ? "; known: " : ", ", field->key);
        problem_add(check->problems, check->file, entry->key_line, entry->key_column,
                    "%.*s: there is no such key%.*s%.*s", STR_ARG(entry->key), STR_ARG(hint),
                    STR_ARG(known));
    }
    for (const struct schema_field *field = fields; field->key; field++)
        if (field->required && yaml_find(map, field->key) == NULL)
            PROBLEM(check, map, "%s: this key is missing: %s", field->key, field->help);
}

struct str schema_str(const struct yaml *node)
{
    return node && node->kind == YAML_SCALAR ? node->text : STR_NONE;
}

struct text schema_text(const struct yaml *node, enum lang source)
{
    struct text text = {0};
    if (node && node->kind == YAML_SCALAR && node->text.len) text.in[source] = str_trim(node->text);
    if (node == NULL || node->kind != YAML_MAP) return text;
    for (const struct yaml *entry = node->first; entry; entry = entry->next) {
        enum lang lang;
        if (entry->kind == YAML_SCALAR && entry->text.len && lang_parse(entry->key, &lang))
            text.in[lang] = str_trim(entry->text);
    }
    return text;
}

int schema_number(const struct yaml *node)
{
    uint64_t value;
    return str_parse_u64(schema_str(node), INT32_MAX, &value) ? (int)value : 0;
}

bool schema_truth(const struct yaml *node)
{
    return str_is(schema_str(node), "true");
}

/* Calls itself a list of one where a single value stands. */
static const struct yaml *entries(const struct yaml *node, size_t *len)
{
    *len = 0;
    if (node == NULL) return NULL;
    *len = node->kind == YAML_LIST ? node->len : 1;
    return node->kind == YAML_LIST ? node->first : node;
}

struct str *schema_strs(struct arena *arena, const struct yaml *node, size_t *len)
{
    const struct yaml *entry = entries(node, len);
    struct str *list = arena_array(arena, struct str, *len);
    for (size_t i = 0; i < *len; i++, entry = entry->next) list[i] = schema_str(entry);
    return list;
}

struct text *schema_texts(struct arena *arena, const struct yaml *node, enum lang source,
                          size_t *len)
{
    const struct yaml *entry = entries(node, len);
    struct text *list = arena_array(arena, struct text, *len);
    for (size_t i = 0; i < *len; i++, entry = entry->next) list[i] = schema_text(entry, source);
    return list;
}

struct facet_values schema_facets(struct arena *arena, const struct yaml *node, enum facet facet)
{
    size_t given_len, all_len;
    struct str *given = schema_strs(arena, node, &given_len);
    const struct facet_value *all = facet_list(facet, &all_len);
    const struct facet_value **list = arena_array(arena, const struct facet_value *, all_len);
    size_t len = 0;
    for (size_t i = 0; i < all_len; i++) {
        bool wanted = false;
        for (size_t j = 0; j < given_len && !wanted; j++) wanted = str_is(given[j], all[i].slug);
        if (wanted) list[len++] = &all[i];
    }
    return (struct facet_values){list, len};
}
