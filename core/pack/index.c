#include <assert.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "base/limits.h"
#include "pack/pack.h"

/* {"format": 1, "pack": "<digest>", "exercises": [{"id": "..", "title": text, "minutes": 5,
 * "pitfalls": [".."], "hints": [text]}]} with text as {"nl": "..", "en": "..", "with": {"n": 3}}.
 */
#define INDEX_FORMAT 1

/* --- writing --------------------------------------------------------------------------------- */

static json_t *write_str(struct str s)
{
    return json_stringn(s.len ? s.ptr : "", s.len);
}

static json_t *write_text(const struct text *text)
{
    json_t *json = json_object();
    for (int i = 0; i < LANG_COUNT; i++)
        if (text->in[i].ptr)
            json_object_set_new(json, lang_code((enum lang)i), write_str(text->in[i]));
    if (text->vars_len == 0) return json;
    json_t *vars = json_object();
    for (size_t i = 0; i < text->vars_len; i++) {
        const struct text_var *var = &text->vars[i];
        char name[TEXT_LEN + 1];
        size_t len = var->name.len < TEXT_LEN ? var->name.len : TEXT_LEN;
        memcpy(name, var->name.ptr, len);
        name[len] = '\0';
        json_object_set_new(vars, name,
                            var->is_number ? json_real(var->number) : write_str(var->string));
    }
    json_object_set_new(json, "with", vars);
    return json;
}

static json_t *write_info(const struct exercise_info *info)
{
    json_t *pitfalls = json_array(), *hints = json_array();
    for (size_t i = 0; i < info->pitfalls_len; i++)
        json_array_append_new(pitfalls, write_str(info->pitfalls[i]));
    for (size_t i = 0; i < info->hints_len; i++)
        json_array_append_new(hints, write_text(&info->hints[i]));
    json_t *json = json_object();
    json_object_set_new(json, "id", write_str(info->id));
    json_object_set_new(json, "title", write_text(&info->title));
    json_object_set_new(json, "minutes", json_integer(info->minutes));
    json_object_set_new(json, "pitfalls", pitfalls);
    json_object_set_new(json, "hints", hints);
    return json;
}

struct str pack_index_write(struct arena *arena, const struct pack *pack)
{
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(&pack->digest, hex);
    assert(pack->infos_len == pack->exercises_len);
    json_t *exercises = json_array();
    for (size_t i = 0; i < pack->infos_len; i++)
        json_array_append_new(exercises, write_info(&pack->infos[i]));
    json_t *json = json_object();
    json_object_set_new(json, "format", json_integer(INDEX_FORMAT));
    json_object_set_new(json, "pack", json_string(hex));
    json_object_set_new(json, "exercises", exercises);
    char *text = json_dumps(json, JSON_INDENT(1));
    json_decref(json);
    assert(text != NULL); /* every part is clean UTF-8: the wire saw to it */
    struct str copy = arena_printf(arena, "%s\n", text);
    free(text);
    return copy;
}

/* --- reading --------------------------------------------------------------------------------- */

static bool read_str(struct arena *arena, const json_t *json, size_t max, struct str *out)
{
    if (!json_is_string(json) || json_string_length(json) > max) return false;
    *out = arena_str(arena, str_slice(json_string_value(json), json_string_length(json)));
    return true;
}

static bool read_vars(struct arena *arena, const json_t *json, struct text *text)
{
    if (!json_is_object(json) || json_object_size(json) > TEXT_VARS_MAX) return false;
    struct text_var *vars = arena_array(arena, struct text_var, json_object_size(json));
    text->vars = vars;
    text->vars_len = json_object_size(json);
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)json, key, value)
    {
        vars->name = arena_str(arena, str_of(key));
        vars->is_number = json_is_number(value);
        vars->number = json_number_value(value);
        if (!vars->is_number && !read_str(arena, value, TEXT_LEN, &vars->string)) return false;
        vars++;
    }
    return true;
}

