/* Facets of a module for the templates: labels, and truth per level for its drawing. */
#include "site/pages.h"

/* is_<slug>, with underscores: a template asks for the drawing that belongs to a value. */
static void flag_set(struct visit *visit, struct val *to, struct str slug)
{
    struct str name = arena_printf(visit->arena, "is_%.*s", STR_ARG(slug));
    char *at = arena_alloc(visit->arena, name.len + 1);
    for (size_t i = 0; i <= name.len; i++) at[i] = name.ptr[i] == '-' ? '_' : name.ptr[i];
    val_set_bool(to, at, true);
}

static void list_set(struct visit *visit, struct val *to, const char *key,
                     const struct facet_values *values)
{
    struct val *list = val_set_list(to, key);
    for (size_t i = 0; i < values->len; i++) {
        struct val *item = val_add(list);
        val_set_c(item, "label", values->list[i]->label[visit->lang]);
        flag_set(visit, item, str_of(values->list[i]->slug));
    }
}

void level_set(struct visit *visit, struct val *to, const struct module *module)
{
    if (module->levels.len == 0) return;
    const struct facet_value *level = module->levels.list[0];
    val_set_c(to, "level_label", level->label[visit->lang]);
    flag_set(visit, to, str_of(level->slug));
}

void facets_set(struct visit *visit, struct val *to, const struct module *module)
{
    const struct facet_value *format = facet_find(FACET_FORMAT, module->format);
    if (format) val_set_c(to, "format_label", format->label[visit->lang]);
    flag_set(visit, to, module->format);
    list_set(visit, to, "levels", &module->levels);
    list_set(visit, to, "goals", &module->goals);
    list_set(visit, to, "themes", &module->themes);
    list_set(visit, to, "roles", &module->roles);
}
