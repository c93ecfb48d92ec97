#include "site/bundle.h"

static bool is_wanted(struct str path, bool tests)
{
    if (str_starts(path, STR("data/"))) return str_ends(path, STR(".csv"));
    if (str_ends(path, STR("_test.lua"))) return tests;
    return str_ends(path, STR(".lua")) &&
           (str_starts(path, STR("exercises/")) || str_starts(path, STR("lib/")));
}

struct bundle bundle_of(struct arena *arena, const struct pack *pack, bool tests)
{
    struct bundle_file *files = arena_array(arena, struct bundle_file, pack->files_len + 1);
    size_t len = 0;
    char *hex = arena_alloc(arena, DIGEST_HEX_LEN + 1);
    digest_hex(&pack->closure, hex);
    for (size_t i = 0; i < pack->files_len; i++)
        if (is_wanted(pack->files[i].path, tests))
            files[len++] = (struct bundle_file){pack->files[i].path, pack->files[i].bytes};
    if (pack->uses_sql) files[len++] = (struct bundle_file){STR("capabilities"), STR("sql\n")};
    return (struct bundle){pack->org, {hex, DIGEST_HEX_LEN}, files, len};
}
