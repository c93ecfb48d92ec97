#include "base/limits.h"
#include "pack/markdown.h"
#include "pack/reader.h"
#include "pack/suggest.h"

bool reader_is_text(const struct pack_file *file)
{
    return file->bytes.len > 0 && str_is_utf8(file->bytes) &&
           memchr(file->bytes.ptr, '\0', file->bytes.len) == NULL;
}

void reader_no_exercise(struct pack_reader *reader, struct str file, int line, int column,
                        struct str what, struct str id)
{
    struct suggest suggest;
    suggest_init(&suggest, id);
    for (size_t i = 0; i < reader->pack->exercises_len; i++)
        suggest_offer(&suggest, reader->pack->exercises[i]);
    problem_add(&reader->problems, file, line, column, "%.*s: no exercises/%.*s.lua%.*s",
                STR_ARG(what), STR_ARG(id), STR_ARG(suggest_words(&suggest, reader->arena)));
}

/* One language's page, while its references are looked up. */
struct reading {
    struct pack_reader *reader;
    struct str file;
    struct str *exercises;
    size_t exercises_len;
};

#define PROBLEM(r, ref, ...)                                                                       \
    problem_add(&(r)->reader->problems, (r)->file, (ref)->line, (ref)->column, __VA_ARGS__)

static void check_exercise(struct reading *r, const struct markdown_ref *ref)
{
    struct str id = ref->doc->text;
    if (!pack_has_exercise(r->reader->pack, id)) {
        reader_no_exercise(r->reader, r->file, ref->line, ref->column,
                           arena_printf(r->reader->arena, "{{exercise %.*s}}", STR_ARG(id)), id);
        return;
    }
    for (size_t i = 0; i < r->exercises_len; i++) {
        if (!str_eq(r->exercises[i], id)) continue;
        PROBLEM(r, ref, "{{exercise %.*s}}: it is on this page twice; remove one", STR_ARG(id));
        return;
    }
    if (r->exercises_len == PAGE_EXERCISES_MAX) {
        PROBLEM(r, ref, "{{exercise %.*s}}: a page holds at most %d exercises; make it two pages",
                STR_ARG(id), PAGE_EXERCISES_MAX);
        return;
    }
    r->exercises[r->exercises_len++] = id;
}

static void check_pitfall(struct reading *r, const struct markdown_ref *ref)
{
    const struct pack *pack = r->reader->pack;
    struct str id = ref->doc->text;
    if (pack_pitfall(pack, id)) return;
    struct suggest suggest;
    suggest_init(&suggest, id);
    for (size_t i = 0; i < pack->pitfalls_len; i++) suggest_offer(&suggest, pack->pitfalls[i].id);
    PROBLEM(r, ref, "{{pitfall %.*s}}: pack.yaml has no such entry under pitfalls%.*s", STR_ARG(id),
            STR_ARG(suggest_words(&suggest, r->reader->arena)));
}

static void check_term(struct reading *r, const struct markdown_ref *ref)
{
    const struct pack *pack = r->reader->pack;
    struct str id = ref->doc->text;
    if (pack_term(pack, id)) return;
    struct suggest suggest;
    suggest_init(&suggest, id);
    for (size_t i = 0; i < pack->glossary_len; i++) suggest_offer(&suggest, pack->glossary[i].id);
    PROBLEM(r, ref, "{{term %.*s}}: pack.yaml has no such entry under glossary%.*s", STR_ARG(id),
            STR_ARG(suggest_words(&suggest, r->reader->arena)));
}

/* "media/x.png" and, as editors on the page itself see it, "../../media/x.png": both x.png. */
static void check_image(struct reading *r, const struct markdown_ref *ref)
{
    const struct pack *pack = r->reader->pack;
    struct str target = ref->doc->target, media = STR("media/");
    if (str_starts(target, STR("../../"))) target = str_slice(target.ptr + 6, target.len - 6);
    if (!str_starts(target, media)) {
        PROBLEM(r, ref,
                "the image %.*s is not in this pack; put it in media/ and write "
                "../../media/name.png: pages load nothing from elsewhere",
                STR_ARG(target));
        return;
    }
    ref->doc->target = str_slice(target.ptr + media.len, target.len - media.len);
    if (pack_file(pack, target)) return;
    struct suggest suggest;
    suggest_init(&suggest, ref->doc->target);
    for (size_t i = 0; i < pack->files_len; i++) {
        struct str path = pack->files[i].path;
        if (str_starts(path, media))
            suggest_offer(&suggest, str_slice(path.ptr + media.len, path.len - media.len));
    }
    PROBLEM(r, ref, "there is no %.*s%.*s", STR_ARG(target),
            STR_ARG(suggest_words(&suggest, r->reader->arena)));
}

