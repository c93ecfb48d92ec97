/* Facets of a module for the templates: labels, and truth per level for its drawing. */
#include "site/pages.h"

static void list_set(struct visit *visit, struct val *to, const char *key,
                     const struct facet_values *values)
{
    struct val *list = val_set_list(to, key);
    for (size_t i = 0; i < values->len; i++) {
        struct val *item = val_add(list);
        val_set_c(item, "label", values->list[i]->label[visit->lang]);
        val_set_c(item, "slug", values->list[i]->slug);
    }
}

void facets_set(struct visit *visit, struct val *to, const struct module *module)
{
    const struct facet_value *format = facet_find(FACET_FORMAT, module->format);
    if (format) val_set_c(to, "format_label", format->label[visit->lang]);
    val_set_str(to, "format", module->format);
    list_set(visit, to, "levels", &module->levels);
    list_set(visit, to, "goals", &module->goals);
    list_set(visit, to, "themes", &module->themes);
    list_set(visit, to, "roles", &module->roles);
    if (module->levels.len == 0) return;
    const struct facet_value *level = module->levels.list[0];
    val_set_c(to, "level_label", level->label[visit->lang]);
    val_set_c(to, "level_slug", level->slug);
    val_set_bool(to, arena_printf(visit->arena, "is_%s", level->slug).ptr, true);
}
