#include "base/limits.h"
#include "pack/files.h"
#include "pack/suggest.h"

enum contents { TEXT, PNG, JPEG, WEBP, GIF };

static const struct place {
    const char *folder; /* NULL: the pack's own folder */
    const char *ending;
    const char *only; /* the whole name, or NULL: any slug before the ending */
    enum contents contents;
} places[] = {{NULL, "", "pack.yaml", TEXT},
              {NULL, "", "CHANGELOG.md", TEXT},
              {NULL, "", "README.md", TEXT},
              {NULL, "", "LICENSE", TEXT},
              {NULL, "", "i18n.lock", TEXT},
              {"exercises", "_test.lua", NULL, TEXT},
              {"exercises", ".lua", NULL, TEXT},
              {"lib", ".lua", NULL, TEXT},
              {"data", ".csv", NULL, TEXT},
              {"media", ".png", NULL, PNG},
              {"media", ".jpg", NULL, JPEG},
              {"media", ".jpeg", NULL, JPEG},
              {"media", ".webp", NULL, WEBP},
              {"media", ".gif", NULL, GIF},
              {"modules/*", "", "module.yaml", TEXT},
#define X(id, code, ...) {"modules/*", "." code ".md", NULL, TEXT},
              LANG_LIST(X)
#undef X
};

#define PLACES (sizeof places / sizeof places[0])

static const char *const folders[] = {"modules", "exercises", "lib", "data", "media"};

#define FOLDERS (sizeof folders / sizeof folders[0])

/* Splits "a/b/c" into "a/b" and "c". */
static struct str split_path(struct str path, struct str *name)
{
    size_t at = path.len;
    while (at > 0 && path.ptr[at - 1] != '/') at--;
    *name = str_slice(path.ptr + at, path.len - at);
    return str_slice(path.ptr, at > 0 ? at - 1 : 0);
}

static bool in_folder(struct str folder, const char *wanted)
{
    if (wanted == NULL) return folder.len == 0;
    if (strcmp(wanted, "modules/*") != 0) return str_is(folder, wanted);
    struct str prefix = STR("modules/");
    return str_starts(folder, prefix) &&
           str_is_slug(str_slice(folder.ptr + prefix.len, folder.len - prefix.len), SLUG_LEN);
}

static const struct place *find_place(struct str path)
{
    struct str name, folder = split_path(path, &name);
    for (size_t i = 0; i < PLACES; i++) {
        const struct place *place = &places[i];
        if (!in_folder(folder, place->folder)) continue;
        if (place->only && str_is(name, place->only)) return place;
        struct str ending = str_of(place->ending);
        if (place->only || !str_ends(name, ending)) continue;
        if (str_is_slug(str_slice(name.ptr, name.len - ending.len), SLUG_LEN)) return place;
    }
    return NULL;
}

/* What may stand in the folder of a file that has no place. */
static void problem_place(struct problems *problems, struct str path)
{
    struct str name, folder = split_path(path, &name);
    struct str top = folder;
    ptrdiff_t slash = str_find(folder, '/');
    if (slash >= 0) top.len = (size_t)slash;
    struct str known = STR("");
    for (size_t i = 0; i < PLACES; i++) {
        if (!in_folder(folder, places[i].folder)) continue;
        known = arena_printf(problems->arena, "%.*s%s%s%s", STR_ARG(known), known.len ? ", " : "",
                             places[i].only ? places[i].only : "<name>",
                             places[i].only ? "" : places[i].ending);
    }
    if (known.len > 0 && folder.len > 0) {
        problem_add(problems, path, 1, 1,
                    "%.*s/ holds only %.*s, with names of lower-case letters, digits and hyphens; "
                    "rename or remove this file",
                    STR_ARG(folder), STR_ARG(known));
        return;
    }
    struct suggest suggest;
    suggest_init(&suggest, folder.len ? top : name);
    for (size_t i = 0; i < FOLDERS && folder.len; i++) suggest_offer(&suggest, str_of(folders[i]));
    for (size_t i = 0; i < PLACES && !folder.len; i++)
        if (places[i].only && !places[i].folder) suggest_offer(&suggest, str_of(places[i].only));
    struct str hint = suggest_words(&suggest, problems->arena);
    problem_add(problems, path, 1, 1, "this has no place in a pack%.*s%s", STR_ARG(hint),
                hint.len ? ""
                         : "; a pack has pack.yaml, modules/<module>/, exercises/, lib/, data/ and "
                           "media/");
}

static bool is_image(enum contents contents, struct str bytes)
{
    switch (contents) {
    case TEXT:
        return true;
    case PNG:
        return str_starts(bytes, STR("\x89PNG\r\n\x1a\n"));
    case JPEG:
        return str_starts(bytes, STR("\xff\xd8\xff"));
    case WEBP:
        return str_starts(bytes, STR("RIFF")) && bytes.len > 12 &&
               memcmp(bytes.ptr + 8, "WEBP", 4) == 0;
    case GIF:
        return str_starts(bytes, STR("GIF87a")) || str_starts(bytes, STR("GIF89a"));
    }
    return false;
}

/* The first byte that is not part of well-formed UTF-8. */
static size_t utf8_until(struct str bytes)
{
    size_t at = 0;
    while (at < bytes.len) {
        unsigned char c = (unsigned char)bytes.ptr[at];
        size_t len = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
        if (len > bytes.len - at || !str_is_utf8(str_slice(bytes.ptr + at, len))) break;
        at += len;
    }
    return at;
}

static void check_text(struct problems *problems, const struct pack_file *file)
{
    int line, column;
    const char *nul = memchr(file->bytes.ptr, '\0', file->bytes.len);
    if (nul) {
        struct str before = str_slice(file->bytes.ptr, (size_t)(nul - file->bytes.ptr));
        text_position(before, before.len, &line, &column);
        problem_add(problems, file->path, line, column,
                    "there is a NUL byte in this text; save it as plain text in UTF-8");
    } else if (!str_is_utf8(file->bytes)) {
        text_position(file->bytes, utf8_until(file->bytes), &line, &column);
        problem_add(problems, file->path, line, column,
                    "this is not UTF-8; save the file as UTF-8");
    }
}

/* exercises/x_test.lua belongs to exercises/x.lua. `files` are sorted. */
static void check_test(struct problems *problems, const struct pack_file *files, size_t files_len,
                       struct str path)
{
    struct str ending = STR("_test.lua");
    if (!str_ends(path, ending)) return;
    struct str wanted =
        arena_printf(problems->arena, "%.*s.lua", (int)(path.len - ending.len), path.ptr);
    for (size_t i = 0; i < files_len; i++)
        if (str_eq(files[i].path, wanted)) return;
    problem_add(problems, path, 1, 1, "these tests have no exercise: there is no %.*s",
                STR_ARG(wanted));
}

void layout_check(struct problems *problems, const struct pack_file *files, size_t files_len)
{
    for (size_t i = 0; i < files_len; i++) {
        const struct pack_file *file = &files[i];
        const struct place *place = find_place(file->path);
        if (place == NULL) {
            problem_place(problems, file->path);
        } else if (file->bytes.len == 0) {
            problem_add(problems, file->path, 1, 1, "this file is empty; fill or remove it");
        } else if (place->contents == TEXT) {
            check_text(problems, file);
            check_test(problems, files, files_len, file->path);
        } else if (!is_image(place->contents, file->bytes)) {
            problem_add(problems, file->path, 1, 1,
                        "this is not the kind of image that its name says; save it again as %s",
                        place->ending + 1);
        }
    }
}