static void check_refs(struct reading *r, const struct markdown *markdown)
{
    for (size_t i = 0; i < markdown->refs_len; i++) {
        const struct markdown_ref *ref = &markdown->refs[i];
        if (ref->doc->kind == DOC_EXERCISE) check_exercise(r, ref);
        else if (ref->doc->kind == DOC_PITFALL) check_pitfall(r, ref);
        else if (ref->doc->kind == DOC_TERM) check_term(r, ref);
        else check_image(r, ref);
    }
}

/* The name of a page that is not there in any language. */
static void problem_no_page(struct pack_reader *reader, struct str folder, const struct yaml *at,
                            struct str file)
{
    struct suggest suggest;
    suggest_init(&suggest, at->text);
    for (size_t i = 0; i < reader->pack->files_len; i++) {
        struct str path = reader->pack->files[i].path, name;
        if (!str_starts(path, folder) || !str_ends(path, STR(".md"))) continue;
        struct str rest = str_slice(path.ptr + folder.len, path.len - folder.len);
        str_cut(&rest, '.', &name);
        suggest_offer(&suggest, name);
    }
    problem_add(&reader->problems, file, at->line, at->column, "%.*s: no %.*s%.*s.%s.md%.*s",
                STR_ARG(at->key), STR_ARG(folder), STR_ARG(at->text),
                lang_code(reader->pack->source), STR_ARG(suggest_words(&suggest, reader->arena)));
}

/* Every language must ask the same in the same order: progress counts exercises, not languages. */
static void compare(struct pack_reader *reader, const struct reading *first,
                    const struct reading *other)
{
    size_t i = 0;
    while (i < first->exercises_len && i < other->exercises_len &&
           str_eq(first->exercises[i], other->exercises[i]))
        i++;
    if (i == first->exercises_len && i == other->exercises_len) return;
    struct str wanted = i < first->exercises_len ? first->exercises[i] : STR("none");
    struct str found = i < other->exercises_len ? other->exercises[i] : STR("none");
    problem_add(&reader->problems, other->file, 1, 1,
                "the exercises are not those of %.*s: number %zu there is %.*s, here %.*s; give "
                "every language the same ones in the same order",
                STR_ARG(first->file), i + 1, STR_ARG(wanted), STR_ARG(found));
}

bool page_read(struct pack_reader *reader, struct str module, const struct yaml *at,
               struct str file, struct page *page, const struct str **exercises,
               size_t *exercises_len)
{
    struct pack *pack = reader->pack;
    struct str name = schema_str(at);
    *page = (struct page){0};
    *exercises = NULL;
    *exercises_len = 0;
    if (!str_is_slug(name, SLUG_LEN)) return false; /* the schema said so */
    struct str folder = arena_printf(reader->arena, "modules/%.*s/", STR_ARG(module));
    const struct pack_file *files[LANG_COUNT] = {NULL};
    size_t found = 0;
    for (int i = 0; i < LANG_COUNT; i++) {
        files[i] = pack_file(pack, arena_printf(reader->arena, "%.*s%.*s.%s.md", STR_ARG(folder),
                                                STR_ARG(name), lang_code((enum lang)i)));
        if (files[i] && pack->has[i]) found++;
        if (files[i] && !pack->has[i])
            problem_add(&reader->problems, files[i]->path, 1, 1,
                        "languages of pack.yaml does not list %s; add it there or remove this file",
                        lang_code((enum lang)i));
    }
    if (found == 0) {
        problem_no_page(reader, folder, at, file);
        return false;
    }

    struct reading first = {0};
    bool any = false;
    for (int step = 0; step < LANG_COUNT; step++) {
        int i = (step + (int)pack->source) % LANG_COUNT; /* the source language leads */
        if (!pack->has[i]) continue;
        if (files[i] == NULL) {
            problem_add(&reader->problems, file, at->line, at->column,
                        "%.*s: the %s translation is missing, and languages of pack.yaml lists it; "
                        "write %.*s%.*s.%s.md",
                        STR_ARG(at->key), lang_code((enum lang)i), STR_ARG(folder), STR_ARG(name),
                        lang_code((enum lang)i));
            continue;
        }
        struct markdown markdown;
        if (!reader_is_text(files[i]) ||
            !markdown_parse(reader->arena, &reader->problems, files[i]->path, files[i]->bytes,
                            &markdown))
            continue;
        struct reading r = {reader, files[i]->path,
                            arena_array(reader->arena, struct str, PAGE_EXERCISES_MAX), 0};
        check_refs(&r, &markdown);
        page->in[i] = markdown.root;
        page->words[i] = markdown.words;
        if (any) compare(reader, &first, &r);
        else first = r;
        any = true;
    }
    *exercises = first.exercises;
    *exercises_len = first.exercises_len;
    return any;
}
