#include "pack/pack.h"

#include "base/limits.h"
#include "pack/files.h"
#include "pack/reader.h"

/* "exercises/x.lua", but not "exercises/x_test.lua": the slug x. */
static bool exercise_of(struct str path, struct str *id)
{
    struct str prefix = STR("exercises/"), ending = STR(".lua");
    if (!str_starts(path, prefix) || !str_ends(path, ending)) return false;
    *id = str_slice(path.ptr + prefix.len, path.len - prefix.len - ending.len);
    return str_is_slug(*id, SLUG_LEN);
}

/* "modules/x/...": the slug x. */
static bool module_of(struct str path, struct str *id)
{
    struct str prefix = STR("modules/");
    if (!str_starts(path, prefix)) return false;
    struct str rest = str_slice(path.ptr + prefix.len, path.len - prefix.len);
    str_cut(&rest, '/', id);
    return rest.ptr != NULL && str_is_slug(*id, SLUG_LEN);
}

static void find_exercises(struct pack_reader *reader)
{
    struct pack *pack = reader->pack;
    struct str *list = arena_array(reader->arena, struct str, pack->files_len);
    for (size_t i = 0; i < pack->files_len; i++) {
        struct str id;
        if (exercise_of(pack->files[i].path, &id)) list[pack->exercises_len++] = id;
    }
    /* files are sorted with their ending, "a-b.lua" before "a.lua": sort again without it */
    for (size_t i = 1; i < pack->exercises_len; i++) {
        struct str moving = list[i];
        size_t at = i;
        for (; at > 0 && str_compare(moving, list[at - 1]) < 0; at--) list[at] = list[at - 1];
        list[at] = moving;
    }
    pack->exercises = list;
}

/* All names first, so that modules can refer to each other. */
static struct module *find_modules(struct pack_reader *reader)
{
    struct pack *pack = reader->pack;
    struct module *modules = arena_array(reader->arena, struct module, pack->files_len);
    for (size_t i = 0; i < pack->files_len; i++) {
        struct str id;
        if (!module_of(pack->files[i].path, &id)) continue;
        /* files of one folder stand together */
        if (pack->modules_len && str_eq(modules[pack->modules_len - 1].id, id)) continue;
        modules[pack->modules_len++].id = id;
    }
    pack->modules = modules;
    return modules;
}

static void read_all(struct pack_reader *reader)
{
    struct pack *pack = reader->pack;
    layout_check(&reader->problems, pack->files, pack->files_len);
    find_exercises(reader);
    struct module *modules = find_modules(reader);
    if (!manifest_read(reader)) return;
    for (size_t i = 0; i < pack->modules_len; i++) module_read(reader, modules[i].id, &modules[i]);
}

static int finish(struct pack_reader *reader, struct pack **out, struct pack_problem **problems,
                  size_t *problems_len, struct err *err)
{
    if (reader->problems.len > 0) {
        problems_sort(&reader->problems);
        if (problems) *problems = reader->problems.list;
        if (problems) *problems_len = reader->problems.len;
        return problems_err(&reader->problems, err);
    }
    struct pack *pack = reader->pack;
    pack->digest = pack_digest(pack->files, pack->files_len);
    if (pack->needs_len == 0) {
        int code = pack_close(pack, NULL, 0, err);
        if (code) return code;
    }
    *out = pack;
    return 0;
}

static void begin(struct pack_reader *reader, struct arena *arena, struct pack **out,
                  struct pack_problem **problems, size_t *problems_len)
{
    *out = NULL;
    if (problems) *problems = NULL;
    if (problems) *problems_len = 0;
    *reader = (struct pack_reader){.arena = arena, .pack = arena_new(arena, struct pack)};
    problems_init(&reader->problems, arena);
}

int pack_from_files(struct arena *arena, const struct pack_file *files, size_t files_len,
                    struct pack **out, struct pack_problem **problems, size_t *problems_len,
                    struct err *err)
{
    struct pack_reader reader;
    begin(&reader, arena, out, problems, problems_len);
    reader.pack->files = files;
    reader.pack->files_len = files_len;
    read_all(&reader);
    return finish(&reader, out, problems, problems_len, err);
}

int pack_read(struct arena *arena, const char *folder, struct pack **out,
              struct pack_problem **problems, size_t *problems_len, struct err *err)
{
    struct pack_reader reader;
    struct pack_file *files;
    begin(&reader, arena, out, problems, problems_len);
    int code = files_read(arena, folder, &reader.problems, &files, &reader.pack->files_len, err);
    if (code) return code;
    reader.pack->files = files;
    read_all(&reader);
    return finish(&reader, out, problems, problems_len, err);
}

const struct pack_file *pack_file(const struct pack *pack, struct str path)
{
    size_t low = 0, high = pack->files_len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(pack->files[middle].path, path);
        if (order == 0) return &pack->files[middle];
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

const struct module *pack_module(const struct pack *pack, struct str id)
{
    for (size_t i = 0; i < pack->modules_len; i++)
        if (str_eq(pack->modules[i].id, id)) return &pack->modules[i];
    return NULL;
}

const struct step *module_step(const struct module *module, struct str id)
{
    for (size_t i = 0; i < module->steps_len; i++)
        if (str_eq(module->steps[i].id, id)) return &module->steps[i];
    return NULL;
}

const struct exercise_info *pack_exercise(const struct pack *pack, struct str id)
{
    for (size_t i = 0; i < pack->infos_len; i++)
        if (str_eq(pack->infos[i].id, id)) return &pack->infos[i];
    return NULL;
}

const struct pitfall *pack_pitfall(const struct pack *pack, struct str id)
{
    for (size_t i = 0; i < pack->pitfalls_len; i++)
        if (str_eq(pack->pitfalls[i].id, id)) return &pack->pitfalls[i];
    return NULL;
}

const struct term *pack_term(const struct pack *pack, struct str id)
{
    for (size_t i = 0; i < pack->glossary_len; i++)
        if (str_eq(pack->glossary[i].id, id)) return &pack->glossary[i];
    return NULL;
}

bool pack_has_exercise(const struct pack *pack, struct str id)
{
    for (size_t i = 0; i < pack->exercises_len; i++)
        if (str_eq(pack->exercises[i], id)) return true;
    return false;
}