static bool read_text(struct arena *arena, const json_t *json, struct text *out)
{
    *out = (struct text){0};
    if (!json_is_object(json)) return false;
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)json, key, value)
    {
        enum lang lang;
        if (strcmp(key, "with") == 0) {
            if (!read_vars(arena, value, out)) return false;
        } else if (!lang_parse(str_of(key), &lang) ||
                   !read_str(arena, value, TEXT_LEN, &out->in[lang])) {
            return false;
        }
    }
    return true;
}

static bool read_info(struct arena *arena, const json_t *json, struct exercise_info *info)
{
    const json_t *minutes = json_object_get(json, "minutes");
    const json_t *pitfalls = json_object_get(json, "pitfalls");
    const json_t *hints = json_object_get(json, "hints");
    if (!json_is_object(json) || json_object_size(json) != 5) return false;
    if (!read_str(arena, json_object_get(json, "id"), SLUG_LEN, &info->id) ||
        !read_text(arena, json_object_get(json, "title"), &info->title) ||
        text_is_empty(&info->title))
        return false;
    if (!json_is_integer(minutes) || json_integer_value(minutes) < 0 ||
        json_integer_value(minutes) > PACK_MINUTES_MAX)
        return false;
    info->minutes = (int)json_integer_value(minutes);
    if (!json_is_array(pitfalls) || json_array_size(pitfalls) > PACK_LIST_MAX) return false;
    if (!json_is_array(hints) || json_array_size(hints) > HINTS_MAX) return false;
    info->pitfalls_len = json_array_size(pitfalls);
    info->hints_len = json_array_size(hints);
    struct str *slugs = arena_array(arena, struct str, info->pitfalls_len);
    struct text *texts = arena_array(arena, struct text, info->hints_len);
    for (size_t i = 0; i < info->pitfalls_len; i++)
        if (!read_str(arena, json_array_get(pitfalls, i), SLUG_LEN, &slugs[i]) ||
            !str_is_slug(slugs[i], SLUG_LEN))
            return false;
    for (size_t i = 0; i < info->hints_len; i++)
        if (!read_text(arena, json_array_get(hints, i), &texts[i])) return false;
    info->pitfalls = slugs;
    info->hints = texts;
    return true;
}

static int read_index(struct arena *arena, const json_t *json, struct pack *pack, struct err *err)
{
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(&pack->digest, hex);
    const json_t *format = json_object_get(json, "format"), *of = json_object_get(json, "pack");
    const json_t *exercises = json_object_get(json, "exercises");
    if (!json_is_integer(format) || json_integer_value(format) != INDEX_FORMAT)
        return err_set(err, ERR_CORRUPT, "index.json: made by another version; make it again");
    if (!json_is_string(of) || strcmp(json_string_value(of), hex) != 0)
        return err_set(err, ERR_CORRUPT, "index.json: it is another pack's; make it again");
    if (!json_is_array(exercises) || json_array_size(exercises) != pack->exercises_len)
        return err_set(err, ERR_CORRUPT, "index.json: it has not all %zu exercises; make it again",
                       pack->exercises_len);
    struct exercise_info *infos = arena_array(arena, struct exercise_info, pack->exercises_len);
    for (size_t i = 0; i < pack->exercises_len; i++)
        if (!read_info(arena, json_array_get(exercises, i), &infos[i]) ||
            !str_eq(infos[i].id, pack->exercises[i]))
            return err_set(err, ERR_CORRUPT,
                           "index.json: the entry of %.*s is not as it should be; make it again",
                           STR_ARG(pack->exercises[i]));
    pack->infos = infos;
    pack->infos_len = pack->exercises_len;
    return 0;
}

int pack_index_read(struct arena *arena, struct str json, struct pack *pack, struct err *err)
{
    json_error_t error;
    json_t *root = json_loadb(json.len ? json.ptr : "", json.len, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        return err_set(err, ERR_CORRUPT, "index.json:%d:%d: %s; make it again", error.line,
                       error.column, error.text);
    int code = read_index(arena, root, pack, err);
    json_decref(root);
    return code;
}
